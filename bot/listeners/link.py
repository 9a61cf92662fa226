"""Link…: choose a deal, lead, project or person for a mail."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Ref, View, row_id
from bot.listeners.show import GONE, open_view
from bot.middleware import ack_first, config_of, member_of
from bot.services import links
from bot.services.cards import own_mail
from bot.services.likely import likely
from bot.services.links import Change
from bot.services.search import has_any, search
from bot.shown import TargetKind
from bot.views.link_modal import link_modal, option_groups

_PICK_ONE = "Pick a deal, lead, project or person from the list."
_NO_TARGET = "That one is not there any more. Pick another from the list."
_LONGEST_SUBJECT = 250


def register(app: AsyncApp) -> None:
    app.action(Action.LINK, middleware=[ack_first])(open_link_modal)
    app.options(Action.RECORD)(suggest)
    app.view(View.LINK)(submit)


async def open_link_modal(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    scope = member_of(context).scope
    message = await own_mail(scope, row_id(action.get("value")))
    if message is None:
        raise UserError(GONE)
    view = link_modal(message.id, message.subject[:_LONGEST_SUBJECT], anything=await has_any(scope))
    await open_view(client, body, view)


async def suggest(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    scope = member_of(context).scope
    text = str(body.get("value") or "").strip()
    if text:
        found = await search(scope, text)
    else:
        message = await own_mail(scope, row_id(body.get("view", {}).get("private_metadata")))
        found = await likely(scope, message) if message else ()
    if found:
        await ack(option_groups=option_groups(found))
    else:
        await ack(options=[])


async def submit(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    config, scope = config_of(context), member_of(context).scope
    message_id, target = row_id(view.get("private_metadata")), _chosen(view)
    if target is None or target.word not in set(TargetKind):
        raise UserError(_PICK_ONE, field=Block.RECORD)
    if message_id is None:
        raise UserError(GONE)
    changed = await links.link(scope, message_id, TargetKind(target.word), target.id, config.clock())
    if changed.change is Change.NO_MAIL:
        raise UserError(GONE)
    if changed.change is Change.NO_TARGET:
        raise UserError(_NO_TARGET, field=Block.RECORD)
    config.wake()
    await ack()


def _chosen(view: dict[str, Any]) -> Ref | None:
    values = view.get("state", {}).get("values", {})
    option = values.get(Block.RECORD, {}).get(Action.RECORD, {}).get("selected_option") or {}
    return Ref.parse(option.get("value"))
