"""Transactions that leave the connection usable."""

import asyncio

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from models import Workspace
from models.transaction import transaction
from tests.builders import a_workspace


async def test_what_is_done_inside_is_done_together(db: str) -> None:
    async with transaction():
        await a_workspace("one")
        await a_workspace("two")
    assert await Workspace.all().count() == 2


async def test_an_exception_undoes_everything_and_the_next_one_works(db: str) -> None:
    async def work() -> None:
        async with transaction():
            await a_workspace("one")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await work()
    assert await Workspace.all().count() == 0
    async with transaction():
        await a_workspace("two")
    assert await Workspace.all().count() == 1


async def test_being_cancelled_anywhere_gives_the_connection_back(db: str) -> None:
    async def work() -> None:
        async with transaction():
            await a_workspace("one")
            await asyncio.sleep(10)

    for steps in range(12):
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(5), transaction():
            assert await Workspace.all().count() == 0


async def test_a_commit_that_fails_leaves_nothing_behind(db: str) -> None:
    connection = get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        await connection.execute_query("PRAGMA foreign_keys = OFF")
        await connection.execute_script(
            "CREATE TABLE a (id INTEGER PRIMARY KEY);"
            "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
        )
        await connection.execute_query("PRAGMA foreign_keys = ON")
    else:
        await connection.execute_script(
            "CREATE TABLE a (id INT PRIMARY KEY);"
            "CREATE TABLE b (a INT REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
        )

    async def work() -> None:
        async with asyncio.timeout(5), transaction() as inside:
            await a_workspace("one")
            await inside.execute_query("INSERT INTO b VALUES (7)")

    for _ in range(3):
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await work()
    assert await Workspace.all().count() == 0


async def test_a_statement_that_fails_is_told_as_it_is(db: str) -> None:
    async def work() -> None:
        async with transaction() as inside:
            await inside.execute_query("SELECT nonsense FROM nowhere")

    with pytest.raises(OperationalError, match="nowhere"):
        await work()
    async with transaction():
        await a_workspace()
