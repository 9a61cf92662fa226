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
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot import maillog, quiet
from bot.errands import Errand, Run
from bot.errands.errand import MAX_ATTEMPTS, Clock, is_last
from bot.errors import without_text
from bot.pacing import Pacer
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit
from models import Message, OutboxItem, Scope, Workspace
from models.leases import claim, next_due, release
from models.outbox import enqueue_card_update, enqueue_tidy
from models.types import OutboxKind, OutboxState

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
_ATTEMPT_SECONDS = 25.0  # whatever a try does, its lease outlives it
_CONCURRENT = 16
# What posts a message, and so may have posted it twice.
_POSTS = frozenset(
    {
        OutboxKind.CARD,
        OutboxKind.NOTICE,
        OutboxKind.REPORT,
        OutboxKind.SHARE,
        OutboxKind.ASK,
        OutboxKind.FORWARDING_CODE,
    }
)
_LONGEST_BACKOFF_SECONDS = 300.0
_TIDY_AFTER = timedelta(seconds=30)
_SHORTEST_SLEEP_SECONDS = 0.02
# Under load every commit wakes us, and looking as often as that slows the taking of mail: after a look comes
# a rest so many times as long.
_REST = 10
_LONGEST_REST_SECONDS = 0.1

ClientFor = Callable[[Workspace], Awaitable[AsyncWebClient | None]]
# Told of each item after its try: whose client, which workspace and user.
Tried = Callable[[AsyncWebClient, int, int], None]


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
        case Retry(error) if is_last(item, delivery):
            await item.give_up(now, f"{error} (after {MAX_ATTEMPTS} attempts)")
        case Retry(error, after, unsure):
            wait = backoff(item.attempts, random.random()) if after is None else after  # noqa: S311
            await item.postpone(now + timedelta(seconds=wait), error, unsure=unsure)
        case _:
            assert_never(delivery)


class Deliverer:
    """Drains the outbox until stopped. Any number may run on one PostgreSQL database.

    Whoever sets `wakened` has it look at once; it looks by itself when the next item comes due.

    `errands` carries out each kind of item; `client_for` gives the Slack client of a workspace, None where
    we hold no token for it (its items wait). `tried` is told whose state may have changed.
    """

    def __init__(
        self,
        worker: str,
        errands: Mapping[OutboxKind, Run],
        client_for: ClientFor,
        clock: Clock,
        wakened: asyncio.Event,
        tried: Tried = lambda client, workspace_id, user_id: None,
    ) -> None:
        self._tried = tried
        self._worker = worker
        self._wakened = wakened
        self._errands = errands
        self._client_for = client_for
        self._clock = clock
        self._pacer = Pacer()
        self._tasks: dict[asyncio.Task[None], int] = {}  # and the item of each

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is in hand and give up the leases."""
        try:
            while True:
                self._wakened.clear()
                began = time.monotonic()
                if free := _CONCURRENT - len(self._tasks):
                    for item in await claim(self._worker, self._clock(), LEASE, free, self._tasks.values()):
                        task = asyncio.create_task(self._deliver(item))
                        self._tasks[task] = item.id
                        task.add_done_callback(self._done)
                await asyncio.sleep(min(_LONGEST_REST_SECONDS, _REST * (time.monotonic() - began)))
                if not self._wakened.is_set():
                    await self._sleep()
        finally:
            if self._tasks:
                await asyncio.wait(self._tasks)
            await release(self._worker, self._clock())

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._wakened.set()  # its lane may have a next item
        if not task.cancelled() and (error := task.exception()):
            # The lease runs out and the item is taken up again, as after a crash.
            log.error("delivery.failed", **without_text(error))

    async def _sleep(self) -> None:
        due = await next_due() if len(self._tasks) < _CONCURRENT else None
        wait = None if due is None else max(_SHORTEST_SLEEP_SECONDS, (due - self._clock()).total_seconds())
        # Not wait_for(): before Python 3.12 it loses a cancellation that comes together with the waking.
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wakened.wait()

    async def _deliver(self, item: OutboxItem) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(_ATTEMPT_SECONDS):
                if (until := await self._quiet_until(item)) is not None:
                    await self._hold(item, until)
                    return
                delivery = await self._attempt(item)
        except Exception as error:
            # A fault of ours: the mail's card waits for its repair, and may or may not have been sent.
            log.error("delivery.failed", item=item.id, **without_text(error))
            delivery = Retry(type(error).__name__, unsure=True, bounded=False)
        now = self._clock()
        await record(item, delivery, now)
        if item.state is OutboxState.SENT and item.unsure and item.kind in _POSTS:
            await enqueue_tidy(item, now + _TIDY_AFTER, now)
        maillog.delivered(item, delivery, time.monotonic() - started)

    async def _quiet_until(self, item: OutboxItem) -> datetime | None:
        """Until when whoever it is for wants nothing new posted to them; None for what may go out now."""
        user = await quiet.reader_of(item)
        return quiet.quiet_until(user, self._clock()) if user is not None and user.active else None

    async def _hold(self, item: OutboxItem, until: datetime) -> None:
        """Put it off; the mail's card tells of a copy that waits."""
        await item.hold(until)
        mail = Scope(item.workspace_id).of(Message).filter(id=item.message_id or 0)
        if item.kind is OutboxKind.SHARE and (message := await mail.first()) is not None:
            await enqueue_card_update(message, self._clock())

    async def _attempt(self, item: OutboxItem) -> Delivery:
        workspace = await Workspace.get(id=item.workspace_id)
        if workspace.uninstalled_at is not None:
            # Since it was claimed; it waits for the day the workspace has us back.
            return Retry("app_uninstalled", after=60.0, bounded=False)
        client = await self._client_for(workspace)
        if client is None:
            return Retry("no_token_for_this_workspace", after=60.0, bounded=False)
        run = self._errands.get(item.kind)
        if run is None:
            # Another process, of a newer version, knows this kind.
            return Retry("unknown_kind", after=60.0, bounded=False)
        delivery = await run(Errand(client, Scope(workspace.id), item, self._clock, self._pacer))
        self._tried(client, workspace.id, item.user_id)
        return delivery
