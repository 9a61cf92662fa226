"""`/bcc audit`: who did what, for admins."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.audited import AuditPage
from bot.ids import Action, Command, row_id
from bot.listeners.admins import admin_of, admins_only
from bot.listeners.show import asked_for, open_view, update_view
from bot.middleware import ack_first
from bot.services.audit import audit_page
from bot.views.audit import audit_modal

_WHAT = "see who did what"


def register(app: AsyncApp) -> None:
    app.command(Command.BCC, matchers=[asked_for("audit")], middleware=[ack_first])(open_audit)
    app.action(Action.AUDIT_OLDER, middleware=[ack_first])(turn)
    app.action(Action.AUDIT_NEWEST, middleware=[ack_first])(turn)


async def open_audit(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    await open_view(client, body, audit_modal(await _page(context)))


async def turn(
    body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    page = await _page(context, row_id(action.get("value")))
    await update_view(client, body, audit_modal(page))


async def _page(context: AsyncBoltContext, before: int | None = None) -> AuditPage:
    member = await admin_of(context, _WHAT)
    page = await audit_page(member.scope, member.user.tz, before)
    if page is None:
        raise await admins_only(member, _WHAT)
    return page
