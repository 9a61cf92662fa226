"""The seam between the writer of messages and their deliverer."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from tortoise.connection import get_connection

from models import OutboxItem, User, Workspace, across_workspaces
from models.bulk import Bulk
from models.db import database
from models.leases import claim, expire_all_leases, next_due, release
from models.new_rows import NewRows
from models.outbox import OUTBOX_CHANNEL, enqueue_card_update
from models.transaction import transaction
from models.types import OutboxKind, OutboxState
from tests.models.filing.builders import a_message

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


async def a_user(team: str = "T1") -> User:
    workspace = await Workspace.create(team_id=team, name=team, slug=team.lower(), installed_at=NOW)
    return await User.create(workspace=workspace, slack_user_id="U1", name="Ana", email="ana@example.com")


async def an_item(user: User, lane: str = "dm:1", due_at: datetime = NOW) -> OutboxItem:
    return await OutboxItem.create(
        workspace_id=user.workspace_id,
        lane=lane,
        kind=OutboxKind.NOTICE,
        user=user,
        due_at=due_at,
        created_at=NOW,
    )


async def test_a_lane_gives_one_item_at_a_time_oldest_first(db: str) -> None:
    user = await a_user()
    first, second = await an_item(user), await an_item(user)
    other = await an_item(user, lane="dm:2")
    assert [i.id for i in await claim("w", NOW, LEASE, 10)] == [first.id, other.id]
    assert await claim("w2", NOW, LEASE, 10) == []
    [item] = await across_workspaces(OutboxItem).filter(id=first.id)
    await item.mark_sent(NOW, "D1", "1.1")
    assert [i.id for i in await claim("w2", NOW, LEASE, 10)] == [second.id]


async def test_a_failing_item_holds_its_lane_until_it_is_due_again(db: str) -> None:
    user = await a_user()
    first, _ = await an_item(user), await an_item(user)
    [item] = await claim("w", NOW, LEASE, 10)
    await item.postpone(NOW + timedelta(seconds=5), "ratelimited", unsure=False)
    assert await claim("w", NOW + timedelta(seconds=4), LEASE, 10) == []
    [again] = await claim("w", NOW + timedelta(seconds=5), LEASE, 10)
    assert (again.id, again.attempts, again.unsure) == (first.id, 2, False)


async def test_an_item_given_up_lets_its_lane_go_on(db: str) -> None:
    user = await a_user()
    await an_item(user)
    second = await an_item(user)
    [item] = await claim("w", NOW, LEASE, 10)
    await item.give_up(NOW, "channel_not_found")
    assert [i.id for i in await claim("w", NOW, LEASE, 10)] == [second.id]


async def test_a_claim_left_by_a_crash_is_taken_over_as_unsure(db: str) -> None:
    user = await a_user()
    item = await an_item(user)
    await claim("dead", NOW, LEASE, 10)
    assert await claim("w", NOW + LEASE - timedelta(seconds=1), LEASE, 10) == []
    [taken] = await claim("w", NOW + LEASE, LEASE, 10)
    assert (taken.id, taken.unsure, taken.lease_by) == (item.id, True, "w")


async def test_the_only_process_takes_over_at_once(db: str) -> None:
    user = await a_user()
    await an_item(user)
    await claim("dead", NOW, LEASE, 10)
    await expire_all_leases(NOW)
    [taken] = await claim("w", NOW, LEASE, 10)
    assert taken.unsure


async def test_released_leases_are_free_at_once(db: str) -> None:
    user = await a_user()
    await an_item(user)
    await claim("w", NOW, LEASE, 10)
    await release("w", NOW)
    assert len(await claim("w2", NOW, LEASE, 10)) == 1


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.GIVEN_UP])
async def test_a_finished_item_is_never_claimed(db: str, state: OutboxState) -> None:
    user = await a_user()
    item = await an_item(user)
    item.state = state
    await item.save()
    assert await claim("w", NOW + timedelta(days=9), LEASE, 10) == []
    assert await next_due() is None


async def test_what_is_in_hand_is_not_claimed_again_though_its_lease_is_over(db: str) -> None:
    item = await an_item(await a_user())
    assert await claim("w", NOW, LEASE, 10) != []
    assert await claim("w", NOW + LEASE, LEASE, 10, in_hand=[item.id]) == []
    assert [one.id for one in await claim("w", NOW + LEASE, LEASE, 10, in_hand=[item.id + 1])] == [item.id]


async def test_an_update_that_a_change_counts_on_goes_out_after_it(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        mail = await a_message(await a_user())
        await enqueue_card_update(mail, NOW)
        counted_on = asyncio.Event()

        async def look() -> int:
            await counted_on.wait()
            return len(await claim("w", NOW, LEASE, 10))

        looking = asyncio.create_task(look())  # outside of the transaction
        async with transaction():
            await enqueue_card_update(mail, NOW)
            counted_on.set()
            assert await looking == 0
        assert len(await claim("w", NOW, LEASE, 10)) == 1
        assert await across_workspaces(OutboxItem).count() == 1


async def test_next_due_is_the_earliest_of_due_times_and_lease_ends(db: str) -> None:
    user = await a_user()
    assert await next_due() is None
    await an_item(user, "a", NOW + timedelta(seconds=90))
    assert await next_due() == NOW + timedelta(seconds=90)
    await an_item(user, "b", NOW)
    await claim("w", NOW, LEASE, 1)
    assert await next_due() == NOW + LEASE


async def test_a_claim_left_by_a_crash_is_taken_over_whatever_sqlite_knows_of_its_tables(db: str) -> None:
    """With statistics SQLite 3.40 answers `state IN (…) AND id < ?` with the row of that very id."""
    user = await a_user()
    for number in range(30):
        item = await an_item(user, lane=f"card:{number}")
        await item.mark_sent(NOW)
    left = await an_item(user, lane="card:14b")
    await claim("dead", NOW, LEASE, 10)
    await get_connection("default").execute_script("ANALYZE")
    assert await next_due() == NOW + LEASE
    [taken] = await claim("w", NOW + LEASE, LEASE, 10)
    assert taken.id == left.id


def waiting(user: User, count: int) -> list[dict[str, Any]]:
    one = {"workspace_id": user.workspace_id, "lane": "dm:1", "kind": OutboxKind.NOTICE, "user_id": user.id}
    return [{**one, "due_at": NOW, "created_at": NOW}] * count


async def test_postgresql_tells_once_of_all_that_a_transaction_put_there(postgres_url: str) -> None:
    heard: list[str] = []
    async with database(postgres_url, migrate=False):
        user = await a_user()
        listener = await asyncpg.connect(postgres_url)
        await listener.add_listener(OUTBOX_CHANNEL, lambda *told: heard.append(told[2]))
        async with transaction() as connection:
            await an_item(user)
            await Bulk(connection).insert(NewRows(OutboxItem, waiting(user, 10)))
            await listener.fetchval("SELECT 1")
            assert heard == []
        async with asyncio.timeout(10):
            while not heard:
                await listener.fetchval("SELECT 1")
        await listener.close()
    assert heard == [OUTBOX_CHANNEL]
