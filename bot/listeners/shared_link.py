"""Link… on a posted copy: a colleague files what all may read, and asks the owner for the rest."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError, tell
from bot.ids import Action, Block, Plea, Ref, View, row_id
from bot.listeners.form import chosen_refs
from bot.listeners.link import open_link_modal, suggest
from bot.listeners.shared import WITHDRAWN, readable
from bot.listeners.show import open_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.posts import Answer
from bot.services import links, pleas
from bot.services.copy_readers import posted_card, reads_all, standing_copy
from bot.services.links import Change
from bot.shown import Target, TargetKind
from bot.views import words
from bot.views.follow import plea_answered, plea_notice, plea_told
from bot.views.note import note_modal
from bot.views.rendered import Rendered
from bot.views.shared_card import colleague_link_modal
from models import Share, User
from models.outbox import enqueue_notice

_PICK_ONE = "Pick a deal, lead, project or person from the list."
_NO_TARGET = "That one is not there any more. Pick another from the list."
_ALREADY = "The mail is filed under {} already."
_FILED = "The mail is filed under {} now, with its whole conversation. Its owner sees that on their card."
_ASKED = "I asked {} to file it there. You will hear from me when they have answered."
_OFTEN = "You asked for this mail to be filed today already. Give its owner time to answer."
_ANSWERED = "This can't be answered any more: the mail is not shared there now, or its place is gone."


def register(app: AsyncApp) -> None:
    app.action(Action.SHARED_LINK, middleware=[ack_first])(open_link)
    app.options(Action.SHARED_RECORD)(suggest)
    app.view(View.SHARED_LINK)(submit)
    app.action(Action.PLEA_YES, middleware=[ack_first])(grant)
    app.action(Action.PLEA_NO, middleware=[ack_first])(decline)


async def open_link(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    share = await readable(context, client, row_id(action.get("value")))
    if share.message.owner_id == member.user.id:
        await open_link_modal(body, {"value": str(share.message_id)}, context, client)
        return
    card = await posted_card(member.scope, share, member.user.tz)
    if card is None:
        raise UserError(WITHDRAWN)
    await open_view(client, body, colleague_link_modal(card, asks=not reads_all(share, member.user)))


async def submit(
    ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, config = member_of(context), config_of(context)
    about = Ref.parse(view.get("private_metadata"))
    share = await readable(context, client, about.id if about and about.word == "share" else None)
    chosen = chosen_refs(view, Block.RECORD, Action.SHARED_RECORD)
    target = await _target(member, chosen[0] if chosen else None)
    if target is None:
        raise UserError(_NO_TARGET if chosen else _PICK_ONE, field=Block.RECORD)
    if reads_all(share, member.user):
        if await pleas.file_shared(member.scope, share, target, config.clock()) is not Change.DONE:
            raise UserError(_ALREADY.format(words.name_of(target)), field=Block.RECORD)
        config.wake()
        said = _FILED.format(words.name_of(target))
        await ack(response_action="update", view=note_modal("Filed", said))
        return
    asker, subject = member.user.name, share.message.subject
    plea = Plea(share.id, member.user.id, Ref(target.kind, target.id))
    notice = _payload(plea_notice(subject, asker, target, plea))
    if await pleas.ask(member.scope, share, target, notice, config.clock()) is not Change.DONE:
        raise UserError(_OFTEN, field=Block.RECORD)
    config.wake()
    await ack(response_action="update", view=note_modal("Asked", _ASKED.format(share.message.owner.name)))


async def grant(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, config = member_of(context), config_of(context)
    share, asker, target = await _plea(member, action.get("value"))
    reason = {"rule": "asked", "evidence": asker.name}
    changed = await links.link(
        member.scope, share.message_id, target.kind, target.id, config.clock(), reason=reason
    )
    if changed.change not in (Change.DONE, Change.ALREADY):
        raise UserError(_ANSWERED)
    await _answer(body, context, client, share, asker, target, Answer.YES)


async def decline(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    share, asker, target = await _plea(member, action.get("value"))
    filed = await links.is_filed(member.scope, share.message, target)
    await _answer(body, context, client, share, asker, target, Answer.FILED if filed else Answer.NO)


async def _plea(member: Member, value: str | None) -> tuple[Share, User, Target]:
    """What a colleague asked of this member, whose own mail it is about; all of it still there."""
    plea = Plea.parse(value)
    share = await standing_copy(member.scope, plea.share_id) if plea else None
    target = await _target(member, plea.wanted) if plea else None
    asked = (
        plea is not None and share is not None and await pleas.was_asked(member.scope, share, plea.user_id)
    )
    asker = await member.scope.of(User).get_or_none(id=plea.user_id) if plea else None
    if (
        share is None
        or target is None
        or asker is None
        or not asked
        or share.message.owner_id != member.user.id
    ):
        raise UserError(_ANSWERED)
    return share, asker, target


async def _answer(
    body: dict[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    share: Share,
    asker: User,
    target: Target,
    answer: Answer,
) -> None:
    member, config, subject = member_of(context), config_of(context), share.message.subject
    told = _payload(plea_told(subject, member.user.name, target, answer))
    told |= {"mail": share.message_id, "share": share.id}
    once = f"plea:{share.id}:{asker.id}:{target.tag}:{answer is not Answer.NO}"
    await enqueue_notice(member.workspace.id, asker.id, told, config.clock(), once=once)
    config.wake()
    said = plea_answered(subject, asker.name, target, answer)
    channel, message = body.get("channel") or {}, body.get("message") or {}
    if channel.get("id") and message.get("ts"):
        await client.chat_update(channel=channel["id"], ts=message["ts"], text=said.text, blocks=said.blocks)
    else:
        await tell(said.text, body, client, acked=True)


async def _target(member: Member, wanted: Ref | None) -> Target | None:
    if wanted is None or wanted.word not in set(TargetKind):
        return None
    return await links.find_target(member.scope, TargetKind(wanted.word), wanted.id)


def _payload(said: Rendered) -> dict[str, Any]:
    return {"text": said.text, "blocks": said.blocks}
