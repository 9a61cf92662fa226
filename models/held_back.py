"""Items that wait for quiet hours to end, and the lanes that wait behind them."""

from collections.abc import Collection
from datetime import datetime

from tortoise.queryset import QuerySet

from .outbox import HELD, OutboxItem, dm_lane, share_lane
from .scope import Scope
from .share import Share
from .types import OutboxState, ShareState


async def let_go(scope: Scope, user_id: int, now: datetime) -> None:
    """Have what was held for a user looked at again, copies of colleagues' mail too: their quiet hours are
    others now."""
    copies = Scope(scope.workspace_id).of(Share).filter(recipient_id=user_id, state=ShareState.POSTING)
    lanes = [share_lane(int(row[0])) for row in await copies.values_list("id")]
    await _due([dm_lane(user_id), *lanes], now)


async def let_copies_go(share_ids: Collection[int], now: datetime) -> None:
    """Have copies that are held looked at again: something else is to become of them."""
    await _due([share_lane(share_id) for share_id in share_ids], now)


async def held_copies(share_ids: Collection[int]) -> set[int]:
    """Those of the copies that wait for their recipient's quiet hours to end."""
    if not share_ids:
        return set()
    lanes = {share_lane(share_id): share_id for share_id in share_ids}
    rows = _held(list(lanes)).values_list("lane")
    return {lanes[row[0]] for row in await rows}


def _held(lanes: Collection[str]) -> QuerySet[OutboxItem]:
    return QuerySet(OutboxItem).filter(lane__in=lanes, state=OutboxState.PENDING, last_error=HELD)


async def _due(lanes: Collection[str], now: datetime) -> None:
    await _held(lanes).update(due_at=now)


async def waits_until(lane: str) -> datetime | None:
    """When the first of a lane comes due; None where nothing waits in it."""
    head = QuerySet(OutboxItem).filter(lane=lane, state__in=(OutboxState.PENDING, OutboxState.SENDING))
    item = await head.order_by("id").first()
    return item.due_at if item is not None else None
