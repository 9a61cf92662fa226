"""What filing asks the database about every mail, in plain SQL; each question names its workspace.

A mail is filed before its sender has an answer, and building these queries through Tortoise took longer than
everything else that taking a mail costs.
"""

from collections.abc import Collection, Sequence
from typing import Any

from tortoise.connection import get_connection

from models.bulk import Bulk, as_moment
from models.types import RecordKind, RecordStatus

from .columns import slices
from .weights import Evidence

Rows = list[tuple[Any, ...]]


class Lookups:
    """The questions, about one workspace."""

    def __init__(self, workspace_id: int) -> None:
        self._bulk = Bulk(get_connection("default"))
        self._workspace = workspace_id

    async def persons(self, keys: Collection[str]) -> Rows:
        """`mailbox_key` and person, for each contact that has one of these mailboxes."""
        return await self._rows("SELECT match_key, person_id FROM person_email", "match_key", keys)

    async def records_of(self, persons: Collection[int], limit: int) -> Rows:
        """Record and person, for the newest records that one of these persons has a part in."""
        end = f" ORDER BY record_id DESC LIMIT {limit}"
        return await self._rows("SELECT record_id, person_id FROM record_person", "person_id", persons, end)

    async def employers(self, persons: Collection[int]) -> set[int]:
        """The organizations that these persons work for."""
        end = " AND organization_id IS NOT NULL"
        rows = await self._rows("SELECT organization_id FROM person", "id", persons, end)
        return {organization for (organization,) in rows}

    async def evidence(
        self, ids: Collection[int], named: Sequence[tuple[RecordKind, int]], limit: int
    ) -> list[Evidence]:
        """The newest of the records with these ids or numbers."""
        pairs = "".join(
            f" OR (kind = {self._mark(3 + 2 * at)} AND number = {self._mark(4 + 2 * at)})"
            for at in range(len(named))
        )
        values = [value for kind, number in named for value in (kind.value, number)]
        return await self._records(f"({self._bulk.among('id', 2)}{pairs})", ids, values, limit)

    async def open_records_of(self, organizations: Collection[int], limit: int) -> list[Evidence]:
        """The newest open records of these organizations."""
        wanted = f"{self._bulk.among('organization_id', 2)} AND status = 'open'"
        return await self._records(wanted, organizations, [], limit)

    async def _records(
        self, wanted: str, ids: Collection[int], values: Sequence[Any], limit: int
    ) -> list[Evidence]:
        rows = await self._fetch(
            "SELECT id, title, kind, number, status, owner_id, created_at, closed_at FROM record"  # noqa: S608
            f" WHERE workspace_id = {self._mark(1)} AND {wanted} ORDER BY id DESC LIMIT {limit}",
            [self._workspace, self._bulk.listed(sorted(ids)), *values],
        )
        return [
            Evidence(
                key,
                title,
                RecordKind(kind),
                number,
                RecordStatus(status),
                owner,
                as_moment(made),
                closed and as_moment(closed),
            )
            for key, title, kind, number, status, owner, made, closed in rows
        ]

    async def _rows(self, select: str, column: str, values: Collection[Any], end: str = "") -> Rows:
        """What is selected where the column is one of the values."""
        found: Rows = []
        where = f" WHERE workspace_id = {self._mark(1)} AND {self._bulk.among(column, 2)}{end}"
        for some in slices(values):
            found += await self._fetch(select + where, [self._workspace, self._bulk.listed(some)])
        return found

    async def _fetch(self, sql: str, values: Sequence[Any]) -> Rows:
        return await self._bulk.tuples(sql, values)

    def _mark(self, position: int) -> str:
        return self._bulk.marks(1, position)
