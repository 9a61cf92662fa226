"""What Slack says of a channel: whether we may write there, and who reads there. Asked anew each time."""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto, unique
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import Retry, refusal

_PAGE = 1000  # the most Slack gives at once (https://docs.slack.dev/reference/methods/conversations.members)
_PAGES = 10
SECONDS_TO_ANSWER = 2.2  # of the three that a submitted form has


@unique
class Trouble(Enum):
    """Why nothing can be posted there."""

    NOT_INVITED = auto()  # we are not in it, or cannot even see it
    ARCHIVED = auto()
    NO_CHANNEL = auto()  # a direct message, or nothing at all
    SILENT = auto()  # Slack did not answer, or not in time


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that we may write in. `members` are Slack users, all of them unless it is not `complete`;
    `others`: another workspace or organization shares it, or is about to."""

    id: str
    name: str
    private: bool
    members: frozenset[str]
    complete: bool
    others: bool


async def look_at(
    client: AsyncWebClient, channel: str, seconds: float = SECONDS_TO_ANSWER
) -> Channel | Trouble:
    """A channel as it is now. Raises nothing that Slack or the network can cause."""
    try:
        async with asyncio.timeout(seconds):
            return await _look(client, channel)
    except SlackApiError as error:
        return Trouble.SILENT if isinstance(refusal(error), Retry) else Trouble.NOT_INVITED
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return Trouble.SILENT


async def is_member(client: AsyncWebClient, channel: str, slack_user_id: str) -> bool | None:
    """Whether somebody is in a channel now; None where Slack does not say."""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            members, _ = await _members(client, channel, slack_user_id)
    except SlackApiError as error:
        return None if isinstance(refusal(error), Retry) else False
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    return slack_user_id in members


async def _look(client: AsyncWebClient, channel: str) -> Channel | Trouble:
    facts: dict[str, Any] = (await client.conversations_info(channel=channel))["channel"]
    if facts.get("is_im") or facts.get("is_mpim"):
        return Trouble.NO_CHANNEL
    if facts.get("is_archived"):
        return Trouble.ARCHIVED
    if not facts.get("is_member"):
        return Trouble.NOT_INVITED
    members, complete = await _members(client, channel)
    shared = ("is_ext_shared", "is_org_shared", "is_pending_ext_shared")
    return Channel(
        id=str(facts["id"]),
        name=str(facts.get("name") or facts["id"]),
        private=bool(facts.get("is_private")),
        members=frozenset(members),
        complete=complete,
        others=any(facts.get(flag) for flag in shared),
    )


async def _members(client: AsyncWebClient, channel: str, wanted: str = "") -> tuple[set[str], bool]:
    """Who is in it, and whether that is everybody; with `wanted` no further than to them."""
    found: set[str] = set()
    cursor = ""
    for _ in range(_PAGES):
        answer = await client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor or None)
        found.update(answer.get("members") or ())
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or wanted in found:
            return found, not cursor
    return found, False
