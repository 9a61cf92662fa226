"""Deleting the objects of the raw store that no mail needs any more."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from models import Leftover, RawMail, Scope
from models.raw import RawStore, RawStoreFailed, workspace_and_day

log = structlog.get_logger()

_BATCH = 200
_AGE = timedelta(days=1)  # whoever wrote it has committed the mail by then, or never will


async def delete_leftovers(store: RawStore) -> int:
    """Delete what erased mail left in the store; how many objects. What fails is tried again next time."""
    deleted = 0
    while leftovers := await Leftover.all().order_by("id").limit(_BATCH):
        try:
            await store.delete([one.object_key for one in leftovers])
        except RawStoreFailed as error:
            log.error("raw_store.failed", why=str(error), leftovers=await Leftover.all().count())
            break
        await Leftover.filter(id__in=[one.id for one in leftovers]).delete()
        deleted += len(leftovers)
    return deleted


async def delete_nameless(store: RawStore, now: datetime) -> int:
    """Delete the objects that no mail names: of mail that was not committed, or whose workspace is gone."""
    deleted = 0
    try:
        async for keys in store.older_than(now - _AGE):
            nameless = await _nameless(keys)
            await store.delete(nameless)
            deleted += len(nameless)
    except RawStoreFailed as error:
        log.error("raw_store.failed", why=str(error))
    if deleted:
        log.info("raw_store.collected", objects=deleted)
    return deleted


async def _nameless(keys: Sequence[str]) -> list[str]:
    """Those that have the form of ours and stand in no row. What else is there is not ours to delete."""
    by_day: defaultdict[tuple[int, datetime], list[str]] = defaultdict(list)
    for key in keys:
        if (found := workspace_and_day(key)) is not None:
            by_day[found].append(key)
    nameless: list[str] = []
    for (workspace_id, day), those in by_day.items():
        named = (
            Scope(workspace_id)
            .of(RawMail)
            .filter(received_at__gte=day, received_at__lt=day + timedelta(days=1), object_key__in=those)
        )
        nameless += set(those) - {key for (key,) in await named.values_list("object_key")}
    return nameless
