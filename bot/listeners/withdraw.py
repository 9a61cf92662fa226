"""Withdraw: take a copy back, or all copies of a mail."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, row_id
from bot.listeners.show import GONE, update_view
from bot.middleware import ack_first, config_of, member_of
from bot.services import copies
from bot.services.links import Change
from bot.views.note import note_modal

_NO_COPY = "There is nothing of yours to withdraw there any more. The card shows where the mail still stands."
_GOING = "It is being withdrawn already. I will tell you here when that is done."
_ON_ITS_WAY = "Nobody can open it from there any more. I am removing it now and will report in our messages."


def register(app: AsyncApp) -> None:
    app.action(Action.WITHDRAW, middleware=[ack_first])(withdraw)
    app.action(Action.WITHDRAW_ALL, middleware=[ack_first])(withdraw_all)


async def withdraw(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    await take_back(context, share_id=row_id(action.get("value")))
    await _show(body, client)


async def withdraw_all(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    await take_back(context, message_id=row_id(action.get("value")))
    await _show(body, client)


async def take_back(
    context: AsyncBoltContext, *, share_id: int | None = None, message_id: int | None = None
) -> None:
    """Withdraw the viewer's own copy or copies; anything else is told kindly."""
    member, config = member_of(context), config_of(context)
    if share_id is None and message_id is None:
        raise UserError(GONE)
    shares = await copies.own_copies(member.scope, share_id=share_id, message_id=message_id)
    change = await copies.withdraw(member.scope, shares, config.clock())
    if change is Change.ALREADY:
        raise UserError(_GOING)
    if change is not Change.DONE:
        raise UserError(_NO_COPY)
    config.wake()


async def _show(body: dict[str, Any], client: AsyncWebClient) -> None:
    """On the card the card itself changes; a modal says it."""
    if body.get("view"):
        await update_view(client, body, note_modal("Withdrawing", _ON_ITS_WAY))
