"""What is written down after each try, how long the next one waits, and how fast a channel is used."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.delivery import MAX_ATTEMPTS, Deliverer, backoff, record
from bot.pacing import Pacer
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit
from models import OutboxItem, Scope
from models.types import OutboxState
from tests.bot.test_delivery import nobody
from tests.models.test_outbox import NOW, a_user, an_item

S = OutboxState


@pytest.mark.parametrize(
    ("delivery", "attempts", "state", "unsure", "wait"),
    [
        pytest.param(Posted("D1", "1.2"), 1, S.SENT, False, None, id="posted"),
        pytest.param(GiveUp("user_disabled"), 1, S.GIVEN_UP, False, None, id="for good"),
        pytest.param(Unfit("invalid_blocks"), 1, S.GIVEN_UP, False, None, id="even plain text refused"),
        pytest.param(Retry("ratelimited", after=7), 1, S.PENDING, False, 7, id="waits as told"),
        pytest.param(Retry("x", after=1, unsure=True), 1, S.PENDING, True, 1, id="in doubt"),
        pytest.param(
            Retry("x", after=1), MAX_ATTEMPTS, S.GIVEN_UP, False, None, id="unknown error, too often"
        ),
        pytest.param(
            Retry("y", after=1), MAX_ATTEMPTS, S.PENDING, False, 1, id="unknown error after other troubles"
        ),
        pytest.param(
            Retry("x", after=1, bounded=False),
            10 * MAX_ATTEMPTS,
            S.PENDING,
            False,
            1,
            id="outage, however long",
        ),
    ],
)
async def test_a_try_is_recorded(
    db: str, delivery: Delivery, attempts: int, state: OutboxState, unsure: bool, wait: int | None
) -> None:
    user = await a_user()
    item = await an_item(user)
    item.attempts, item.last_error = attempts, "x"
    await record(item, delivery, NOW)
    kept = await Scope(user.workspace_id).of(OutboxItem).get(id=item.id)
    assert (kept.state, kept.unsure, kept.lease_by) == (state, unsure, None)
    if wait is not None:
        assert kept.due_at == NOW + timedelta(seconds=wait)
    if isinstance(delivery, Posted):
        assert (kept.channel, kept.ts) == ("D1", "1.2")


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0.0, 1.0), (1, 1.0, 2.0), (4, 0.0, 8.0), (9, 1.0, 300.0), (10**6, 0.0, 150.0)],
)
def test_the_wait_doubles_up_to_five_minutes(attempts: int, chance: float, seconds: float) -> None:
    assert backoff(attempts, chance) == seconds


def test_a_channel_gets_a_burst_and_then_one_a_second() -> None:
    pacer = Pacer(rate=1.0, burst=3)
    assert [pacer.delay("C1", 100.0) for _ in range(5)] == [0.0, 0.0, 0.0, 1.0, 2.0]
    assert pacer.delay("C2", 100.0) == 0.0
    assert pacer.delay("C1", 103.0) == 0.0


def test_a_turn_that_is_given_back_is_the_next_one_s() -> None:
    pacer = Pacer(rate=1.0, burst=1)
    assert [pacer.delay("C1", 100.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    pacer.give_back("C1")
    assert pacer.delay("C1", 100.0) == 2.0


def test_a_rested_channel_saves_no_more_than_its_burst() -> None:
    pacer = Pacer(rate=1.0, burst=2)
    pacer.delay("C1", 0.0)
    assert [pacer.delay("C1", 1000.0) for _ in range(3)] == [0.0, 0.0, 1.0]


class Ringing(asyncio.Event):
    """Somebody wakes the deliverer again each time it has heard."""

    def __init__(self) -> None:
        super().__init__()
        self.set()
        self.heard: list[float] = []
        self.enough = asyncio.Event()

    def clear(self) -> None:
        self.heard.append(asyncio.get_running_loop().time())
        if len(self.heard) == 4:
            self.enough.set()


async def test_a_deliverer_woken_all_the_time_rests_between_its_looks(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(*_: object) -> list[OutboxItem]:
        await asyncio.sleep(0.01)
        return []

    monkeypatch.setattr("bot.delivery.claim", slowly)
    bell = Ringing()
    task = asyncio.create_task(Deliverer("test", {}, nobody, lambda: NOW, bell).run())
    async with asyncio.timeout(20):
        await bell.enough.wait()
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert min(after - before for before, after in pairwise(bell.heard)) >= 0.1
