"""Unlink, Undo and Why? on a card's filed lines."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Ref, row_id
from bot.listeners.link import open_move
from bot.listeners.show import NO_LINK
from bot.listeners.why import show_why_of_link
from bot.middleware import ack_first, config_of, member_of
from bot.services import links
from bot.services.links import Change, Changed
from bot.views import words

_NOT_ANY_MORE = "The mail is not filed under {} any more."


def register(app: AsyncApp) -> None:
    app.action(Action.UNLINK, middleware=[ack_first])(unlink)
    app.action(Action.RESTORE, middleware=[ack_first])(restore)
    app.action(Action.LINK_MENU, middleware=[ack_first])(choose)


async def unlink(action: dict[str, Any], context: AsyncBoltContext) -> None:
    link_id, config = row_id(action.get("value")), config_of(context)
    if link_id is None:
        raise UserError(NO_LINK)
    _told(await links.undo(member_of(context).scope, link_id, config.clock()), _NOT_ANY_MORE)
    config.wake()


async def restore(action: dict[str, Any], context: AsyncBoltContext) -> None:
    link_id, config = row_id(action.get("value")), config_of(context)
    if link_id is None:
        raise UserError(NO_LINK)
    changed = await links.restore(member_of(context).scope, link_id, config.clock())
    _told(changed, "The mail is filed under {} already.")
    config.wake()


async def choose(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    chosen = Ref.parse((action.get("selected_option") or {}).get("value"))
    match chosen:
        case Ref("unlink", link_id):
            await _unlink(link_id, context)
        case Ref("move", link_id):
            await open_move(body, link_id, context, client)
        case Ref("why", link_id):
            await show_why_of_link(body, link_id, context, client)
        case _:
            raise UserError(NO_LINK)


async def _unlink(link_id: int | None, context: AsyncBoltContext) -> None:
    config = config_of(context)
    if link_id is None:
        raise UserError(NO_LINK)
    changed = await links.unlink(member_of(context).scope, link_id, config.clock())
    _told(changed, _NOT_ANY_MORE)
    config.wake()


def _told(changed: Changed, already: str) -> None:
    """A click that came too late or twice changed nothing: say how things stand."""
    if changed.change is Change.ALREADY and changed.target is not None:
        raise UserError(already.format(words.name_of(changed.target)))
    if changed.change is not Change.DONE:
        raise UserError(NO_LINK)
