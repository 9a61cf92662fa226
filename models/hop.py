# ruff: noqa: SLF001  what Tortoise and aiosqlite keep of a connection
"""Many statements of one transaction in one visit to SQLite's thread.

Through Tortoise each statement on SQLite goes to the connection's own thread and back to the event loop. That
costs more than the statement, the more so under load. Here the whole job runs there, in a loop of its own.
"""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.connection import get_connections

T = TypeVar("T")
Job = Callable[[BaseDBAsyncClient], Coroutine[Any, Any, T]]


async def in_one_hop(connection: BaseDBAsyncClient, job: Job[T]) -> T:
    """Run a job that awaits nothing but its database, inside the transaction that `connection` holds.

    The job is given the connection to use; models find it by themselves. On PostgreSQL it is simply awaited.
    """
    if not isinstance(connection, SqliteTransactionWrapper):
        return await job(connection)
    shared: Any = connection._connection
    here: Any = SqliteTransactionWrapper(connection)
    here._connection = _OnThread(shared._conn)
    context = contextvars.copy_context()
    context.run(get_connections().set, connection.connection_name, here)
    result: T = await shared._execute(_run, job, here, context)
    return result


def _run(job: Job[T], connection: BaseDBAsyncClient, context: contextvars.Context) -> T:
    """On the thread: nothing in the job waits, but much of Tortoise asks which loop it runs in."""
    loop = _Loop()
    try:
        return loop.run_until_complete(loop.create_task(job(connection), context=context))
    finally:
        loop.close()


class _Loop(asyncio.BaseEventLoop):
    """A loop that waits for nothing, and opens none of the sockets that another would wait with."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _NothingToWaitFor()

    def _process_events(self, events: object) -> None:
        """There are none."""


class _NothingToWaitFor:
    def select(self, timeout: float | None) -> tuple[()]:
        if timeout is None or timeout > 0:
            raise RuntimeError("a job in one hop waits for something that is not its database")
        return ()


class _OnThread:
    """A SQLite connection as Tortoise uses it, for whoever is on its thread already."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @property
    def total_changes(self) -> int:
        return int(self._connection.total_changes)

    async def execute(self, sql: str, values: Sequence[Any] | None = None) -> None:
        self._connection.execute(sql, values or ()).close()

    async def executemany(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, values).close()

    async def execute_fetchall(self, sql: str, values: Sequence[Any] | None = None) -> Sequence[Any]:
        return list(self._connection.execute(sql, values or ()))

    async def execute_insert(self, sql: str, values: Sequence[Any] | None = None) -> Any:
        return (self._connection.execute(sql, values or ()).lastrowid,)
