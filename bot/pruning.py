"""Deleting what nobody will ask for again, a little at a time: mail that comes in waits for it on SQLite."""

from datetime import datetime, timedelta
from typing import Any

from models import OutboxItem, Refusal, across_workspaces
from models.filing.columns import column
from models.removal import TELLING, named_by
from models.types import OutboxKind, OutboxState

_KEEP_DELIVERED = timedelta(days=30)
_KEEP_REFUSALS = timedelta(days=90)
_BATCH = 500


async def prune(now: datetime, batch: int = _BATCH) -> None:
    """Delete delivered items and old refusals. It may be stopped at any time and goes on the next night."""
    await _prune_outbox(now, batch)
    refusals = across_workspaces(Refusal).filter(latest_at__lt=now - _KEEP_REFUSALS)
    while old := await column(refusals.order_by("id").limit(batch), "id"):
        await across_workspaces(Refusal).filter(id__in=old).delete()


async def _prune_outbox(now: datetime, batch: int) -> None:
    """From the first item on, as far as they are old: what is kept of those is little."""
    items, last = across_workspaces(OutboxItem), 0
    while rows := await _after(last, batch):
        over = [row["id"] for row in rows if _is_over(row, now)]
        if over:
            await items.filter(id__in=over).delete()
        if all(row["created_at"] >= now - _KEEP_DELIVERED for row in rows):
            return
        last = rows[-1]["id"]


async def _after(last: int, batch: int) -> list[dict[str, Any]]:
    items = across_workspaces(OutboxItem).filter(id__gt=last).order_by("id").limit(batch)
    return await items.values("id", "kind", "state", "payload", "created_at", "done_at")


def _is_over(row: dict[str, Any], now: datetime) -> bool:
    """Whether Slack has it for long, and it will not have to be taken back from there.

    What tells of a mail stays known until that mail is erased: only then can it be taken back. What tells of
    refusals, as long as those. What tells admins of a leaver is shown anew whenever one of them decides.
    """
    if row["state"] != OutboxState.SENT or row["done_at"] >= now - _KEEP_DELIVERED:
        return False
    kind = OutboxKind(row["kind"])
    if kind not in TELLING:
        return kind is not OutboxKind.LEAVER
    of_refusals = "claimed" in row["payload"]
    return not named_by(row["payload"]) and (not of_refusals or row["done_at"] < now - _KEEP_REFUSALS)
