"""The mail history of a record or a person, as one viewer may see it.

Written out, because a planner that walks the ids of a million mails backwards, hoping to meet one of
these, is only seldom right. CROSS JOIN keeps SQLite to the order that stands here.
"""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection

from .bulk import Bulk, as_moment
from .scope import Scope

_Mails = list[tuple[int, datetime]]  # ids and when they came, newest first
_Looked = list[tuple[int, datetime, bool]]  # the same with whether the viewer may see it

# {1} workspace, {2} viewer, {3} the record, {4} the id to stay below or the moment to begin at.
_OF_RECORD = """
WITH seen AS MATERIALIZED (
    SELECT m.id, m.received_at FROM link l CROSS JOIN message m
    WHERE l.workspace_id = {1} AND l.record_id = {3} AND l.removed_at IS NULL
      AND m.conversation_id = l.conversation_id AND m.workspace_id = {1}
      AND (m.owner_id = {2} OR m.visibility = 'shared') AND {bound})
SELECT DISTINCT id, received_at FROM seen ORDER BY id DESC LIMIT {5}
"""
# Mail that names a person by any address they have now, that named them when it came, or that is filed there:
# {1} workspace, {2} the address or the person, {3} the id to stay below, {4} how many. Each is asked for by
# itself, since no engine merges them without gathering all that ever came.
_NAMES = """
SELECT message_id FROM participant WHERE workspace_id = {1} AND {column} = {2} AND message_id < {3}
ORDER BY message_id DESC LIMIT {4}
"""
_FILED = """
WITH filed AS MATERIALIZED (
    SELECT m.id FROM link l CROSS JOIN message m
    WHERE l.workspace_id = {1} AND l.person_id = {2} AND l.removed_at IS NULL
      AND m.conversation_id = l.conversation_id AND m.workspace_id = {1} AND m.id < {3})
SELECT DISTINCT id FROM filed ORDER BY id DESC LIMIT {4}
"""
_ADDRESSES = "SELECT address FROM person_email WHERE workspace_id = {1} AND person_id = {2}"
_BEFORE_EVERYTHING = 2**62
_STRETCH, _GROWTH = 200, 4


async def mails_of(
    scope: Scope,
    *,
    record_id: int | None = None,
    person_id: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[int]:
    """The newest mails filed under a record, or of a person, by id; `before` is a mail's id."""
    bound = _BEFORE_EVERYTHING if before is None else before
    if _is_record(scope, record_id, person_id):
        mails = await _of_record(scope, record_id, "m.id < {4}", bound, limit)
    else:
        mails = []
        async for stretch in _of_person(scope, person_id, bound):
            mails += [(number, at) for number, at, seen in stretch if seen]
            if len(mails) >= limit:
                break
    return [number for number, _ in mails[:limit]]


async def moments_of(
    scope: Scope,
    *,
    record_id: int | None = None,
    person_id: int | None = None,
    since: datetime,
    limit: int,
) -> list[datetime]:
    """When such mails came, newest first."""
    if _is_record(scope, record_id, person_id):
        mails = await _of_record(scope, record_id, "m.received_at >= {4}", since, limit)
    else:
        mails = []
        async for stretch in _of_person(scope, person_id, _BEFORE_EVERYTHING):
            mails += [(number, at) for number, at, seen in stretch if seen and at >= since]
            # What has a lower id did not come later.
            if len(mails) >= limit or not any(at >= since for _, at, _ in stretch):
                break
    return [at for _, at in mails[:limit]]


def _is_record(scope: Scope, record_id: int | None, person_id: int | None) -> bool:
    if scope.viewer_id is None or (record_id is None) == (person_id is None):
        raise ValueError("a history is one viewer's, of one record or person")
    return person_id is None


async def _of_record(scope: Scope, record_id: int | None, bound: str, value: Any, limit: int) -> _Mails:
    bulk = Bulk(get_connection("default"))
    if isinstance(value, datetime) and not bulk.is_postgres:
        value = str(value)
    marks = [None, *(bulk.marks(1, at) for at in range(1, 6))]
    sql = _OF_RECORD.format(*marks, bound=bound.format(*marks))
    rows = await bulk.tuples(sql, [scope.workspace_id, scope.viewer_id, record_id, value, limit])
    return [(number, as_moment(at)) for number, at in rows]


async def _of_person(scope: Scope, person_id: int | None, before: int) -> AsyncIterator[_Looked]:
    """A person's mails, newest first, a stretch of them at a time, each longer than the one before."""
    bulk = Bulk(get_connection("default"))
    marks = [None, *(bulk.marks(1, at) for at in range(1, 5))]
    rows = await bulk.tuples(_ADDRESSES.format(*marks), [scope.workspace_id, person_id])
    asked = [(_NAMES.format(*marks, column="address"), address) for (address,) in rows]
    asked += [(_NAMES.format(*marks, column="person_id"), person_id), (_FILED.format(*marks), person_id)]
    size = _STRETCH
    while before:
        found, floor = set[int](), 0
        for sql, about in asked:
            values = [scope.workspace_id, about, before, size]
            ids = [number for (number,) in await bulk.tuples(sql, values)]
            found.update(ids)
            if len(ids) == size:  # it goes on below: what the others have there is of a later stretch
                floor = max(floor, ids[-1])
        yield await _looked_at(bulk, scope, [number for number in found if number >= floor])
        before, size = floor, size * _GROWTH


async def _looked_at(bulk: Bulk, scope: Scope, ids: Collection[int]) -> _Looked:
    rows = await bulk.tuples(
        f"SELECT id, received_at, owner_id = {bulk.marks(1, 1)} OR visibility = 'shared' FROM message"  # noqa: S608
        f" WHERE workspace_id = {bulk.marks(1, 2)} AND {bulk.among('id', 3)} ORDER BY id DESC",
        [scope.viewer_id, scope.workspace_id, bulk.listed(ids)],
    )
    return [(number, as_moment(at), bool(seen)) for number, at, seen in rows]
