"""The planner's knowledge of the tables grows with them."""

from tortoise.connection import get_connection

from models.db import database
from models.statistics import refresh_statistics
from tests.builders import a_user, a_workspace
from tests.models.filing.builders import a_message

# What the inbox asks: the mails of a few conversations, as far as the viewer may see them.
PAGE = (
    "EXPLAIN QUERY PLAN SELECT max(id) FROM message WHERE workspace_id = 1"
    " AND (owner_id = 1 OR visibility = 'shared')"
    " AND conversation_id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) GROUP BY conversation_id"
)


async def plan() -> str:
    rows = await get_connection("default").execute_query_dict(PAGE)
    return " ".join(row["detail"] for row in rows)


async def test_a_page_of_mails_is_found_without_reading_the_workspace(sqlite_url: str) -> None:
    async with database(sqlite_url, migrate=False):
        assert not await refresh_statistics()
        ana = await a_user(await a_workspace())
        for _ in range(40):
            await a_message(ana)
        assert "(workspace_id=?)" in await plan()
        assert await refresh_statistics()
        assert "(conversation_id=?)" in await plan()


async def test_they_are_looked_at_again_once_they_have_doubled(sqlite_url: str) -> None:
    async with database(sqlite_url, migrate=False):
        ana = await a_user(await a_workspace())
        looked = []
        for _ in range(16):
            await a_message(ana)
            looked.append(await refresh_statistics())
    assert [at for at, again in enumerate(looked, 1) if again] == [1, 2, 4, 8, 16]


async def test_postgresql_sees_to_its_own(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        await a_message(await a_user(await a_workspace()))
        assert not await refresh_statistics()
