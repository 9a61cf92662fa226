"""'Was this you?': yes, no, and Undo."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, row_id
from bot.middleware import ack_first, config_of, member_of
from bot.services import ask
from bot.services.ask import Answered, Word
from bot.slack import Posted, outcome
from bot.views import ask as views
from bot.views.rendered import Rendered

_GONE = (
    "That question is settled already, or its mail was deleted after 14 days."
    " To have an address taken for yours, run /bcc alias add."
)
_TAKEN = "{} belongs to a colleague of yours, so nothing was changed. Its mail is not shown to you."
_NOT_BLOCKED = "That address is not blocked any more, so nothing was changed."


def register(app: AsyncApp) -> None:
    app.action(Action.ASK_YES, middleware=[ack_first])(yes)
    app.action(Action.ASK_NO, middleware=[ack_first])(no)
    app.action(Action.ASK_UNDO, middleware=[ack_first])(undo)


async def yes(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    held_id, config = row_id(action.get("value")), config_of(context)
    if held_id is None:
        raise UserError(_GONE)
    answered = await ask.say_yes(member_of(context).scope, held_id, config.clock())
    if answered.word is Word.TAKEN:
        raise UserError(_TAKEN.format(answered.address))
    if answered.word is not Word.YES:
        raise UserError(_GONE)
    config.wake()
    await rewrite(client, body, views.verified(answered.address, answered.mails))


async def no(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    held_id, config = row_id(action.get("value")), config_of(context)
    if held_id is None:
        raise UserError(_GONE)
    answered = await ask.say_no(member_of(context).scope, held_id, config.clock())
    if answered.word is not Word.NO:
        raise UserError(_GONE)
    await rewrite(client, body, views.blocked(answered.address, answered.address_id))


async def undo(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    address_id, config = row_id(action.get("value")), config_of(context)
    if address_id is None:
        raise UserError(_NOT_BLOCKED)
    answered = await ask.unblock(member_of(context).scope, address_id, config.clock())
    if answered.word is Word.GONE:
        raise UserError(_NOT_BLOCKED)
    await rewrite(client, body, _after_undo(answered))


def _after_undo(answered: Answered) -> Rendered:
    if answered.question is not None:
        return views.question(answered.question)
    return views.unblocked(answered.address)


async def rewrite(client: AsyncWebClient, body: dict[str, Any], said: Rendered) -> None:
    """Leave of the question how things stand now; where Slack does not take that, say it beside."""
    place = body["container"]
    update = client.chat_update(
        channel=place["channel_id"], ts=place["message_ts"], text=said.text, blocks=said.blocks
    )
    if not isinstance(await outcome(update), Posted):
        user = body["user"]["id"]
        await outcome(client.chat_postEphemeral(channel=place["channel_id"], user=user, text=said.text))
