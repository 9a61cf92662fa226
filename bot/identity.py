"""Who the token belongs to: the workspace we serve."""

from datetime import datetime
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from models import Workspace
from models.address import slug_from
from models.slugs import is_free


async def introduce(client: AsyncWebClient, now: datetime) -> Workspace:
    """Ask Slack whose token this is and keep that workspace's row; the first time gives it its slug.

    The slug is the workspace's Slack subdomain (northwind.slack.com: `northwind@…`), numbered where another
    workspace has it or gave it up lately. Raises SlackApiError when the token is not accepted.
    """
    answer = await client.auth_test()
    # An org-wide installation answers for the organization (https://docs.slack.dev/enterprise).
    enterprise_id = answer.get("enterprise_id") or None
    team_id = str(enterprise_id if answer.get("is_enterprise_install") else answer["team_id"])
    name = str(answer.get("team") or team_id)[:255]
    workspace = await Workspace.get_or_none(team_id=team_id)
    if workspace is None:
        slug = await _free_slug((urlsplit(str(answer["url"])).hostname or name).split(".")[0], now)
        return await Workspace.create(
            team_id=team_id, enterprise_id=enterprise_id, name=name, slug=slug, installed_at=now
        )
    if workspace.name != name or workspace.uninstalled_at is not None:
        workspace.name, workspace.uninstalled_at = name, None
        await workspace.save(update_fields=["name", "uninstalled_at"])
    return workspace


async def _free_slug(wanted: str, now: datetime) -> str:
    slug = base = slug_from(wanted)
    number = 1
    while not await is_free(slug, now):
        number += 1
        slug = f"{base[:58]}-{number}"
    return slug
