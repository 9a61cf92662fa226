"""Searching the words of mails, and of records and persons, in each engine's own way.

What these answer are row ids, newest first, already narrowed by marks to what the viewer may see; whoever
shows the rows loads them through the Scope all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any

from tortoise.connection import get_connection

from .scope import Scope
from .types import RecordKind
from .words import BUCKET, FILE_MARK, bucket_mark, reader_mark, shared_mark

# How many of the newest buckets PostgreSQL looks into first: the last 65,000 mails.
_NEWEST_BUCKETS = 4

_FTS_MESSAGES = """
SELECT rowid AS id FROM message_fts WHERE message_fts MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3
"""
# MATERIALIZED, because walking the ids backwards and reading every text looks cheap to the planner.
_VECTOR_MESSAGES = """
WITH hits AS MATERIALIZED (
    SELECT message_id FROM message_words
    WHERE vector @@ ($1::text::tsquery && $2::text::tsquery) AND message_id < $3)
SELECT message_id AS id FROM hits ORDER BY message_id DESC LIMIT $4
"""
_VECTOR_MARKED = """
WITH hits AS MATERIALIZED (
    SELECT message_id FROM message_words WHERE vector @@ $1::text::tsquery AND message_id < $2)
SELECT message_id AS id FROM hits ORDER BY message_id DESC LIMIT $3
"""
_FTS_TARGETS = """
SELECT t.record_id, t.person_id FROM target_fts JOIN target_words t ON t.id = target_fts.rowid
WHERE target_fts MATCH ?1 ORDER BY target_fts.rowid DESC LIMIT ?2
"""
_VECTOR_TARGETS = """
WITH hits AS MATERIALIZED (SELECT id FROM target_words WHERE vector @@ $1::text::tsquery),
newest AS MATERIALIZED (SELECT id FROM hits ORDER BY id DESC LIMIT $2)
SELECT t.record_id, t.person_id FROM newest JOIN target_words t ON t.id = newest.id ORDER BY t.id DESC
"""
# The same among the newest of each kind and state. What half of them have, as a first letter, is found there
# at once, where the index would gather it all. OFFSET 0, or the planner begins at the words all the same.
_NEWEST_TARGETS = """
WITH newest AS MATERIALIZED (
    SELECT w.id FROM unnest($1::text[]) AS g(marks) CROSS JOIN LATERAL (
        SELECT id FROM target_words WHERE marks = g.marks ORDER BY id DESC LIMIT $4) w),
found AS (
    SELECT t.* FROM newest n CROSS JOIN LATERAL (
        SELECT id, record_id, person_id, vector FROM target_words WHERE id = n.id OFFSET 0) t
    WHERE t.vector @@ $2::text::tsquery ORDER BY t.id DESC LIMIT $3)
SELECT f.record_id, f.person_id, f.id IS NOT NULL AS is_hit, c.looked
FROM (SELECT count(*) AS looked FROM newest) c LEFT JOIN found f ON true ORDER BY f.id DESC
"""
_NEWEST = 1000
_BEFORE_EVERYTHING = 2**62


@unique
class Place(Enum):
    """Where in a mail a term has to stand: for FTS5 its columns, for PostgreSQL the weight of its lexemes."""

    ANYWHERE = ("{sender recipients words}", "")
    SENDER = ("sender", "A")
    RECIPIENTS = ("recipients", "B")

    def __init__(self, columns: str, weight: str) -> None:
        self.columns = columns
        self.weight = weight


@dataclass(frozen=True, slots=True)
class Term:
    """Words of `models.fulltext.split_words` that follow one another; the last may be only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False
    place: Place = Place.ANYWHERE


async def find_messages(
    scope: Scope, terms: Sequence[Term], *, with_file: bool, before: int | None, limit: int
) -> list[int]:
    """The newest mails that have every term and that the viewer may see, by id; `before` is a mail's id."""
    if scope.viewer_id is None or not (terms or with_file):
        return []
    mine = [reader_mark(scope.viewer_id), shared_mark(scope.workspace_id)]
    before = _BEFORE_EVERYTHING if before is None else before
    if not _postgres():
        marks = " OR ".join(f'marks : "{mark}"' for mark in mine)
        parts = [f"({marks})", *([f'marks : "{FILE_MARK}"'] if with_file else []), *map(_fts, terms)]
        rows = await _rows(_FTS_MESSAGES, [" AND ".join(parts), before, limit])
        return [row["id"] for row in rows]
    marks = "(" + " | ".join(f"'{mark}'" for mark in mine) + ")" + (f" & '{FILE_MARK}'" if with_file else "")
    newest = await _newest_buckets(before)
    found = await _by_vector(f"{marks} & ({newest})", terms, before, limit) if newest else []
    return found if len(found) == limit else await _by_vector(marks, terms, before, limit)


async def find_targets(
    scope: Scope, words: Sequence[str], marks: Sequence[str], limit: int
) -> list[tuple[int | None, int | None]]:
    """The newest records and persons in which words begin with each of these: (record id, person id).

    `marks` narrow it: "#deal", "#person", "#open", "#closed".
    """
    all_marks = [f"#w{scope.workspace_id}", *marks]
    if _postgres():
        begun = " & ".join(f"'{word}':*" for word in words)
        rows = await _rows(_NEWEST_TARGETS, [_whole_marks(scope, marks), begun, limit, _NEWEST])
        there_are_more = rows[0]["looked"] >= _NEWEST
        rows = [row for row in rows if row["is_hit"]]
        if there_are_more and len(rows) < limit:
            query = " & ".join([*(f"'{mark}'" for mark in all_marks), begun])
            rows = await _rows(_VECTOR_TARGETS, [query, limit])
    else:
        parts = [*(f'marks : "{mark}"' for mark in all_marks), *(f'words : "{word}" *' for word in words)]
        rows = await _rows(_FTS_TARGETS, [" AND ".join(parts), limit])
    return [(row["record_id"], row["person_id"]) for row in rows]


def _whole_marks(scope: Scope, wanted: Sequence[str]) -> list[str]:
    """The marks of every kind and state that has the wanted ones, as the triggers write them."""
    each = [(f"#{kind}", f"#{state}") for kind in RecordKind for state in ("open", "closed")]
    found = [one for one in [*each, ("#person", "#open")] if set(wanted) <= set(one)]
    return [" ".join((f"#w{scope.workspace_id}", *one)) for one in found]


async def _by_vector(marks: str, terms: Sequence[Term], before: int, limit: int) -> list[int]:
    if terms:
        query = " & ".join(map(_lexemes, terms))
        rows = await _rows(_VECTOR_MESSAGES, [marks, query, before, limit])
    else:
        rows = await _rows(_VECTOR_MARKED, [marks, before, limit])
    return [row["id"] for row in rows]


async def _newest_buckets(before: int) -> str:
    """The marks of the newest mails; empty where those are all there are."""
    [row] = await _rows("SELECT max(message_id) AS newest FROM message_words", [])
    newest = min(before, row["newest"] or 0)
    if newest >> BUCKET < _NEWEST_BUCKETS:
        return ""
    return " | ".join(f"'{bucket_mark(newest - (step << BUCKET))}'" for step in range(_NEWEST_BUCKETS))


def _fts(term: Term) -> str:
    """https://sqlite.org/fts5.html section 3; a phrase in quotes is taken literally."""
    return f'({term.place.columns} : "{" ".join(term.words)}"{" *" if term.prefix else ""})'


def _lexemes(term: Term) -> str:
    """https://www.postgresql.org/docs/16/datatype-textsearch.html#DATATYPE-TSQUERY"""
    place = f":{term.place.weight}" if term.place.weight else ""
    *firsts, last = [f"'{word}'" for word in term.words]
    ending = f":*{term.place.weight}" if term.prefix else place
    return "(" + " <-> ".join([*(first + place for first in firsts), last + ending]) + ")"


def _postgres() -> bool:
    return get_connection("default").capabilities.dialect == "postgres"


async def _rows(sql: str, values: list[Any]) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(sql, values)
