"""Why?, and taking back a rule from there or from the home tab."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.ids import Action, row_id
from bot.listeners.home import publish
from bot.listeners.show import GONE, NO_LINK, open_view, update_view
from bot.middleware import ack_first, config_of, member_of
from bot.services import rules
from bot.services.links import Change
from bot.services.why import why_of_link, why_of_mail
from bot.views.why import why_modal

_NO_RULE = "That rule is gone already."


def register(app: AsyncApp) -> None:
    app.action(Action.KEEP_STOP, middleware=[ack_first])(stop)


async def show_why(
    body: dict[str, Any], message_id: int, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Why a mail is filed where it is."""
    member = member_of(context)
    data = await why_of_mail(member.scope, message_id, member.user.tz)
    if data is None:
        raise UserError(GONE)
    await open_view(client, body, why_modal(data))


async def show_why_of_link(
    body: dict[str, Any], link_id: int, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Why it is filed there."""
    member = member_of(context)
    data = await why_of_link(member.scope, link_id, member.user.tz)
    if data is None:
        raise UserError(NO_LINK)
    await open_view(client, body, why_modal(data))


async def stop(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """Take a rule back and show what is left where the button stood."""
    member, rule_id = member_of(context), row_id(action.get("value"))
    if rule_id is None:
        raise UserError(_NO_RULE)
    changed = await rules.stop(member.scope, rule_id, config_of(context).clock())
    if changed.change is not Change.DONE:
        raise UserError(_NO_RULE)
    shown = body.get("view") or {}
    if shown.get("type") == "home":
        await publish(member, client, config_of(context).clock())
        return
    data = await why_of_mail(member.scope, row_id(shown.get("private_metadata")), member.user.tz)
    if data is not None:
        await update_view(client, body, why_modal(data))
