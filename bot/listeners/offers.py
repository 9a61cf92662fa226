"""What a card offers at one click: file, add, tell persons apart, keep, done, unlink all."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Pair, row_id
from bot.listeners.show import GONE, open_view
from bot.middleware import ack_first, config_of, member_of
from bot.services import contacts, links, rules
from bot.services.cards import own_mail
from bot.services.done import set_done
from bot.services.links import Change
from bot.services.search import find_record
from bot.views import words
from bot.views.create_modal import create_modal
from models.types import RecordStatus

_OLD = "This offer does not hold any more. Link… files the mail wherever you like."
_CLOSED = "{} is closed now. Link… files the mail there all the same."
_ALREADY = "The mail is filed under {} already."
_NO_RULE = "I can't find that any more, so nothing was changed."
_FILING = (Action.FILE_1, Action.FILE_2, Action.FILE_3)
_WHO = (Action.WHO_1, Action.WHO_2, Action.WHO_3, Action.WHO_4)


def register(app: AsyncApp) -> None:
    for action in _FILING:
        app.action(action, middleware=[ack_first])(file_suggested)
    for action in _WHO:
        app.action(action, middleware=[ack_first])(tell_apart)
    app.action(Action.ADD_CONTACT, middleware=[ack_first])(add_contact)
    app.action(Action.KEEP_HERE, middleware=[ack_first])(keep_here)
    app.action(Action.UNLINK_ALL, middleware=[ack_first])(unlink_all)
    app.action(Action.DONE, middleware=[ack_first])(done)
    app.action(Action.NOT_DONE, middleware=[ack_first])(not_done)


async def file_suggested(action: dict[str, Any], context: AsyncBoltContext) -> None:
    pair, scope, config = Pair.parse(action.get("value")), member_of(context).scope, config_of(context)
    target = await find_record(scope, pair.second) if pair else None
    if pair is None or target is None:
        raise UserError(_OLD)
    if target.status is not RecordStatus.OPEN:
        raise UserError(_CLOSED.format(words.name_of(target)))
    reason = {"rule": "suggested"}
    changed = await links.link(scope, pair.first, target.kind, target.id, config.clock(), reason=reason)
    if changed.change is Change.ALREADY:
        raise UserError(_ALREADY.format(words.name_of(target)))
    if changed.change is not Change.DONE:
        raise UserError(GONE)
    config.wake()


async def add_contact(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Add at one click who is known by name; of an address that several read, ask who it is."""
    pair, member, config = Pair.parse(action.get("value")), member_of(context), config_of(context)
    message = await own_mail(member.scope, pair.first) if pair else None
    if pair is None or message is None:
        raise UserError(GONE)
    contact = await contacts.find_new(member.scope, message, member.mail_domain, pair.second)
    if contact is None:
        raise UserError(_OLD)
    if contact.role:
        draft = contacts.draft_for(message, contact)
        await open_view(client, body, create_modal(draft, member.user.slack_user_id))
        return
    await contacts.add(member.scope, message, contact, config.clock())
    config.wake()


async def tell_apart(action: dict[str, Any], context: AsyncBoltContext) -> None:
    pair, config = Pair.parse(action.get("value")), config_of(context)
    if pair is None:
        raise UserError(_OLD)
    changed = await contacts.tell_apart(member_of(context).scope, pair.first, pair.second, config.clock())
    if changed.change is Change.ALREADY and changed.target is not None:
        raise UserError(_ALREADY.format(words.name_of(changed.target)))
    if changed.change is not Change.DONE:
        raise UserError(_OLD if changed.change is Change.NO_TARGET else GONE)
    config.wake()


async def keep_here(action: dict[str, Any], context: AsyncBoltContext) -> None:
    pair, scope, config = Pair.parse(action.get("value")), member_of(context).scope, config_of(context)
    if pair is None:
        raise UserError(_NO_RULE)
    kept = await rules.keep_for_link(scope, pair.first, pair.second, config.clock())
    if kept.change is not Change.DONE:
        raise UserError(_NO_RULE)
    link = await links.own_link(scope, pair.first)
    if link is not None:
        await links.update_cards(scope, link.conversation_id, config.clock())
    config.wake()


async def unlink_all(action: dict[str, Any], context: AsyncBoltContext) -> None:
    message_id, config = row_id(action.get("value")), config_of(context)
    if message_id is None:
        raise UserError(GONE)
    changed = await links.unlink_all(member_of(context).scope, message_id, config.clock())
    if changed.change is Change.ALREADY:
        raise UserError("The mail is not filed anywhere any more.")
    if changed.change is not Change.DONE:
        raise UserError(GONE)
    config.wake()


async def done(action: dict[str, Any], context: AsyncBoltContext) -> None:
    await _set_done(action, context, done=True)


async def not_done(action: dict[str, Any], context: AsyncBoltContext) -> None:
    await _set_done(action, context, done=False)


async def _set_done(action: dict[str, Any], context: AsyncBoltContext, *, done: bool) -> None:
    message_id, config = row_id(action.get("value")), config_of(context)
    if message_id is None:
        raise UserError(GONE)
    changed = await set_done(member_of(context).scope, message_id, config.clock(), done=done)
    if changed.change is Change.NO_MAIL:
        raise UserError(GONE)
    config.wake()
