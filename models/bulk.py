"""Plain SQL for the one hot path: many rows of a table in one statement, with ids known beforehand.

Every other table access goes through Tortoise, which costs more than the database does.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

import msgspec
from tortoise.backends.base.client import BaseDBAsyncClient

from .base import ScopedRow
from .new_rows import NewRows, all_at_once, filled, meta_of, row_by_row

_NATIVE = frozenset([str, int, bytes, bool, type(None)])


def as_moment(value: Any) -> datetime:
    """A moment out of a row of plain SQL: SQLite keeps it as text, PostgreSQL hands it over as it is."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class Bulk:
    """Reads and writes many rows at once on one connection, which holds a transaction."""

    def __init__(self, connection: BaseDBAsyncClient) -> None:
        self._connection = connection
        self.is_postgres = connection.capabilities.dialect == "postgres"
        self._sign = "$" if self.is_postgres else "?"

    def marks(self, count: int, start: int = 1) -> str:
        """Placeholders for `count` values: `$1, $2` or `?1, ?2`."""
        return _marks(self._sign, count, start)

    def among(self, column: str, position: int) -> str:
        """A condition that `column` is one of a list, which is the value at that position: `listed(…)`.

        One statement whatever the list's length, so that both engines keep it prepared.
        """
        if self.is_postgres:
            return f"{column} = ANY(${position})"
        return f"{column} IN (SELECT value FROM json_each(?{position}))"  # noqa: S608

    def listed(self, values: Iterable[Any]) -> Any:
        """A list as `among` takes it."""
        found = list(values)
        return found if self.is_postgres else _json(found)

    async def tuples(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows that a query with our placeholders finds, without the names of their columns."""
        _, rows = await self._connection.execute_query(sql, list(values))
        return list(map(tuple, rows))

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows that a query with our placeholders finds."""
        return await self._connection.execute_query_dict(sql, list(values))

    async def execute_many(self, sql: str, values: list[list[Any]]) -> None:
        """Run a change with our placeholders once for each row of values."""
        await self._connection.execute_many(sql, values)

    async def execute(self, sql: str, values: Sequence[Any]) -> None:
        """Run a change with our placeholders."""
        await self._connection.execute_query(sql, list(values))

    async def new_ids(self, models: Sequence[type[ScopedRow]], count: int) -> list[tuple[int, ...]]:
        """`count` times one fresh id for each of the tables, never used before."""
        tables = [meta_of(model).db_table for model in models]
        if self.is_postgres:
            columns = ", ".join(
                f"nextval(pg_get_serial_sequence('{table}', 'id')) AS {table}" for table in tables
            )
            rows = await self.fetch(f"SELECT {columns} FROM generate_series(1, $1::int)", [count])  # noqa: S608
            return [tuple(row[table] for table in tables) for row in rows]
        # AUTOINCREMENT's own memory; our transaction keeps every other writer away until these are used.
        names = self.marks(len(tables))
        rows = await self.fetch(f"SELECT name, seq FROM sqlite_sequence WHERE name IN ({names})", tables)  # noqa: S608
        last = {row["name"]: int(row["seq"]) for row in rows}
        return [tuple(last.get(table, 0) + n for table in tables) for n in range(1, count + 1)]

    async def insert(self, *tables: NewRows) -> None:
        """Insert rows of one table after the other, or, on PostgreSQL, of all of them in one statement."""
        some = [new for new in tables if new.rows]
        if self.is_postgres and some:
            columns = [list(column) for new in some for column in zip(*self._values(new), strict=True)]
            await self.execute(all_at_once(tuple(new.shape for new in some)), columns)
            return
        for new in some:
            await self.execute_many(row_by_row(new.shape), self._values(new))

    def _values(self, new: NewRows) -> list[list[Any]]:
        plain, fill = self._plain, filled(new.shape)
        fixed = list(map(plain, fill.defaults))
        return [
            [
                *[value if type(value) in _NATIVE else plain(value) for value in row.values()],
                *fixed,
                *[plain(make()) for make in fill.makers],
            ]
            for row in new.rows
        ]

    def _plain(self, value: Any) -> Any:
        """A value as the driver takes it, and as Tortoise reads it back."""
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, datetime):
            return value if self.is_postgres else _moment(value)
        if isinstance(value, dict | list | tuple):
            return _json(value)
        return value


@lru_cache(maxsize=1024)
def _marks(sign: str, count: int, start: int = 1) -> str:
    return ", ".join(f"{sign}{number}" for number in range(start, start + count))


@lru_cache(maxsize=256)
def _moment(value: datetime) -> str:
    """A moment as Tortoise keeps it in SQLite; the rows of one mail name the same one six times."""
    return value.astimezone(UTC).isoformat(" ")


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
