"""People come, change and go: our list of users follows Slack's events."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.directory import keep
from models import Workspace


def register(app: AsyncApp) -> None:
    """https://docs.slack.dev/reference/events/team_join and /user_change"""
    app.event("team_join")(user_changed)
    app.event("user_change")(user_changed)


async def user_changed(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Keep what Slack says of this user. An organization's event names the team; the org is tried first."""
    for team_id in (body.get("enterprise_id"), body.get("team_id")):
        workspace = await Workspace.get_or_none(team_id=team_id) if team_id else None
        if workspace is not None:
            await keep(workspace, event["user"])
            return
