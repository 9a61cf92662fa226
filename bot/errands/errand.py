"""One try to tell Slack something, and how a message is said."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.pacing import Pacer
from bot.slack import Delivery, Posted, Retry, Unfit, outcome
from bot.views.rendered import Rendered
from models import OutboxItem, Scope, Workspace

log = structlog.get_logger()

Clock = Callable[[], datetime]

MAX_ATTEMPTS = 10  # for errors that nobody knows; see `Retry.bounded`
_LONGEST_WAIT_SECONDS = 2.0  # for a turn in a channel: who waits takes up a place that others need
EVENT_TYPE = "smartbcc_item"  # the metadata that marks our messages; it carries an id and nothing else


@dataclass(frozen=True, slots=True)
class Errand:
    """An item to carry out: with whose client, in which workspace. `scope` is the system's own."""

    client: AsyncWebClient
    scope: Scope
    item: OutboxItem
    clock: Clock
    pacer: Pacer

    async def workspace(self) -> Workspace:
        """The workspace with its settings as they are now."""
        return await Workspace.get(id=self.scope.workspace_id)


# Carries out one kind of item and says what became of it. It may run again after any outcome: whatever is
# unsure (`item.unsure`) must be looked for before it is done a second time.
Run = Callable[[Errand], Awaitable[Delivery]]


def is_last(item: OutboxItem, trouble: Retry) -> bool:
    """Whether it is not tried again: it often was, at last for that very trouble and not for an outage."""
    return trouble.bounded and item.attempts >= MAX_ATTEMPTS and item.last_error == trouble.error[:255]


async def say(errand: Errand, content: Rendered, channel: str, thread: str | None = None) -> Delivery:
    """Post a message that carries the item's key; blocks that Slack refuses are left out rather than lost."""
    item, client = errand.item, errand.client
    wait = errand.pacer.delay(channel, time.monotonic())
    if wait > _LONGEST_WAIT_SECONDS:
        errand.pacer.give_back(channel)
        return Retry("paced", after=wait, bounded=False)
    await asyncio.sleep(wait)
    arguments: dict[str, Any] = {
        "channel": channel,
        "text": content.text,
        "thread_ts": thread,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    delivery = await outcome(client.chat_postMessage(blocks=content.blocks or None, **arguments))
    if isinstance(delivery, Unfit) and content.simpler:
        log.info("delivery.picture_refused", item=item.id, error=delivery.error)
        delivery = await outcome(client.chat_postMessage(blocks=content.simpler, **arguments))
    if isinstance(delivery, Unfit):
        log.error("delivery.blocks_refused", item=item.id, error=delivery.error)
        delivery = await outcome(client.chat_postMessage(**arguments))
    return replace(delivery, thread_ts=thread) if isinstance(delivery, Posted) else delivery


async def rewrite(errand: Errand, content: Rendered, channel: str, ts: str) -> Delivery:
    """Make a message of ours show `content`. One that may have happened can simply be made again."""
    client, item = errand.client, errand.item

    async def update(blocks: list[dict[str, Any]]) -> Delivery:
        return await outcome(client.chat_update(channel=channel, ts=ts, text=content.text, blocks=blocks))

    delivery = await update(content.blocks)
    if isinstance(delivery, Unfit):
        log.error("delivery.blocks_refused", item=item.id, error=delivery.error)
        delivery = await update([])
    return delivery
