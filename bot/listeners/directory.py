"""What Slack tells us of the workspace: who joins or changes, and that we are taken out."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.directory import keep
from bot.ids import Event
from bot.middleware import config_of
from bot.services.installing import take_out
from bot.workspaces import find_workspace
from models import Workspace

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    app.event(Event.TEAM_JOIN)(user_changed)
    app.event(Event.USER_CHANGE)(user_changed)
    app.event(Event.APP_UNINSTALLED)(uninstalled)
    app.event(Event.TOKENS_REVOKED)(revoked)


async def user_changed(event: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext) -> None:
    """Keep what Slack says of this user. An organization's event names the team; the org is tried first."""
    for team_id in (body.get("enterprise_id"), body.get("team_id")):
        workspace = await Workspace.get_or_none(team_id=team_id) if team_id else None
        if workspace is not None:
            config = config_of(context)
            await keep(workspace, event["user"], config.clock())
            config.wake()  # admins may have something to read
            return


async def uninstalled(context: AsyncBoltContext) -> None:
    """Take no more mail for this workspace and send it nothing; its data waits for its owner's word.

    Slack sends these events in any order and for five minutes: one that comes after a new installation, whose
    token works, is about the one before.
    """
    workspace, config = await find_workspace(context), config_of(context)
    if workspace is None:
        return
    access = await config.clients.access(workspace)
    if access is not None and await config.clients.answers(access):
        log.info("workspace.still_there", team=workspace.team_id)
        return
    if await take_out(workspace, access.sealed if access else None, config.clock()):
        log.info("workspace.gone", team=workspace.team_id)


async def revoked(event: dict[str, Any], context: AsyncBoltContext) -> None:
    if (event.get("tokens") or {}).get("bot"):
        await uninstalled(context)
