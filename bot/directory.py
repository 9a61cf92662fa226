"""Keeping our list of users in step with Slack's, so that nobody has to register."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.leavers import came_back, left
from bot.slack import Retry, refusal
from models import Scope, User, Workspace
from models.address import canonical
from models.transaction import transaction
from models.types import Role

log = structlog.get_logger()

_PAGE = 200  # what Slack recommends (https://docs.slack.dev/reference/methods/users.list)
_SLACKBOT = "USLACKBOT"
_LONGEST_WAIT_SECONDS = 60.0
_TRIES = 8

# Slack's profile → our columns: every fact we keep about a user.
Facts = dict[str, Any]


def facts_of(profile: Mapping[str, Any], team_id: str) -> Facts | None:
    """What we keep of a Slack user object; None for bots and for people of other organizations, who are no
    members of the workspace (or organization) `team_id`.

    The e-mail is there only with the scope `users:read.email`
    (https://docs.slack.dev/reference/objects/user-object).
    """
    if profile.get("is_bot") or profile.get("id") == _SLACKBOT or _is_external(profile, team_id):
        return None
    details = profile.get("profile") or {}
    name = details.get("real_name") or profile.get("real_name") or details.get("display_name")
    email = details.get("email")
    admin = profile.get("is_admin") or profile.get("is_owner")
    return {
        "name": str(name or profile.get("name") or profile["id"])[:255],
        "email": canonical(email)[:320] if email else None,
        "locale": str(profile.get("locale") or "en-US")[:16],
        "tz": str(profile.get("tz") or "UTC")[:64],
        "role": Role.ADMIN if admin else Role.MEMBER,
        "guest": bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
        "active": not profile.get("deleted", False),
    }


def _is_external(profile: Mapping[str, Any], team_id: str) -> bool:
    """Whether it is somebody of another organization.

    `is_stranger` says so only of those who share no channel with us: of the others nothing but their team
    does (https://docs.slack.dev/apis/slack-connect, "External members"). Somebody of an Enterprise
    organization is in several.
    """
    organization = profile.get("enterprise_user") or {}
    teams = {profile.get("team_id"), organization.get("enterprise_id"), *(organization.get("teams") or ())}
    named = teams - {None, ""}
    return bool(profile.get("is_stranger")) or (bool(named) and team_id not in named)


async def keep(workspace: Workspace, profile: Mapping[str, Any], now: datetime) -> User | None:
    """Make our row say what Slack says of one user; None for those who are no members."""
    facts = facts_of(profile, workspace.team_id)
    if facts is None:
        return None
    user = await Scope(workspace.id).of(User).get_or_none(slack_user_id=profile["id"])
    if user is None:
        if not facts["active"]:
            facts |= {"email": None, "deactivated_at": now}  # a leaver we never knew owns no address
        return await _create(workspace, profile["id"], facts)
    await _update(user, facts, now)
    return user


async def sync_directory(client: AsyncWebClient, workspace: Workspace, now: datetime) -> int:
    """Read the whole directory; afterwards an unknown sender is truly unknown. Returns how many rows changed.

    Raises SlackApiError when Slack refuses for good, and waits as told when it asks us to.
    """
    known = {user.slack_user_id: user for user in await Scope(workspace.id).of(User)}
    seen: set[str] = set()
    changed = 0
    async for profile in _everyone(client):
        facts = facts_of(profile, workspace.team_id)
        if facts is None:
            continue
        seen.add(profile["id"])
        if user := known.get(profile["id"]):
            changed += await _update(user, facts, now)
        elif facts["active"]:
            await _create(workspace, profile["id"], facts)
            changed += 1
    for slack_user_id, user in known.items():
        if slack_user_id not in seen:
            changed += await _update(user, {"active": False}, now)
    workspace.directory_at = now
    await workspace.save(update_fields=["directory_at"])
    log.info("directory.synced", team=workspace.team_id, users=len(seen), changed=changed)
    return changed


async def find_user(client: AsyncWebClient, workspace: Workspace, slack_user_id: str) -> User | None:
    """A user by Slack's id, asked of Slack when we have not met them yet. None for bots and unknown ids."""
    user = await Scope(workspace.id).of(User).get_or_none(slack_user_id=slack_user_id)
    if user is not None:
        return user
    try:
        response = await client.users_info(user=slack_user_id, include_locale=True)
    except SlackApiError:
        return None
    return await keep(workspace, response["user"], datetime.now(UTC))


async def _create(workspace: Workspace, slack_user_id: str, facts: Facts) -> User:
    """A member with the settings that the company gives to new ones."""
    return await User.create(
        workspace_id=workspace.id,
        slack_user_id=slack_user_id,
        auto_link=workspace.default_auto_link,
        **facts,
    )


async def _update(user: User, facts: Facts, now: datetime) -> bool:
    stale = [name for name, value in facts.items() if getattr(user, name) != value]
    user.update_from_dict({name: facts[name] for name in stale})
    if not stale and user.active == (user.deactivated_at is None):
        return False
    async with transaction():
        if stale:
            await user.save(update_fields=stale)
        if not user.active and user.deactivated_at is None:
            await left(user, now)
        elif user.active and user.deactivated_at is not None:
            await came_back(user, now)
    return True


async def _everyone(client: AsyncWebClient) -> AsyncIterator[Mapping[str, Any]]:
    cursor = ""
    while True:
        page = await _page(client, cursor)
        for profile in page["members"]:
            yield profile
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _page(client: AsyncWebClient, cursor: str) -> Any:
    for attempt in range(_TRIES):
        try:
            return await client.users_list(limit=_PAGE, cursor=cursor, include_locale=True)
        except SlackApiError as error:
            answer = refusal(error)
            if not isinstance(answer, Retry) or answer.bounded or attempt == _TRIES - 1:
                raise
            await asyncio.sleep(min(_LONGEST_WAIT_SECONDS, answer.after or 2.0**attempt))
    raise AssertionError("unreachable: the last attempt raises")
