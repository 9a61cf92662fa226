"""A record's own channel, where the workspace's rule posts what is shared of its mail."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Ref
from bot.listeners.record import show_record
from bot.middleware import ack_first, config_of, member_of
from bot.places import Trouble, look_at
from bot.readers import readers_of
from bot.services.records import set_channel
from bot.shown import TargetKind

_NOT_THERE = "I can't find that one any more, so nothing was changed."
_TROUBLE = {
    Trouble.NOT_INVITED: "I am not in that channel. Type /invite @Smart Bcc there, then pick it again.",
    Trouble.ARCHIVED: "That channel is archived, so nothing can be posted there. Pick another.",
    Trouble.NO_CHANNEL: "That is no channel. Pick one from the list.",
    Trouble.SILENT: "Slack did not answer in time. Please pick it once more.",
}
_NOT_ALLOWED = "Your admin does not allow mail in #{}. Pick another channel."
_OUTSIDE = (
    "People from outside your company read along in #{}, or may, so nothing is posted there by itself. Pick "
    "another channel."
)


def register(app: AsyncApp) -> None:
    app.action(Action.CHANNEL, middleware=[ack_first])(choose)
    app.action(Action.CHANNEL_NONE, middleware=[ack_first])(none)


async def choose(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    place = await look_at(client, str(action.get("selected_conversation") or ""))
    if isinstance(place, Trouble):
        raise UserError(_TROUBLE[place])
    if place.private and member.user.slack_user_id not in place.members:
        raise UserError(_TROUBLE[Trouble.NOT_INVITED])
    allowed = member.workspace.share_channels
    if allowed is not None and place.id not in allowed:
        raise UserError(_NOT_ALLOWED.format(place.name))
    meet = partial(config_of(context).find_user, client, member.workspace)
    if (await readers_of(member.scope, place, meet)).from_outside:
        raise UserError(_OUTSIDE.format(place.name))  # the rule would be refused there each time
    await _set(body, context, client, place.id)


async def none(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    await _set(body, context, client, None)


async def _set(
    body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, channel: str | None
) -> None:
    about = Ref.parse(body["view"].get("private_metadata"))
    member = member_of(context)
    if about is None or about.word not in set(TargetKind) or about.word == TargetKind.PERSON:
        raise UserError(_NOT_THERE)
    if not await set_channel(
        member.scope, TargetKind(about.word), about.id, channel, config_of(context).clock()
    ):
        raise UserError(_NOT_THERE)
    await show_record(body, context, client, about)
