"""Transactions that leave the connection usable however they end."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Both or neither: commit at the end, roll back on any exception.

    Tortoise's own `in_transaction` can stop SQLite for good: where BEGIN fails, or its task is cancelled
    there, it never gives back the connection; and a COMMIT that fails (disk full) leaves the
    transaction open, so that the next BEGIN fails.
    """
    context = in_transaction()
    try:
        connection = await context.__aenter__()
        if connection.capabilities.dialect == "sqlite":
            # Ours all write. One that reads first would fail at its first write, without waiting, where
            # another process (an import) wrote in between: so the write lock is taken here.
            await connection.execute_query("DELETE FROM workspace WHERE 0")
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
