"""What admins decide about the mail of members who left, and the successor's way to what became theirs."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Command, row_id
from bot.listeners.admins import admin_of, admins_only
from bot.listeners.find import handed_over_view
from bot.listeners.show import asked_for, open_view
from bot.middleware import ack_first, config_of, member_of
from bot.services.handover import Choice, choose
from bot.services.leavers import erase_now, leavers, refresh_admins
from bot.views.leaver import leavers_reply
from models import User

_TOLD = {
    Choice.NO_LEAVER: "That member is not gone any more, so nothing was handed over.",
    Choice.NO_SUCCESSOR: "Pick a full member of this workspace first, in the menu beside the button.",
    Choice.ALREADY: "Somebody chose a new owner already. /bcc leavers shows how things stand.",
}
_WHAT = "decide about the mail of members who left"
_NOTHING = "There is nothing left to erase: it is gone already, or the member is back."
_NOBODY = "I can't find whose mail this was any more. /bcc inbox and /bcc find show what is yours."


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("leavers")])(show)
    app.action(Action.SUCCESSOR, middleware=[ack_first])(picked)
    app.action(Action.HAND_OVER, middleware=[ack_first])(hand_over)
    app.action(Action.ERASE_LEAVER, middleware=[ack_first])(erase)
    app.action(Action.HANDED_OVER, middleware=[ack_first])(show_mine)


async def show(ack: AsyncAck, context: AsyncBoltContext) -> None:
    member = await admin_of(context, _WHAT)
    reply = leavers_reply(await leavers(member.scope, member.user.tz))
    await ack(text=reply.text, blocks=reply.blocks, response_type="ephemeral")


async def picked() -> None:
    """A choice in the menu says nothing until the button beside it is clicked."""


async def hand_over(body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext) -> None:
    member, config = await admin_of(context, _WHAT), config_of(context)
    leaver_id = row_id(action.get("value"))
    if leaver_id is None:
        raise UserError(_TOLD[Choice.NO_LEAVER])
    answers = ((body.get("state") or {}).get("values") or {}).get(action.get("block_id")) or {}
    chosen = (answers.get(Action.SUCCESSOR) or {}).get("selected_user") or ""
    choice = await choose(member.scope, leaver_id, str(chosen), config.clock())
    config.wake()
    if choice is Choice.NO_ADMIN:
        raise await admins_only(member, _WHAT)
    if choice is not Choice.DONE:
        raise UserError(_TOLD[choice])


async def erase(action: dict[str, Any], context: AsyncBoltContext) -> None:
    member, config = await admin_of(context, _WHAT), config_of(context)
    leaver_id = row_id(action.get("value"))
    if leaver_id is None or not await erase_now(member.scope, leaver_id, config.clock()):
        raise UserError(_NOTHING)
    await refresh_admins(member.scope, leaver_id, config.clock())
    config.wake()


async def show_mine(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member, leaver_id = member_of(context), row_id(action.get("value"))
    mine = member.scope.of(User).filter(id=leaver_id, successor_id=member.user.id)
    leaver = await mine.first() if leaver_id is not None else None
    if leaver is None:
        raise UserError(_NOBODY)
    await open_view(client, body, await handed_over_view(member, leaver))
