"""Who delivers what of the outbox: claims that run out, so that a crash leaves nothing undelivered."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from .bulk import Bulk, as_moment
from .lanes import CLAIM_POSTGRES, CLAIM_SQLITE, NEXT_DUE_POSTGRES, NEXT_DUE_SQLITE
from .outbox import OutboxItem
from .types import OutboxState


async def claim(
    worker: str, now: datetime, lease: timedelta, limit: int, in_hand: Collection[int] = ()
) -> Sequence[OutboxItem]:
    """Lease up to `limit` due items, at most one of each lane, to `worker`. Oldest first.

    Two workers never get the same item, nor two items of one lane, while a lease holds. Nor does one get
    again what it has `in_hand`, though the clock was put forward and its lease is over.
    """
    bulk = Bulk(get_connection("default"))
    statement = CLAIM_POSTGRES if bulk.is_postgres else CLAIM_SQLITE
    marks = [bulk.marks(1, at) for at in range(1, 5)]
    sql = statement.format(None, *marks, in_hand=bulk.among("head.id", 5))
    until = now + lease
    values: list[Any] = (
        [worker, until, now, limit] if bulk.is_postgres else [worker, str(until), str(now), limit]
    )
    ids = [row["id"] for row in await bulk.fetch(sql, [*values, bulk.listed(in_hand)])]
    if not ids:
        return []
    return await QuerySet(OutboxItem).filter(id__in=ids).order_by("id")


async def next_due() -> datetime | None:
    """When the first lane may go on: its head comes due or its lease ends. None when nothing waits."""
    bulk = Bulk(get_connection("default"))
    [row] = await bulk.fetch(NEXT_DUE_POSTGRES if bulk.is_postgres else NEXT_DUE_SQLITE, [])
    return None if row["next_due"] is None else as_moment(row["next_due"])


async def release(worker: str, now: datetime) -> None:
    """Give up every lease of `worker`, on a graceful stop. Their outcome is known to be 'not sent'
    only to the worker itself, which must have finished its sends before calling this."""
    await QuerySet(OutboxItem).filter(lease_by=worker, state=OutboxState.SENDING).update(lease_until=now)


async def expire_all_leases(now: datetime) -> None:
    """Take over whatever a dead process held. Only for a process known to be the only one (SQLite)."""
    await QuerySet(OutboxItem).filter(state=OutboxState.SENDING).update(lease_until=now)
