"""Who a token belongs to: the workspace it lets us serve."""

from datetime import datetime
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from bot.services.installing import Identity, arrive
from models import Workspace
from models.transaction import transaction


async def whoami(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token this is. Raises SlackApiError where it is not accepted."""
    answer = await client.auth_test()
    # An org-wide installation answers for the organization (https://docs.slack.dev/enterprise).
    enterprise_id = answer.get("enterprise_id") or None
    team_id = str(enterprise_id if answer.get("is_enterprise_install") else answer["team_id"])
    name = str(answer.get("team") or team_id)[:255]
    return Identity(
        team_id=team_id,
        enterprise_id=enterprise_id,
        name=name,
        subdomain=(urlsplit(str(answer["url"])).hostname or name).split(".")[0],
        bot_user_id=str(answer.get("user_id") or ""),
        bot_id=answer.get("bot_id"),
    )


async def introduced(who: Identity, now: datetime) -> Workspace:
    """The row of that workspace, made where it is new to us."""
    async with transaction():
        return await arrive(who, now)


async def introduce(client: AsyncWebClient, now: datetime) -> Workspace:
    """The workspace whose token the client holds. Raises SlackApiError as `whoami` does."""
    return await introduced(await whoami(client), now)
