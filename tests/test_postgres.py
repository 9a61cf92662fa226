"""The suite's own PostgreSQL: whatever a test leaves behind, the next one finds nothing of it."""

import asyncpg
import pytest
from tortoise.connection import get_connection

from models import OutboxItem, User, Workspace, across_workspaces
from models.db import database
from tests.models.test_outbox import a_user, an_item
from tests.postgres import OwnDatabase, Postgres


@pytest.fixture
def own(postgres: Postgres, postgres_database: OwnDatabase) -> OwnDatabase:
    postgres_database.make()
    return postgres_database


async def leave_rows(own: OwnDatabase) -> int:
    """The id of a row that others refer to."""
    async with database(own.url, migrate=False):
        user = await a_user()
        await an_item(user)
        return int(user.id)


async def rows(own: OwnDatabase) -> int:
    async with database(own.url, migrate=False):
        scoped = [await across_workspaces(model).count() for model in (User, OutboxItem)]
        return sum(scoped) + await Workspace.all().count()


async def test_it_is_empty_again_and_counts_from_one(own: OwnDatabase) -> None:
    first = await leave_rows(own)
    own.clean()
    assert await rows(own) == 0
    assert await leave_rows(own) == first
    own.clean()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE link RENAME TO lost",
        "ALTER TABLE link ADD COLUMN more int",
        "DROP TABLE link CASCADE",
        "CREATE TABLE more (id int)",
        "ALTER TABLE link DISABLE TRIGGER ALL",
    ],
)
async def test_a_changed_table_is_as_it_was(own: OwnDatabase, change: str) -> None:
    async with database(own.url, migrate=False):
        tables = "SELECT count(*) FROM pg_class WHERE relname IN ('link', 'lost', 'more')"
        await get_connection("default").execute_script(change)
    own.clean()
    own.make()
    async with database(own.url, migrate=False):
        [found] = await get_connection("default").execute_query_dict(tables)
        columns = await get_connection("default").execute_query_dict("SELECT * FROM link")
    assert (found, columns) == ({"count": 1}, [])
    own.clean()


async def test_who_still_uses_it_is_sent_away(own: OwnDatabase) -> None:
    session = await asyncpg.connect(own.url)
    transaction = session.transaction()
    await transaction.start()
    await session.execute("LOCK TABLE workspace")
    own.clean()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await session.execute("SELECT 1")
    await session.close(timeout=1)
    assert await rows(own) == 0
    own.clean()
