"""Share…: who may read a mail; Make private; and Undo of either."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, View, row_id
from bot.listeners.form import chosen_words
from bot.listeners.show import GONE, open_view, push_view, update_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.services import sharing
from bot.services.cards import own_mail
from bot.services.copies import copies_of
from bot.services.links import Change
from bot.services.sharing import Opened
from bot.views.share_modal import ONE, WHOLE, changed_modal, share_modal
from models.types import Visibility

_PICK = "Pick one of the two."
_NO_UNDO = "That can't be undone any more: it was changed again. Share… on the card shows how things stand."
_PRIVATE_ALREADY = "It is private to you already."


def register(app: AsyncApp) -> None:
    app.action(Action.SHARE, middleware=[ack_first])(open_share)
    app.action(Action.MAKE_PRIVATE, middleware=[ack_first])(make_private)
    app.action(Action.SHARE_UNDO, middleware=[ack_first])(undo)
    app.view(View.SHARE)(submit)


async def open_share(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, now = member_of(context), config_of(context).clock()
    message = await own_mail(member.scope, row_id(action.get("value")))
    if message is None:
        raise UserError(GONE)
    view = share_modal(await sharing.share_form(member.scope, member.workspace, message, now))
    await (push_view if body.get("view") else open_view)(client, body, view)


async def submit(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    member, config = member_of(context), config_of(context)
    message_id = row_id(view.get("private_metadata"))
    readers = chosen_words(view, Block.READERS, Action.READERS)
    extent = chosen_words(view, Block.EXTENT, Action.EXTENT)
    if len(readers) != 1 or readers[0] not in set(Visibility):
        raise UserError(_PICK, field=Block.READERS)
    if extent not in ([ONE], [WHOLE]):
        raise UserError(_PICK, field=Block.EXTENT)
    if message_id is None:
        raise UserError(GONE)
    wanted = Visibility(readers[0])
    opened = await sharing.set_visibility(
        member.scope, message_id, wanted, config.clock(), whole=extent == [WHOLE]
    )
    if opened.change is Change.NO_MAIL:
        raise UserError(GONE)
    if opened.change is Change.ALREADY:
        await ack()
        return
    config.wake()
    await ack(response_action="update", view=await _changed(member, opened))


async def make_private(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, config, message_id = member_of(context), config_of(context), row_id(action.get("value"))
    if message_id is None:
        raise UserError(GONE)
    opened = await sharing.set_visibility(
        member.scope, message_id, Visibility.PRIVATE, config.clock(), whole=None
    )
    if opened.change is Change.ALREADY:
        raise UserError(_PRIVATE_ALREADY)
    if opened.change is not Change.DONE:
        raise UserError(GONE)
    config.wake()
    await open_view(client, body, await _changed(member, opened))


async def undo(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, config, event_id = member_of(context), config_of(context), row_id(action.get("value"))
    if event_id is None:
        raise UserError(_NO_UNDO)
    opened = await sharing.undo_visibility(member.scope, event_id, config.clock())
    if opened.change is not Change.DONE:
        raise UserError(_NO_UNDO)
    config.wake()
    await update_view(client, body, await _changed(member, opened))


async def _changed(member: Member, opened: Opened) -> dict[str, Any]:
    message_id = opened.message_id or 0
    return changed_modal(
        opened.visibility,
        whole=opened.whole,
        event_id=opened.event_id,
        message_id=message_id,
        copies=await copies_of(member.scope, message_id),
    )
