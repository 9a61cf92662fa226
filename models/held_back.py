"""Items that wait for their user's quiet hours to end, and the lanes that wait behind them."""

from datetime import datetime

from tortoise.queryset import QuerySet

from .outbox import HELD, OutboxItem, dm_lane
from .types import OutboxState


async def let_go(user_id: int, now: datetime) -> None:
    """Have what was held for a user looked at again: their quiet hours are others now."""
    held = QuerySet(OutboxItem).filter(lane=dm_lane(user_id), state=OutboxState.PENDING, last_error=HELD)
    await held.update(due_at=now)


async def waits_until(lane: str) -> datetime | None:
    """When the first of a lane comes due; None where nothing waits in it."""
    head = QuerySet(OutboxItem).filter(lane=lane, state__in=(OutboxState.PENDING, OutboxState.SENDING))
    item = await head.order_by("id").first()
    return item.due_at if item is not None else None
