"""The home tab, the first hello, and an answer to those who talk to a mail robot."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.ids import Event
from bot.middleware import Member, config_of, member_of
from bot.services.addresses import universal_address
from bot.services.inbox import greet_once, home_of
from bot.services.refusals import refused_lately
from bot.views.help import chat_reply, greeting
from bot.views.home import home_view


def register(app: AsyncApp) -> None:
    app.event(Event.APP_HOME_OPENED)(opened)
    app.event("message")(said)  # subscribed to as `message.im`


async def opened(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    member, config = member_of(context), config_of(context)
    if event.get("tab") == "home":
        await publish(member, client, config.clock())
        return
    hello = greeting(member.user.name, universal_address(member.workspace, member.mail_domain))
    if await greet_once(member.scope, {"text": hello.text, "blocks": hello.blocks}, config.clock()):
        config.wake()


async def publish(member: Member, client: AsyncWebClient, now: datetime) -> None:
    """Show the home tab as things stand now."""
    refused = await refused_lately(member.scope, member.user.tz, now)
    data = await home_of(member.scope, member.user, member.workspace, member.mail_domain)
    await client.views_publish(user_id=member.user.slack_user_id, view=home_view(data, refused))


async def said(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Answer a person's own new words in our DM; never a robot's, an edit or a thread below a card."""
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("thread_ts"):
        return
    member = member_of(context)
    reply = chat_reply(universal_address(member.workspace, member.mail_domain))
    await client.chat_postMessage(channel=event["channel"], text=reply.text, blocks=reply.blocks)
