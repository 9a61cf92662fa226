"""Objects of the raw store whose mail is erased, until they are deleted there, too."""

from collections.abc import Collection
from datetime import datetime

from tortoise import fields

from .base import Row
from .mail import RawMail
from .scope import Scope


class Leftover(Row):
    """An object to delete. Outlives its workspace: the key says all that is needed."""

    object_key = fields.CharField(max_length=100)
    since: datetime = fields.DatetimeField()

    class Meta:
        table = "leftover"


async def delete_raw(scope: Scope, ids: Collection[int], now: datetime) -> int:
    """Delete raw mails, in the caller's transaction, and have their objects deleted after it; how many."""
    found = scope.of(RawMail).filter(id__in=list(ids))
    keys = [key for (key,) in await found.filter(object_key__isnull=False).values_list("object_key")]
    await Leftover.bulk_create([Leftover(object_key=key, since=now) for key in keys])
    return await found.delete()
