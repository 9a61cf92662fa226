"""`/bcc …`, and the shortcut that copies the address."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.ids import Command, Shortcut
from bot.listeners.show import open_view
from bot.middleware import Member, ack_first, config_of, member_of
from bot.services.addresses import record_addresses, universal_address
from bot.services.trial import trial_of
from bot.views.address import address_modal, address_reply, record_reply
from bot.views.help import help_reply
from bot.views.rendered import Rendered
from bot.views.trial import trial_reply

Handler = Callable[[AsyncBoltContext, str], Awaitable[Rendered]]


def register(app: AsyncApp) -> None:
    app.command(Command.BCC)(answer)
    app.global_shortcut(Shortcut.COPY_ADDRESS, middleware=[ack_first])(copy_address)


async def answer(ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext) -> None:
    text = str(command.get("text") or "").strip()
    word, _, rest = text.partition(" ")
    handler = _HANDLERS.get(word.lower())
    reply = await handler(context, rest.strip()) if handler else _unknown(member_of(context), text)
    await ack(text=reply.text, blocks=reply.blocks, response_type="ephemeral")


async def copy_address(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    member = member_of(context)
    await open_view(client, body, address_modal(universal_address(member.workspace, member.mail_domain)))


async def _address(context: AsyncBoltContext, asked: str) -> Rendered:
    member = member_of(context)
    if not asked:
        return address_reply(universal_address(member.workspace, member.mail_domain))
    found = await record_addresses(member.scope, member.workspace, member.mail_domain, asked)
    return record_reply(found, asked)


async def _help(context: AsyncBoltContext, _: str) -> Rendered:
    member = member_of(context)
    return help_reply(Command.BCC, universal_address(member.workspace, member.mail_domain))


async def _test(context: AsyncBoltContext, _: str) -> Rendered:
    member, now = member_of(context), config_of(context).clock()
    return trial_reply(await trial_of(member.scope, member.user, member.workspace, member.mail_domain, now))


def _unknown(member: Member, text: str) -> Rendered:
    return help_reply(Command.BCC, universal_address(member.workspace, member.mail_domain), unknown=text)


_HANDLERS: dict[str, Handler] = {"": _help, "help": _help, "address": _address, "test": _test}
