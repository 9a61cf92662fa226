"""The mail history of a record or a person, as one viewer may see it.

Written out, because a planner that walks the ids of a million mails backwards, hoping to meet one of
these, is only seldom right. CROSS JOIN keeps SQLite to the order that stands here.
"""

from datetime import datetime
from typing import Any

from tortoise.connection import get_connection

from .bulk import as_moment
from .scope import Scope

# {1} workspace, {2} viewer, {3} the record or person, {4} the id to stay below or the moment to begin at.
_SEEN = "m.workspace_id = {1} AND (m.owner_id = {2} OR m.visibility = 'shared') AND {bound}"
_OF_RECORD = """
SELECT m.id, m.received_at FROM link l CROSS JOIN message m
WHERE l.workspace_id = {1} AND l.record_id = {3} AND l.removed_at IS NULL
  AND m.conversation_id = l.conversation_id AND {seen}
"""
# Mail that names a person by any address they have now, that named them when it came, or that is filed there.
_OF_PERSON = """
SELECT m.id, m.received_at FROM person_email e CROSS JOIN participant p CROSS JOIN message m
WHERE e.workspace_id = {1} AND e.person_id = {3} AND p.workspace_id = e.workspace_id
  AND p.address = e.address AND m.id = p.message_id AND {seen}
UNION
SELECT m.id, m.received_at FROM participant p CROSS JOIN message m
WHERE p.person_id = {3} AND p.workspace_id = {1} AND m.id = p.message_id AND {seen}
UNION
SELECT m.id, m.received_at FROM link l CROSS JOIN message m
WHERE l.workspace_id = {1} AND l.person_id = {3} AND l.removed_at IS NULL
  AND m.conversation_id = l.conversation_id AND {seen}
"""
_NEWEST = """
WITH seen AS MATERIALIZED ({mails}) SELECT DISTINCT id, received_at FROM seen ORDER BY id DESC LIMIT {5}
"""
_BEFORE_EVERYTHING = 2**62


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
    rows = await _rows(scope, record_id, person_id, "m.id < {4}", bound, limit)
    return [row["id"] for row in rows]


async def moments_of(
    scope: Scope,
    *,
    record_id: int | None = None,
    person_id: int | None = None,
    since: datetime,
    limit: int,
) -> list[datetime]:
    """When such mails came, newest first."""
    rows = await _rows(scope, record_id, person_id, "m.received_at >= {4}", since, limit)
    return [as_moment(row["received_at"]) for row in rows]


async def _rows(
    scope: Scope, record_id: int | None, person_id: int | None, bound: str, value: Any, limit: int
) -> list[dict[str, Any]]:
    if scope.viewer_id is None or (record_id is None) == (person_id is None):
        raise ValueError("a history is one viewer's, of one record or person")
    connection = get_connection("default")
    postgres = connection.capabilities.dialect == "postgres"
    marks = [None, *(f"{'$' if postgres else '?'}{number}" for number in range(1, 6))]
    seen = _SEEN.format(*marks, bound=bound.format(*marks))
    mails = (_OF_PERSON if record_id is None else _OF_RECORD).format(*marks, seen=seen)
    if isinstance(value, datetime) and not postgres:
        value = str(value)
    about = person_id if record_id is None else record_id
    return await connection.execute_query_dict(
        _NEWEST.format(*marks, mails=mails), [scope.workspace_id, scope.viewer_id, about, value, limit]
    )
