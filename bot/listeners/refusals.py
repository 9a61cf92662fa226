"""`/bcc why`: what was refused of one's own mail, why, and what to do."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, Command, row_id
from bot.listeners.show import asked_for, open_view, push_view, update_view
from bot.middleware import ack_first, member_of
from bot.services.refusals import refused_mail, refused_page
from bot.views.refusals import refusals_modal, refused_modal

_GONE = (
    "I can't find that refusal any more: they are kept for 90 days, and only for whom they concern. "
    "/bcc why shows those there are."
)


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("why")], middleware=[ack_first])(open_list)
    app.action(Action.REFUSALS_OPEN, middleware=[ack_first])(open_list)
    app.action(Action.REFUSALS_WHY, middleware=[ack_first])(why)
    app.action(Action.REFUSALS_OLDER, middleware=[ack_first])(turn)
    app.action(Action.REFUSALS_NEWEST, middleware=[ack_first])(turn)


async def open_list(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    member = member_of(context)
    _, _, asked = str(body.get("text") or "").strip().partition(" ")
    page = await refused_page(member.scope, member.user.tz, _address(asked))
    await open_view(client, body, refusals_modal(page))


async def why(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    mail = await refused_mail(member.scope, row_id(action.get("value")), member.user.tz)
    if mail is None:
        raise UserError(_GONE)
    in_modal = (body.get("view") or {}).get("type") == "modal"
    await (push_view if in_modal else open_view)(client, body, refused_modal(mail))


async def turn(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    member = member_of(context)
    asked = str(body["view"].get("private_metadata") or "")
    page = await refused_page(member.scope, member.user.tz, asked, row_id(action.get("value")))
    await update_view(client, body, refusals_modal(page))


def _address(asked: str) -> str:
    """An address as people paste it; Slack may have made a link of it."""
    address = asked.strip().strip("<>")
    return address.removeprefix("mailto:").partition("|")[0].strip()[:320]
