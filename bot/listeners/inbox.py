"""`/bcc inbox`: file many mails in one go, or be done with them; both with a way back."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, Ref, View, row_id
from bot.listeners.show import GONE, asked_for, open_view, push_view, update_view
from bot.middleware import ack_first, config_of, member_of
from bot.services.cards import mail_of, own_mail
from bot.services.likely import likely
from bot.services.search import search
from bot.services.unfiled import file_all, inbox, set_all_done, still_waiting, unfile_all
from bot.shown import TargetKind
from bot.views.inbox import Told, inbox_modal
from bot.views.link_modal import option_groups
from bot.views.mail_modal import mail_modal

_TICK_ONE = "Tick at least one mail that is still in your inbox."
_PICK_ONE = "Pick where the ticked mails belong. Or close this, and use Done without filing."
_NOT_THERE = "That one is not there any more. Pick another from the list."
_NO_UNDO = "There is nothing to undo any more: these mails were changed again."
_MOST = 10  # as many as a page has


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("inbox")], middleware=[ack_first])(open_inbox)
    app.action(Action.INBOX_OPEN, middleware=[ack_first])(open_inbox)
    app.options(Action.INBOX_RECORD)(suggest)
    app.view(View.INBOX)(submit)
    app.action(Action.INBOX_READ, middleware=[ack_first])(read)
    app.action(Action.INBOX_DONE, middleware=[ack_first])(mark_done)
    app.action(Action.INBOX_UNDO, middleware=[ack_first])(undo)
    app.action(Action.INBOX_OLDER, middleware=[ack_first])(turn)
    app.action(Action.INBOX_NEWEST, middleware=[ack_first])(turn)


async def open_inbox(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    await open_view(client, body, await _page(context))


async def suggest(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """What was typed for; before that, what the ticked mails (or the newest) probably belong to."""
    scope = member_of(context).scope
    if text := str(body.get("value") or "").strip():
        found = await search(scope, text)
    else:
        ticked = _ticked(body.get("view") or {})
        first = ticked[0] if ticked else next((x.message_id for x in (await inbox(scope, "UTC")).lines), None)
        message = await own_mail(scope, first)
        found = await likely(scope, message) if message else ()
    if found:
        await ack(option_groups=option_groups(found))
    else:
        await ack(options=[])


async def submit(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    config, scope = config_of(context), member_of(context).scope
    ticked = await still_waiting(scope, _ticked(view))
    if not ticked:
        raise UserError(_TICK_ONE, field=Block.MAILS)
    choice = _values(view, Block.RECORD, Action.INBOX_RECORD).get("selected_option") or {}
    target = Ref.parse(choice.get("value"))
    if target is None or target.word not in set(TargetKind):
        raise UserError(_PICK_ONE, field=Block.RECORD)
    filed = await file_all(scope, ticked, TargetKind(target.word), target.id, config.clock())
    if filed.target is None:
        raise UserError(_NOT_THERE, field=Block.RECORD)
    config.wake()
    told = Told.filed(filed.target, filed.link_ids)
    await ack(response_action="update", view=await _page(context, told=told))


async def read(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    message_id = row_id((action.get("selected_option") or {}).get("value"))
    mail = await mail_of(member_of(context).scope, message_id) if message_id is not None else None
    if mail is None:
        raise UserError(GONE)
    await push_view(client, body, mail_modal(mail))


async def mark_done(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    config, scope = config_of(context), member_of(context).scope
    ticked = await still_waiting(scope, _ticked(body["view"]))
    if not ticked:
        raise UserError("Close this note, tick the mails you are done with, and click again.")
    done = await set_all_done(scope, ticked, config.clock(), done=True)
    config.wake()
    await update_view(client, body, await _page(context, told=Told.marked_done(done)))


async def undo(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    config, scope = config_of(context), member_of(context).scope
    word, _, joined = str(body["view"].get("private_metadata") or "").partition(":")
    ids = [key for part in joined.split(",")[:_MOST] if (key := row_id(part)) is not None]
    if word == "links":
        undone = await unfile_all(scope, ids, config.clock())
    else:
        undone = len(await set_all_done(scope, ids, config.clock(), done=False))
    if not undone:
        raise UserError(_NO_UNDO)
    config.wake()
    told = Told("They are back in your inbox." if undone > 1 else "It is back in your inbox.")
    await update_view(client, body, await _page(context, told=told))


async def turn(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    await update_view(client, body, await _page(context, row_id(action.get("value"))))


async def _page(
    context: AsyncBoltContext, before: int | None = None, told: Told | None = None
) -> dict[str, Any]:
    member = member_of(context)
    return inbox_modal(await inbox(member.scope, member.user.tz, before), told)


def _ticked(view: dict[str, Any]) -> list[int]:
    """The ticked mails of those that are shown: Slack keeps the ticks of a page that was turned."""
    blocks = [block for block in view.get("blocks") or () if block.get("block_id") == Block.MAILS]
    shown = {option.get("value") for block in blocks for option in block["element"]["options"]}
    options = _values(view, Block.MAILS, Action.INBOX_CHOICE).get("selected_options") or []
    ids = [row_id(option.get("value")) for option in options if option.get("value") in shown]
    return [key for key in ids[:_MOST] if key is not None]


def _values(view: dict[str, Any], block: Block, action: Action) -> dict[str, Any]:
    values: dict[str, Any] = view.get("state", {}).get("values", {}).get(block, {}).get(action) or {}
    return values
