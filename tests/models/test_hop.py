"""A job in one visit to SQLite's thread is part of its transaction, like any other."""

import asyncio

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from models import Workspace
from models.hop import in_one_hop
from models.transaction import transaction
from tests.builders import a_workspace


async def two_rows(connection: BaseDBAsyncClient) -> int:
    """Through the models and through the connection: both are of the transaction."""
    workspace = await a_workspace("northwind")
    await connection.execute_query(f"UPDATE workspace SET name = 'Renamed' WHERE id = {workspace.id}")  # noqa: S608
    await a_workspace("initech")
    assert (await Workspace.get(id=workspace.id)).name == "Renamed"
    return await Workspace.all().count()


async def test_what_it_does_is_there_once_the_transaction_is_committed(db: str) -> None:
    async with transaction() as connection:
        assert await in_one_hop(connection, two_rows) == 2
        assert await Workspace.all().count() == 2
    assert sorted(row.name for row in await Workspace.all()) == ["Initech", "Renamed"]


async def test_an_exception_comes_out_and_takes_everything_back(db: str) -> None:
    async def fails(connection: BaseDBAsyncClient) -> None:
        await two_rows(connection)
        raise LookupError("of the job's own")

    async def work() -> None:
        async with transaction() as connection:
            await a_workspace("hooli")
            await in_one_hop(connection, fails)

    with pytest.raises(LookupError, match="of the job's own"):
        await work()
    assert await Workspace.all().count() == 0


async def test_one_that_is_given_up_leaves_the_database_usable(db: str) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def goes_on(connection: BaseDBAsyncClient) -> None:
        loop.call_soon_threadsafe(begun.set)
        for _ in range(50):
            await two_rows(connection)
            await Workspace.all().delete()

    async def store() -> None:
        async with transaction() as connection:
            await in_one_hop(connection, goes_on)

    storing = asyncio.create_task(store())
    await begun.wait()
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    await a_workspace("northwind")
    assert await Workspace.all().count() == 1


async def test_a_job_that_waits_for_something_else_fails_rather_than_hangs(db: str) -> None:
    async def waits(connection: BaseDBAsyncClient) -> None:
        await two_rows(connection)
        await asyncio.get_running_loop().create_future()

    async def work() -> None:
        async with transaction() as connection:
            await in_one_hop(connection, waits)

    if db.startswith("sqlite"):  # on PostgreSQL a job is simply awaited
        with pytest.raises(RuntimeError, match="not its database"):
            await work()
        assert await Workspace.all().count() == 0
