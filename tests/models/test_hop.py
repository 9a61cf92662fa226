"""A job in one visit to SQLite's thread is a transaction like any other."""

import asyncio
import sqlite3

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from models import Workspace
from models.db import database
from models.hop import in_one_hop
from tests.builders import a_workspace


async def two_rows(connection: BaseDBAsyncClient) -> int:
    """Through the models and through the connection: both are of the transaction."""
    workspace = await a_workspace("northwind")
    await connection.execute_query(f"UPDATE workspace SET name = 'Renamed' WHERE id = {workspace.id}")  # noqa: S608
    await a_workspace("initech")
    assert (await Workspace.get(id=workspace.id)).name == "Renamed"
    return await Workspace.all().count()


async def test_what_it_does_is_there_once_it_is_over(db: str) -> None:
    assert await in_one_hop(two_rows) == 2
    assert sorted(row.name for row in await Workspace.all()) == ["Initech", "Renamed"]


async def test_an_exception_comes_out_and_takes_everything_back(db: str) -> None:
    async def fails(connection: BaseDBAsyncClient) -> None:
        await two_rows(connection)
        raise LookupError("of the job's own")

    with pytest.raises(LookupError, match="of the job's own"):
        await in_one_hop(fails)
    assert await Workspace.all().count() == 0


async def test_one_inside_another_is_a_part_of_it(db: str) -> None:
    async def nested(connection: BaseDBAsyncClient) -> None:
        await a_workspace("hooli")
        async with in_transaction():
            await two_rows(connection)
        try:
            async with in_transaction():
                await a_workspace("umbrella")
                raise LookupError
        except LookupError:
            pass

    await in_one_hop(nested)
    assert sorted(row.slug for row in await Workspace.all()) == ["hooli", "initech", "northwind"]


async def test_a_statement_that_fails_is_told_as_anywhere(db: str) -> None:
    async def twice(_: BaseDBAsyncClient) -> None:
        await a_workspace("hooli")
        await a_workspace("hooli")

    async def nonsense(connection: BaseDBAsyncClient) -> None:
        await connection.execute_query("SELECT nonsense FROM nowhere")

    with pytest.raises(IntegrityError):
        await in_one_hop(twice)
    with pytest.raises(OperationalError, match="nowhere"):
        await in_one_hop(nonsense)
    await in_one_hop(two_rows)


async def test_a_commit_that_fails_takes_everything_back(sqlite_url: str) -> None:
    async def breaks_a_promise(connection: BaseDBAsyncClient) -> None:
        await a_workspace("hooli")
        await connection.execute_query("INSERT INTO b VALUES (7)")

    async with database(sqlite_url, migrate=False):
        await get_connection("default").execute_script(
            "CREATE TABLE a (id INTEGER PRIMARY KEY);"
            "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
        )
        for _ in range(2):
            with pytest.raises(sqlite3.IntegrityError):
                await in_one_hop(breaks_a_promise)
        assert await Workspace.all().count() == 0


async def test_one_that_is_given_up_leaves_nothing_and_the_database_usable(db: str) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def goes_on(connection: BaseDBAsyncClient) -> None:
        loop.call_soon_threadsafe(begun.set)
        for _ in range(50):
            await Workspace.all().delete()
            await two_rows(connection)

    storing = asyncio.create_task(in_one_hop(goes_on))
    await begun.wait()
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    await a_workspace("northwind")
    assert await Workspace.all().count() == 1


async def test_a_job_that_waits_for_something_else_fails_rather_than_hangs(db: str) -> None:
    async def waits(connection: BaseDBAsyncClient) -> None:
        await two_rows(connection)
        await asyncio.sleep(0)

    if db.startswith("sqlite"):  # on PostgreSQL a job is simply awaited
        with pytest.raises(RuntimeError, match="not its database"):
            await in_one_hop(waits)
        assert await Workspace.all().count() == 0
