"""A long outbox, of one person or of many, costs the deliverers little for each look."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tortoise.connection import get_connection

from models import OutboxItem, User
from models.bulk import Bulk
from models.db import database
from models.leases import claim, next_due
from models.new_rows import NewRows
from models.transaction import transaction
from tests.models.test_outbox import LEASE, NOW, a_user, waiting
from tests.plans import queries_asked


async def test_many_that_wait_in_one_lane_cost_sqlite_no_more_than_a_few(sqlite_url: str) -> None:
    async with database(sqlite_url, migrate=False):
        user = await a_user()
        await _put(user, 10)
        few = await _steps_to_look()
        await _put(user, 3000)
        assert 0 < await _steps_to_look() <= few + 5


@pytest.mark.parametrize("knows", [0, 20, 3000], ids="knows of {}".format)
async def test_whatever_postgresql_knows_of_it_a_lane_costs_as_much_as_its_first(
    postgres_url: str, knows: int
) -> None:
    """Its statistics are of another time: in an outage of Slack's the waiting become many in minutes."""
    async with database(postgres_url, migrate=False):
        user = await a_user()
        await _put(user, knows)
        await get_connection("default").execute_script("VACUUM (ANALYZE) outbox_item")
        await _put(user, 3020 - knows)
        assert 0 < await _pages_to_look() <= 100


async def test_many_lanes_cost_postgresql_no_more_than_each_for_itself(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        user = await a_user()
        await get_connection("default").execute_script("VACUUM (ANALYZE) outbox_item")
        for lane in range(300):
            await _put(user, 10, f"dm:{lane}")
        assert 0 < await _pages_to_look() <= 300 * 20


async def _put(user: User, count: int, lane: str = "dm:1") -> None:
    rows = [{**row, "lane": lane} for row in waiting(user, count)]
    await Bulk(get_connection("default")).insert(NewRows(OutboxItem, rows))


async def _look() -> None:
    """To find that nothing is due yet, and when something will be."""
    assert await claim("w", NOW - timedelta(seconds=1), LEASE, 10) == []
    assert await next_due() == NOW


async def _steps_to_look() -> int:
    """What SQLite does for it: in tens of its steps."""
    connection: Any = get_connection("default")
    counted: list[None] = []
    await connection._connection.set_progress_handler(lambda: counted.append(None), 10)
    await _look()
    await connection._connection.set_progress_handler(None, 10)
    return len(counted)


async def _pages_to_look() -> int:
    """How often PostgreSQL takes a page of its memory in hand for it."""
    with queries_asked() as asked:
        await _look()
    pages = 0
    for query, values in asked.items():
        async with transaction() as connection:
            explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"
            [row] = await connection.execute_query_dict(explained, values)
        [told] = json.loads(row["QUERY PLAN"])
        pages += told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"]
    return pages
