"""Who delivers what of the outbox: claims that run out, so that a crash leaves nothing undelivered."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from .bulk import Bulk, as_moment
from .outbox import OutboxItem
from .types import OutboxState

# The items of a workspace that took us out wait until it has us back: nothing can be said there meanwhile.
_SERVED = "head.workspace_id NOT IN (SELECT id FROM workspace WHERE uninstalled_at IS NOT NULL)"
# From lane to lane in the index, the first that waits in each: a thousand mails that wait for one person's DM
# cost no more than one does.
_FIRST_IN_LANES = """
WITH RECURSIVE waiting(lane) AS (
    SELECT MIN(lane) FROM outbox_item WHERE state = 'pending'
    UNION ALL
    SELECT (SELECT MIN(lane) FROM outbox_item WHERE state = 'pending' AND lane > waiting.lane)
    FROM waiting WHERE waiting.lane IS NOT NULL
), first_in_lane(id) AS (
    SELECT (SELECT MIN(id) FROM outbox_item WHERE state = 'pending' AND lane = waiting.lane)
    FROM waiting WHERE waiting.lane IS NOT NULL
    UNION ALL
    SELECT id FROM outbox_item WHERE state = 'sending'
)
"""
# In SQLite a CROSS JOIN looks its right side up for each of its left.
_FROM = "FROM first_in_lane CROSS JOIN outbox_item head WHERE head.id = first_in_lane.id"
# Not `state IN (…)`: with statistics SQLite 3.40 finds a row that is `sending` before itself, and its lane
# would wait for ever.
_IS_HEAD = " AND ".join(
    "NOT EXISTS (SELECT 1 FROM outbox_item earlier WHERE earlier.lane = head.lane"  # noqa: S608 - our words
    f" AND earlier.state = '{state}' AND earlier.id < head.id)"
    for state in (OutboxState.PENDING, OutboxState.SENDING)
)
_CLAIM = f"""{_FIRST_IN_LANES}
UPDATE outbox_item
SET state = 'sending', attempts = attempts + 1, lease_by = {{1}}, lease_until = {{2}},
    unsure = (unsure OR state = 'sending')
WHERE id IN (
    SELECT head.id {_FROM}
      AND head.state IN ('pending', 'sending')
      AND NOT ({{in_hand}})
      AND head.due_at <= {{3}}
      AND (head.lease_until IS NULL OR head.lease_until <= {{3}})
      AND {_SERVED}
      AND {_IS_HEAD}
    ORDER BY head.id LIMIT {{4}} {{skip_locked}})
RETURNING id
"""  # noqa: S608 - nothing but our own words
_NEXT_DUE = f"""{_FIRST_IN_LANES}
SELECT MIN(CASE WHEN head.lease_until > head.due_at THEN head.lease_until ELSE head.due_at END) AS next_due
{_FROM}
  AND head.state IN ('pending', 'sending')
  AND {_SERVED}
  AND {_IS_HEAD}
"""


async def claim(
    worker: str, now: datetime, lease: timedelta, limit: int, in_hand: Collection[int] = ()
) -> Sequence[OutboxItem]:
    """Lease up to `limit` due items, at most one of each lane, to `worker`. Oldest first.

    Two workers never get the same item, nor two items of one lane, while a lease holds. Nor does one get
    again what it has `in_hand`, though the clock was put forward and its lease is over.
    """
    bulk = Bulk(get_connection("default"))
    sql = _CLAIM.format(
        None,
        *(bulk.marks(1, at) for at in range(1, 5)),
        in_hand=bulk.among("head.id", 5),
        skip_locked="FOR UPDATE OF head SKIP LOCKED" if bulk.is_postgres else "",
    )
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
    [row] = await get_connection("default").execute_query_dict(_NEXT_DUE)
    return None if row["next_due"] is None else as_moment(row["next_due"])


async def release(worker: str, now: datetime) -> None:
    """Give up every lease of `worker`, on a graceful stop. Their outcome is known to be 'not sent'
    only to the worker itself, which must have finished its sends before calling this."""
    await QuerySet(OutboxItem).filter(lease_by=worker, state=OutboxState.SENDING).update(lease_until=now)


async def expire_all_leases(now: datetime) -> None:
    """Take over whatever a dead process held. Only for a process known to be the only one (SQLite)."""
    await QuerySet(OutboxItem).filter(state=OutboxState.SENDING).update(lease_until=now)
