"""The home tab, the first hello, and an answer to those who talk to a mail robot."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Event, Pair, row_id
from bot.listeners.show import GONE, NO_LINK
from bot.middleware import ack_first, config_of, member_of
from bot.services import links
from bot.services.addresses import universal_address
from bot.services.home import filed_by, greet_once, have_started
from bot.services.links import Change
from bot.services.search import find_record
from bot.views import words
from bot.views.help import chat_reply, greeting
from bot.views.home_inbox import Filed
from models.outbox import enqueue_notice
from models.types import RecordStatus

_CLOSED = "{} is closed now. Open the mail's card to file it there all the same."
_OLD = "This offer does not hold any more. Open the inbox to file the mail."


def register(app: AsyncApp) -> None:
    app.event(Event.APP_HOME_OPENED)(opened)
    app.event("message")(said)  # subscribed to as `message.im`
    app.action(Action.HOME_FILE, middleware=[ack_first])(file_here)
    app.action(Action.HOME_UNDO, middleware=[ack_first])(undo)
    app.action(Action.HOME_STARTED, middleware=[ack_first])(started)


async def opened(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    member, config = member_of(context), config_of(context)
    if event.get("tab") == "home":
        await publish(context, client)
        return
    hello = greeting(member.user.name, universal_address(member.workspace, member.mail_domain))
    if await greet_once(member.scope, {"text": hello.text, "blocks": hello.blocks}, config.clock()):
        config.wake()


async def publish(context: AsyncBoltContext, client: AsyncWebClient, filed: Filed | None = None) -> None:
    """Show the home tab as things stand now."""
    member = member_of(context)
    await config_of(context).homes.publish(client, member.scope, member.mail_domain, filed)


async def file_here(action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """File a mail of the inbox under the one record that it probably belongs to."""
    pair, scope, config = Pair.parse(action.get("value")), member_of(context).scope, config_of(context)
    target = await find_record(scope, pair.second) if pair else None
    if pair is None or target is None:
        raise UserError(_OLD)
    if target.status is not RecordStatus.OPEN:
        raise UserError(_CLOSED.format(words.name_of(target)))
    reason = {"rule": "suggested"}
    changed = await links.link(scope, pair.first, target.kind, target.id, config.clock(), reason=reason)
    if changed.change not in (Change.DONE, Change.ALREADY):
        raise UserError(GONE)
    config.wake()
    made = await filed_by(scope, pair.first, target)
    await publish(context, client, Filed(target, made) if made is not None else None)


async def undo(action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    link_id, config = row_id(action.get("value")), config_of(context)
    changed = await links.unlink(member_of(context).scope, link_id, config.clock()) if link_id else None
    if changed is None or changed.change is not Change.DONE or changed.target is None:
        raise UserError(NO_LINK)
    config.wake()
    await publish(context, client, Filed(changed.target, None))


async def started(context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """They have no other addresses: getting started is over."""
    await have_started(member_of(context).scope, config_of(context).clock())
    await publish(context, client)


async def said(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """Answer a person's own new words in our DM, once; never a robot's, an edit or a thread below a card."""
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("thread_ts"):
        return
    member, config = member_of(context), config_of(context)
    reply = chat_reply(universal_address(member.workspace, member.mail_domain))
    payload = {"text": reply.text, "blocks": reply.blocks, "asked": True}
    once = f"said:{event.get('channel')}:{event.get('ts')}"
    await enqueue_notice(member.scope.workspace_id, member.user.id, payload, config.clock(), once=once)
    config.wake()
