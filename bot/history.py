"""Finding our own messages again by their metadata id, when an answer of Slack's was lost."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import Delivery, Posted, Retry, outcome
from bot.threads import NO_THREAD
from models import OutboxItem

_PAGE = 200
_PAGES = 20
# Slack's clock and ours differ; a message can't be older than the item that asked for it, by this much.
_CLOCK_SKEW = timedelta(minutes=10)
# How far the search for an item came, by the item's key. Slack gives some apps a page a minute
# (https://docs.slack.dev/reference/methods/conversations.history): begun anew each time, a search would never
# get past the first.
_begun: OrderedDict[str, "_Search"] = OrderedDict()
_MOST_BEGUN = 1000


@dataclass(slots=True)
class _Search:
    """A search under way: what was found, where it is over (None: the channel itself), where each other place
    goes on."""

    found: dict[str, Posted] = field(default_factory=dict)
    over: set[str | None] = field(default_factory=set)
    cursors: dict[str | None, str] = field(default_factory=dict)


class _Page:
    """Keeps what a history call answered, which `outcome` reduces to whether it worked."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.cursor = ""

    async def fetch(
        self, client: AsyncWebClient, channel: str, thread: str | None, oldest: str, cursor: str
    ) -> AsyncSlackResponse:
        """One page of the channel, or of one thread in it: a channel's history has no replies."""
        arguments: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "limit": _PAGE,
            "cursor": cursor or None,
            "include_all_metadata": True,
        }
        if thread is None:
            response = await client.conversations_history(**arguments)
        else:
            response = await client.conversations_replies(ts=thread, **arguments)
        self.messages = list(response.get("messages") or [])
        self.cursor = (response.get("response_metadata") or {}).get("next_cursor") or ""
        return response


def _remember(item: OutboxItem, search: _Search) -> None:
    _begun[item.key] = search
    while len(_begun) > _MOST_BEGUN:
        _begun.popitem(last=False)


async def copies(
    client: AsyncWebClient, event_type: str, item: OutboxItem, key: str, channel: str, threads: Sequence[str]
) -> list[Posted] | Delivery:
    """Every message in `channel` and these threads of it that carries `key`, oldest first; or why we
    cannot know."""
    oldest = f"{(item.created_at - _CLOCK_SKEW).timestamp():.6f}"
    search = _begun.pop(item.key, None) or _Search()
    for thread in (None, *threads):
        if thread in search.over:
            continue
        for _ in range(_PAGES):
            page, cursor = _Page(), search.cursors.get(thread, "")
            answer = await outcome(page.fetch(client, channel, thread, oldest, cursor))
            if thread is not None and found_error(answer) in NO_THREAD:
                break
            if not isinstance(answer, Posted):
                if isinstance(answer, Retry):
                    _remember(item, search)
                return answer
            for message in page.messages:
                if _key(message, event_type) == key:
                    ts, parent = message["ts"], message.get("thread_ts")
                    search.found[ts] = Posted(channel, ts, None if parent == ts else parent)
            search.cursors[thread] = page.cursor
            if not page.cursor:
                break
        search.over.add(thread)
    return [search.found[ts] for ts in sorted(search.found, key=float)]


async def find(
    client: AsyncWebClient, event_type: str, item: OutboxItem, channel: str, threads: Sequence[str] = ()
) -> Delivery | None:
    """Where an item in doubt already stands; None: Slack has it not; else why we cannot know yet."""
    found = await copies(client, event_type, item, item.key, channel, threads)
    if isinstance(found, list):
        return found[0] if found else None
    return found if isinstance(found, Retry) else Retry(f"history_{found_error(found)}", bounded=True)


async def delete_other_copies(
    client: AsyncWebClient, event_type: str, item: OutboxItem, keep: str, threads: Sequence[str] = ()
) -> Delivery:
    """Delete every copy of the message `item.payload` tells of, except the one at `keep`."""
    channel = str(item.payload["channel"])
    found = await copies(client, event_type, item, str(item.payload["key"]), channel, threads)
    if not isinstance(found, list):
        return found
    for copy in found:
        if copy.ts != keep:
            answer = await outcome(client.chat_delete(channel=channel, ts=str(copy.ts)))
            if isinstance(answer, Retry):
                return answer
    return Posted()


def found_error(delivery: Delivery) -> str:
    """The error's name, for the log."""
    return "" if isinstance(delivery, Posted) else delivery.error


def _key(message: dict[str, Any], event_type: str) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != event_type:
        return None
    key = (metadata.get("event_payload") or {}).get("id")
    return str(key) if key is not None else None
