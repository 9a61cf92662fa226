"""What Slack tells us of the workspace: who joins or changes, and that we are taken out."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.directory import keep
from bot.ids import Event
from bot.middleware import config_of, find_workspace
from models import Workspace


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
    """Take no more mail for this workspace and send it nothing; its data waits for its owner's word."""
    workspace = await find_workspace(context)
    if workspace is not None:
        workspace.uninstalled_at = config_of(context).clock()
        await workspace.save(update_fields=["uninstalled_at"])


async def revoked(event: dict[str, Any], context: AsyncBoltContext) -> None:
    if (event.get("tokens") or {}).get("bot"):
        await uninstalled(context)
