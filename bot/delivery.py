"""Draining the outbox: claim, say it to Slack, write down what became of it.

Exactly once rests on three things. An item is marked `sending` before Slack is called and `sent` after.
An item found in doubt (`unsure`: a lost answer, a crash between call and mark) is looked for in the DM and
its threads by its metadata id before it is sent again: Slack has no idempotency key. And an item that was
ever in doubt is looked for once more a while later, because a request may be carried out after we stopped
waiting for it.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, assert_never

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import history, maillog
from bot.pacing import Pacer
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit, outcome
from bot.threads import NO_THREAD, heads_of
from bot.views.rendered import Rendered
from models import Message, OutboxItem, Scope, User, Workspace
from models.outbox import claim, enqueue_card_update, enqueue_tidy, next_due, release
from models.types import OutboxKind, OutboxState

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
_ATTEMPT_SECONDS = 25.0  # whatever a try does, its lease outlives it
MAX_ATTEMPTS = 10  # for errors that nobody knows; see `Retry.bounded`
_CONCURRENT = 16
_LONGEST_BACKOFF_SECONDS = 300.0
_TIDY_AFTER = timedelta(seconds=30)
_SHORTEST_SLEEP_SECONDS = 0.02

Clock = Callable[[], datetime]
Render = Callable[[Scope, int], Awaitable[Rendered | None]]
ClientFor = Callable[[Workspace], AsyncWebClient | None]

EVENT_TYPE = "smartbcc_item"  # the metadata that marks our messages; it carries an id and nothing else


def backoff(attempts: int, chance: float) -> float:
    """Seconds to wait after the nth try: doubling, capped, its upper half spread by `chance` (0 to 1)."""
    longest = min(_LONGEST_BACKOFF_SECONDS, 2.0 ** min(attempts, 16))
    return longest * (0.5 + chance / 2)


async def record(item: OutboxItem, delivery: Delivery, now: datetime) -> None:
    """Write down what became of one try."""
    match delivery:
        case Posted(channel, ts):
            await item.mark_sent(now, channel, ts)
        case GiveUp(error) | Unfit(error):
            await item.give_up(now, error)
        case Retry(error, bounded=True) if item.attempts >= MAX_ATTEMPTS:
            await item.give_up(now, f"{error} (after {MAX_ATTEMPTS} attempts)")
        case Retry(error, after, unsure):
            wait = backoff(item.attempts, random.random()) if after is None else after  # noqa: S311
            await item.postpone(now + timedelta(seconds=wait), error, unsure=unsure)
        case _:
            assert_never(delivery)


class Deliverer:
    """Drains the outbox until stopped. Any number may run on one PostgreSQL database.

    Whoever sets `wakened` has it look at once; it looks by itself when the next item comes due.

    `render` gives a mail's card as it is now; `client_for` the Slack client of a workspace, None where we
    hold no token for it (its items wait).
    """

    def __init__(
        self, worker: str, render: Render, client_for: ClientFor, clock: Clock, wakened: asyncio.Event
    ) -> None:
        self._worker = worker
        self._wakened = wakened
        self._render = render
        self._client_for = client_for
        self._clock = clock
        self._pacer = Pacer()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is in hand and give up the leases."""
        try:
            while True:
                self._wakened.clear()
                if free := _CONCURRENT - len(self._tasks):
                    for item in await claim(self._worker, self._clock(), LEASE, free):
                        task = asyncio.create_task(self._deliver(item))
                        self._tasks.add(task)
                        task.add_done_callback(self._done)
                await self._sleep()
        finally:
            if self._tasks:
                await asyncio.wait(self._tasks)
            await release(self._worker, self._clock())

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wakened.set()  # its lane may have a next item
        if not task.cancelled() and (error := task.exception()):
            # The lease runs out and the item is taken up again, as after a crash.
            log.error("delivery.failed", exc_info=error)

    async def _sleep(self) -> None:
        due = await next_due() if len(self._tasks) < _CONCURRENT else None
        wait = None if due is None else max(_SHORTEST_SLEEP_SECONDS, (due - self._clock()).total_seconds())
        try:
            await asyncio.wait_for(self._wakened.wait(), wait)
        except TimeoutError:
            return

    async def _deliver(self, item: OutboxItem) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(_ATTEMPT_SECONDS):
                delivery = await self._attempt(item)
        except Exception as error:
            # A fault of ours: the mail's card waits for its repair, and may or may not have been sent.
            log.error("delivery.failed", item=item.id, exc_info=error)
            delivery = Retry(type(error).__name__, unsure=True, bounded=False)
        now = self._clock()
        await record(item, delivery, now)
        if (
            item.state is OutboxState.SENT
            and item.unsure
            and item.kind in (OutboxKind.CARD, OutboxKind.NOTICE)
        ):
            await enqueue_tidy(item, now + _TIDY_AFTER, now)
        maillog.delivered(item, delivery, time.monotonic() - started)

    async def _attempt(self, item: OutboxItem) -> Delivery:
        workspace = await Workspace.get(id=item.workspace_id)
        if workspace.uninstalled_at is not None:
            return GiveUp("app_uninstalled")
        client = self._client_for(workspace)
        if client is None:
            return Retry("no_token_for_this_workspace", after=60.0, bounded=False)
        scope = Scope(workspace.id)
        match item.kind:
            case OutboxKind.CARD:
                return await self._post_card(client, scope, item)
            case OutboxKind.CARD_UPDATE:
                return await self._update_card(client, scope, item)
            case OutboxKind.NOTICE:
                notice = Rendered(item.payload["text"], item.payload.get("blocks") or [])
                return await self._post(client, scope, item, notice)
            case OutboxKind.TIDY:
                heads = await self._heads(scope, item, str(item.payload["channel"]))
                threads = [str(head.card_ts) for head in heads]
                return await history.delete_other_copies(client, EVENT_TYPE, item, threads)
            case _:
                assert_never(item.kind)

    async def _post_card(self, client: AsyncWebClient, scope: Scope, item: OutboxItem) -> Delivery:
        if item.message_id is None:
            return GiveUp("mail_erased")
        card = await self._render(scope, item.message_id)
        if card is None:
            return GiveUp("mail_erased")
        delivery = await self._post(client, scope, item, card)
        if isinstance(delivery, Posted):
            await (
                scope.of(Message)
                .filter(id=item.message_id)
                .update(card_channel=delivery.channel, card_ts=delivery.ts, card_thread_ts=delivery.thread_ts)
            )
            if delivery.thread_ts and delivery.channel:
                # The thread's head tells of its newest mail.
                for head in await self._heads(scope, item, delivery.channel):
                    if head.card_ts == delivery.thread_ts:
                        await enqueue_card_update(head, self._clock())
        return delivery

    async def _heads(self, scope: Scope, item: OutboxItem, channel: str) -> Sequence[Message]:
        """The cards whose threads an item may stand in, the one it belongs to first."""
        message = await scope.of(Message).get_or_none(id=item.message_id) if item.message_id else None
        return await heads_of(scope, message, channel) if message else ()

    async def _post(
        self, client: AsyncWebClient, scope: Scope, item: OutboxItem, content: Rendered
    ) -> Delivery:
        """Post in the user's DM, unless an earlier try already did; a later mail's card in the thread."""
        channel = await self._dm(client, scope, item.user_id)
        if not isinstance(channel, str):
            return channel
        threads = [str(head.card_ts) for head in await self._heads(scope, item, channel)]
        if item.unsure:
            found = await history.find(client, EVENT_TYPE, item, channel, threads)
            if found is not None:
                return found
        if threads:
            delivery = await self._say(client, item, content, channel, threads[0])
            if history.found_error(delivery) not in NO_THREAD:
                return delivery
        return await self._say(client, item, content, channel, None)

    async def _say(
        self, client: AsyncWebClient, item: OutboxItem, content: Rendered, channel: str, thread: str | None
    ) -> Delivery:
        await asyncio.sleep(self._pacer.delay(channel, time.monotonic()))
        arguments: dict[str, Any] = {
            "channel": channel,
            "text": content.text,
            "thread_ts": thread,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        delivery = await outcome(client.chat_postMessage(blocks=content.blocks or None, **arguments))
        if isinstance(delivery, Unfit):
            # Rather a plain card than none.
            log.error("delivery.blocks_refused", item=item.id, error=delivery.error)
            delivery = await outcome(client.chat_postMessage(**arguments))
        return replace(delivery, thread_ts=thread) if isinstance(delivery, Posted) else delivery

    async def _update_card(self, client: AsyncWebClient, scope: Scope, item: OutboxItem) -> Delivery:
        message = await scope.of(Message).get_or_none(id=item.message_id)
        if message is None:
            return GiveUp("mail_erased")
        if message.card_ts is None or message.card_channel is None:
            # The card shows the state of its own sending: wait for that, or for its end.
            waiting = scope.of(OutboxItem).filter(
                message_id=message.id,
                kind=OutboxKind.CARD,
                state__in=(OutboxState.PENDING, OutboxState.SENDING),
            )
            return (
                Retry("card_not_posted_yet", after=1.0, bounded=False) if await waiting.exists() else Posted()
            )
        card = await self._render(scope, message.id)
        if card is None:
            return GiveUp("mail_erased")
        update = partial(client.chat_update, channel=message.card_channel, ts=message.card_ts, text=card.text)
        delivery = await outcome(update(blocks=card.blocks))
        if isinstance(delivery, Unfit):
            log.error("delivery.blocks_refused", item=item.id, error=delivery.error)
            delivery = await outcome(update(blocks=[]))
        # An update that may have happened can simply be made again.
        return delivery

    async def _dm(self, client: AsyncWebClient, scope: Scope, user_id: int) -> str | Delivery:
        user = await scope.of(User).get_or_none(id=user_id)
        if user is None or not user.active:
            return GiveUp("user_disabled")
        if user.dm_channel:
            return user.dm_channel
        opened: dict[str, str] = {}

        async def open_dm() -> Any:
            response = await client.conversations_open(users=user.slack_user_id)
            opened["id"] = response["channel"]["id"]
            return {}

        delivery = await outcome(open_dm())
        if not isinstance(delivery, Posted):
            # Opening a DM twice opens it once, so an unknown outcome is no doubt about the message.
            return Retry(delivery.error, delivery.after) if isinstance(delivery, Retry) else delivery
        user.dm_channel = opened["id"]
        await user.save(update_fields=["dm_channel"])
        return opened["id"]
