"""Open: read a mail whole."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, row_id
from bot.listeners.show import GONE, open_view, update_view
from bot.middleware import ack_first, member_of
from bot.services.cards import mail_of
from bot.shown import MailData
from bot.views.mail_modal import mail_modal

_TURNS = (Action.TEXT_PREVIOUS, Action.TEXT_NEXT, Action.TEXT_NEW)
_QUOTED_TURNS = (Action.TEXT_QUOTED, Action.QUOTED_PREVIOUS, Action.QUOTED_NEXT)


def register(app: AsyncApp) -> None:
    app.action(Action.OPEN, middleware=[ack_first])(open_mail)
    for turn in (*_TURNS, *_QUOTED_TURNS):
        app.action(turn, middleware=[ack_first])(turn_page)


async def open_mail(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    await open_view(client, body, mail_modal(await claimed_mail(context, action.get("value"))))


async def turn_page(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    mail = await claimed_mail(context, body["view"].get("private_metadata"))
    view = mail_modal(mail, row_id(action.get("value")) or 1, quoted=action["action_id"] in _QUOTED_TURNS)
    await update_view(client, body, view)


async def claimed_mail(context: AsyncBoltContext, claimed: str | None) -> MailData:
    """A mail that the member may read, by the id that a click or a modal claims."""
    message_id = row_id(claimed)
    mail = await mail_of(member_of(context).scope, message_id) if message_id is not None else None
    if mail is None:
        raise UserError(GONE)
    return mail
