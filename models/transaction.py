"""Transactions that leave the connection usable however they end."""

import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteTransactionContext
from tortoise.exceptions import TransactionManagementError
from tortoise.transactions import in_transaction


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Both or neither: commit at the end, roll back on any exception.

    Tortoise's own `in_transaction` can stop SQLite for good: where BEGIN fails, or its task is cancelled
    there, it never gives back the connection; and a COMMIT that fails (disk full) leaves the
    transaction open, so that the next BEGIN fails.
    """
    context = in_transaction()
    if isinstance(context, SqliteTransactionContext):
        context.connection.begin = partial(_begin, context.connection)
    try:
        connection = await context.__aenter__()
    except BaseException:
        # `token` is set once the connection was taken; without it there is nothing to give back.
        if hasattr(context, "token"):
            await context.__aexit__(*sys.exc_info())
        raise
    try:
        yield connection
        await connection.commit()
    except BaseException as error:
        try:
            await context.__aexit__(*sys.exc_info())
        except Exception:
            # asyncpg has nothing left to roll back where a COMMIT or its session failed.
            raise error from None
        raise
    await context.__aexit__(None, None, None)


async def _begin(connection: Any) -> None:
    """Begin on SQLite, in one visit to its thread where Tortoise and a first statement would make three.

    Ours all write. One that reads first would fail at its first write, without waiting, where another process
    (an import) wrote in between: so the write lock is taken here.
    """
    shared = connection._connection  # noqa: SLF001 Tortoise's, and aiosqlite's below
    try:
        await shared._execute(begin_on_thread, shared._conn)  # noqa: SLF001
    except sqlite3.OperationalError as error:
        raise TransactionManagementError(error) from error


def begin_on_thread(connection: sqlite3.Connection) -> None:
    """The same for whoever is on SQLite's thread."""
    connection.commit()
    connection.execute("BEGIN IMMEDIATE")
