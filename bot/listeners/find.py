"""`/bcc find WORDS`, and reading a mail out of any list."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Block, Command, Ref, View, row_id
from bot.listeners.show import GONE, asked_for, open_view, push_view, update_view
from bot.middleware import Member, ack_first, member_of
from bot.services.cards import mail_of
from bot.services.find import find
from bot.services.handover import taken_over
from bot.services.lines import PAGE, page_of
from bot.services.wanted import LONGEST, read_wanted
from bot.views.find import NO_WORDS, find_modal, handed_over_modal
from bot.views.mail_modal import mail_modal
from models import User

_HANDED_OVER = "handed"  # what the modal carries instead of words


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("find")], middleware=[ack_first])(open_find)
    app.view(View.FIND)(ask_again)
    app.action(Action.FIND_OLDER, middleware=[ack_first])(turn)
    app.action(Action.FIND_NEWEST, middleware=[ack_first])(turn)
    app.action(Action.READ, middleware=[ack_first])(read)


async def open_find(
    body: dict[str, Any], command: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    asked = str(command.get("text") or "").strip().partition(" ")[2].strip()[:LONGEST]
    await open_view(client, body, await found_view(member_of(context), asked, None))


async def ask_again(ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> None:
    typed = view.get("state", {}).get("values", {}).get(Block.WORDS, {}).get(Action.WORDS, {})
    asked = str(typed.get("value") or "").strip()[:LONGEST]
    if not read_wanted(asked):
        raise UserError(NO_WORDS, field=Block.WORDS)
    await ack(response_action="update", view=await found_view(member_of(context), asked, None))


async def turn(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    asked = str(body["view"].get("private_metadata") or "")[:LONGEST]
    await update_view(client, body, await found_view(member_of(context), asked, row_id(action.get("value"))))


async def read(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    message_id = row_id(action.get("value"))
    mail = await mail_of(member_of(context).scope, message_id) if message_id is not None else None
    if mail is None:
        raise UserError(GONE)
    await push_view(client, body, mail_modal(mail))


async def handed_over_view(member: Member, leaver: User, before: int | None = None) -> dict[str, Any]:
    """What an admin handed over to the viewer, a page of it."""
    ids = await taken_over(member.scope, leaver.id, before, PAGE + 1)
    page = await page_of(member.scope, ids, newest=before is None, tz=member.user.tz)
    return handed_over_modal(leaver.name, page, str(Ref(_HANDED_OVER, leaver.id)))


async def found_view(member: Member, asked: str, before: int | None) -> dict[str, Any]:
    handed = Ref.parse(asked)
    if handed is not None and handed.word == _HANDED_OVER:
        mine = member.scope.of(User).filter(id=handed.id, successor_id=member.user.id)
        if leaver := await mine.first():
            return await handed_over_view(member, leaver, before)
    wanted = read_wanted(asked)
    page = await find(member.scope, wanted, member.user.tz, before) if wanted else None
    return find_modal(asked, page)
