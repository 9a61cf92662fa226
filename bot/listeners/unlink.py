"""Unlink, Undo and Why? on a card's filed lines."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Ref, row_id
from bot.listeners.show import open_view
from bot.middleware import ack_first, config_of, member_of
from bot.services import links
from bot.services.filings import filings_of
from bot.services.links import Change, Changed
from bot.views import words
from bot.views.why import why_modal

_NO_LINK = "I can't find that link any more, so nothing was changed. Link… files the mail anew."


def register(app: AsyncApp) -> None:
    app.action(Action.UNLINK, middleware=[ack_first])(unlink)
    app.action(Action.RESTORE, middleware=[ack_first])(restore)
    app.action(Action.LINK_MENU, middleware=[ack_first])(choose)


async def unlink(action: dict[str, Any], context: AsyncBoltContext) -> None:
    await _unlink(row_id(action.get("value")), context)


async def restore(action: dict[str, Any], context: AsyncBoltContext) -> None:
    link_id, config = row_id(action.get("value")), config_of(context)
    if link_id is None:
        raise UserError(_NO_LINK)
    changed = await links.restore(member_of(context).scope, link_id, config.clock())
    _told(changed, "The mail is filed under {} already.")
    config.wake()


async def choose(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    chosen = Ref.parse((action.get("selected_option") or {}).get("value"))
    if chosen is None or chosen.word not in ("unlink", "why"):
        raise UserError(_NO_LINK)
    if chosen.word == "unlink":
        await _unlink(chosen.id, context)
        return
    member = member_of(context)
    found = await links.own_link(member.scope, chosen.id)
    if found is None:
        raise UserError(_NO_LINK)
    [filing] = filings_of([found], member.user.id)
    await open_view(client, body, why_modal(filing, member.user.tz))


async def _unlink(link_id: int | None, context: AsyncBoltContext) -> None:
    config = config_of(context)
    if link_id is None:
        raise UserError(_NO_LINK)
    changed = await links.unlink(member_of(context).scope, link_id, config.clock())
    _told(changed, "The mail is not filed under {} any more.")
    config.wake()


def _told(changed: Changed, already: str) -> None:
    """A click that came too late or twice changed nothing: say how things stand."""
    if changed.change is Change.ALREADY and changed.target is not None:
        raise UserError(already.format(words.name_of(changed.target)))
    if changed.change is not Change.DONE:
        raise UserError(_NO_LINK)
