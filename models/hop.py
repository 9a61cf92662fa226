# ruff: noqa: SLF001  what Tortoise and aiosqlite keep of a connection
"""A whole transaction in one visit to SQLite's thread.

Through Tortoise each statement on SQLite goes to the connection's own thread and back to the event loop. That
costs more than the statement, the more so under load. Here the whole job runs there, from its BEGIN to its
COMMIT. No loop runs it, since nothing in it waits.
"""

import asyncio
import contextvars
import sqlite3
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from .transaction import begin_on_thread, transaction

T = TypeVar("T")
Job = Callable[[BaseDBAsyncClient], Coroutine[Any, Any, T]]


async def in_one_hop(job: Job[T]) -> T:
    """Run a job that awaits nothing but its database, in a transaction: both or neither, however it ends.

    The job is given the connection to use; models find it by themselves. On PostgreSQL it is simply awaited.
    """
    context = in_transaction()
    if not isinstance(context, SqliteTransactionContext):
        async with transaction() as connection:
            return await job(connection)
    async with context._trxlock:
        await context.ensure_connection()
        shared: Any = context.connection._connection
        visit = _Visit(job, ConnectionOnThread(context.connection, shared._conn))
        try:
            result: T = await shared._execute(visit.run)
        except asyncio.CancelledError:
            # It may still be at work. Whatever comes next waits behind it in the queue of the thread.
            visit.given_up = True
            raise
    return result


class _GivenUp(Exception):
    """Nobody waits for the job any more."""


class _Visit:
    """A job and the connection for it, to be run on the connection's thread."""

    def __init__(self, job: Job[Any], here: "ConnectionOnThread") -> None:
        self._job = job
        self._here = here
        self._context = contextvars.copy_context()
        self._context.run(get_connections().set, here.connection_name, here)
        self.given_up = False

    def run(self) -> Any:
        """Do the job and commit it, or roll back."""
        raw = self._here.raw
        try:
            begin_on_thread(raw)
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error
        try:
            result = self._context.run(_driven, self._job(self._here))
            if self.given_up:
                raise _GivenUp
            raw.commit()
        except BaseException:
            # A COMMIT that failed (disk full) leaves the transaction open.
            with suppress(sqlite3.Error):
                raw.rollback()
            raise
        return result


def _driven(job: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that never waits."""
    asyncio._set_running_loop(_NOWHERE)
    try:
        job.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        asyncio._set_running_loop(None)
    job.close()
    raise RuntimeError("a job in one hop waits for something that is not its database")


class _Nowhere:
    """The running loop, for Tortoise, which gathers its listeners even where there are none. Runs nothing."""

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=_NOWHERE)

    def get_debug(self) -> bool:
        return False


_NOWHERE: Any = _Nowhere()


class ConnectionOnThread(SqliteTransactionWrapper):
    """A connection for whoever is on its thread already and holds its transaction."""

    def __init__(self, connection: SqliteTransactionWrapper, raw: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.raw = raw
        self._connection: Any = _OnThread(raw)

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        with _AS_TORTOISE_SAYS:
            return self.raw.execute(query, values).lastrowid or 0

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        with _AS_TORTOISE_SAYS:
            self.raw.executemany(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        with _AS_TORTOISE_SAYS:
            start = self.raw.total_changes
            rows = self.raw.execute(query, values or ()).fetchall()
            return (self.raw.total_changes - start) or len(rows), rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        with _AS_TORTOISE_SAYS:
            return list(map(dict, self.raw.execute(query, values or ())))


class _AsTortoiseSays:
    """A driver's exceptions as those that Tortoise makes of them."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.OperationalError):
            raise OperationalError(error) from error
        if isinstance(error, sqlite3.IntegrityError):
            raise IntegrityError(error) from error


_AS_TORTOISE_SAYS = _AsTortoiseSays()


class _OnThread:
    """A SQLite connection as Tortoise uses it for savepoints and scripts, on its thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, values: Iterable[Any] | None = None) -> None:
        self._connection.execute(sql, tuple(values or ())).close()
