"""What runs by the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.collecting import delete_leftovers, delete_nameless
from bot.expiry import expire_held
from bot.pruning import prune
from bot.retention import erase_raw_mail
from bot.services.digests import queue_digests
from bot.services.leavers import erase_due
from models.raw import store_in_use
from models.statistics import refresh_statistics


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable."""

    name: str
    trigger: BaseTrigger
    run: Callable[[], Awaitable[None]]


def timetable(
    wake: Callable[[], None],
    sync_directory: Callable[[], Awaitable[None]],
    clock: Callable[[], datetime],
) -> list[Job]:
    """Every recurring job of the bot."""

    async def look_at_the_outbox() -> None:
        wake()

    async def digest() -> None:
        if await queue_digests(clock()):
            wake()

    async def erase_what_leavers_left() -> None:
        if await erase_due(clock()):
            wake()

    async def tidy_up() -> None:
        await prune(clock())

    async def erase() -> None:
        await erase_raw_mail(clock())

    async def collect() -> None:
        if (store := store_in_use()) is not None:
            await delete_leftovers(store)

    async def collect_all() -> None:
        if (store := store_in_use()) is not None:
            await delete_nameless(store, clock())

    async def look_at_the_tables() -> None:
        await refresh_statistics()

    async def expire() -> None:
        if await expire_held(clock()):
            wake()

    return [
        # Deliveries start by themselves after each commit; this finds what a lost wake-up left.
        Job("outbox", IntervalTrigger(seconds=5), look_at_the_outbox),
        # Slack tells of each change; this finds what an outage of ours missed.
        Job("directory", IntervalTrigger(hours=1), sync_directory),
        # A quarter of an hour, because zones differ by quarters (Nepal, the Chatham Islands).
        Job("digests", CronTrigger(minute="*/15", timezone=UTC), digest),
        # A leaver's private mail, once its day has come.
        Job("leavers", CronTrigger(hour=2, minute=41, timezone=UTC), erase_what_leavers_left),
        Job("held", IntervalTrigger(minutes=10), expire),
        Job("statistics", IntervalTrigger(minutes=10), look_at_the_tables),
        # Erased mail's objects go at once; once a night, those of mail that never came to be stored.
        Job("leftovers", IntervalTrigger(minutes=1), collect),
        Job("nameless", CronTrigger(hour=4, minute=23, timezone=UTC), collect_all),
        Job("prune", CronTrigger(hour=3, minute=17, timezone=UTC), tidy_up),
        Job("retention", CronTrigger(hour=3, minute=47, timezone=UTC), erase),
    ]


def scheduler(jobs: list[Job]) -> AsyncIOScheduler:
    """A scheduler for the running loop, not started. A job that is late runs once, never twice at a time."""
    schedule = AsyncIOScheduler(timezone=UTC)
    for job in jobs:
        schedule.add_job(
            job.run, job.trigger, id=job.name, coalesce=True, max_instances=1, misfire_grace_time=None
        )
    return schedule
