"""What one peer, and all together, may ask."""

import asyncio
from ipaddress import ip_network

import pytest

from ingest.limits import Budget, Gate, Limits, is_within

LIMITS = Limits(connections=5, connections_of_peer=2, mails_a_minute_of_peer=3)
STRANGER, RELAY = "203.0.113.7", "192.0.2.1"
TRUSTED = (ip_network("192.0.2.0/24"), ip_network("2001:db8::/32"))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("peer_ip", "let_in"),
    [
        pytest.param(STRANGER, 2, id="a stranger"),
        pytest.param(RELAY, 5, id="a trusted relay, up to the total"),
        pytest.param("127.0.0.1", 5, id="loopback, up to the total"),
    ],
)
def test_so_many_connections_a_peer_may_hold(peer_ip: str, let_in: int) -> None:
    gate = Gate(LIMITS, TRUSTED)
    assert [gate.enter(peer_ip) for _ in range(7)].count(True) == let_in
    gate.leave(peer_ip)
    assert gate.enter(peer_ip)


def test_one_crowded_peer_does_not_shut_out_another() -> None:
    gate = Gate(LIMITS)
    assert [gate.enter(STRANGER) for _ in range(3)] == [True, True, False]
    assert gate.enter("203.0.113.8")


def test_mails_are_counted_over_a_sliding_minute() -> None:
    clock = Clock()
    gate = Gate(LIMITS, clock=clock)
    assert [gate.may_send(STRANGER) for _ in range(4)] == [True, True, True, False]
    assert gate.may_send("203.0.113.8")
    clock.now = 61
    assert gate.may_send(STRANGER)


def test_a_burst_from_loopback_is_never_too_fast() -> None:
    gate = Gate(LIMITS)
    assert all(gate.may_send("127.0.0.1") for _ in range(1000))


@pytest.mark.parametrize(
    ("ip", "inside"),
    [
        ("192.0.2.9", True),
        ("::ffff:192.0.2.9", True),
        ("2001:db8::1", True),
        ("192.0.3.1", False),
        ("fe80::1%eth0", False),
        ("", False),
        ("not an ip", False),
    ],
)
def test_an_address_is_looked_up_in_networks_of_its_family(ip: str, inside: bool) -> None:
    assert is_within(ip, TRUSTED) is inside


async def test_who_waits_for_room_gets_it_in_turn() -> None:
    budget, order = Budget(10), []

    async def use(name: str, size: int, hold: asyncio.Event) -> None:
        async with budget.reserved(size, 5) as granted:
            assert granted
            order.append(name)
            await hold.wait()

    first, rest = asyncio.Event(), asyncio.Event()
    rest.set()
    async with asyncio.TaskGroup() as group:
        group.create_task(use("first", 8, first))
        await asyncio.sleep(0)
        group.create_task(use("large", 9, rest))
        await asyncio.sleep(0)
        group.create_task(use("small", 1, rest))
        await asyncio.sleep(0)
        assert order == ["first"]
        first.set()
    assert order == ["first", "large", "small"]


async def test_room_that_does_not_come_free_in_time_is_refused_and_costs_nothing() -> None:
    budget = Budget(10)
    async with budget.reserved(10, 1) as held:
        assert held
        async with budget.reserved(1, 0.01) as late:
            assert not late
    async with budget.reserved(10, 0.01) as again:
        assert again


async def test_room_that_nobody_waits_for_any_more_goes_to_the_next() -> None:
    budget = Budget(10)

    async def wait_for_room() -> None:
        async with budget.reserved(10, 5):
            raise AssertionError("cancelled before its turn")

    async with budget.reserved(10, 1):
        waiting = asyncio.create_task(wait_for_room())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with budget.reserved(10, 0.01) as granted:
        assert granted


async def test_who_is_cancelled_in_the_moment_of_its_turn_stays_cancelled() -> None:
    budget = Budget(10)

    async def wait_for_room() -> None:
        async with budget.reserved(10, 5):
            raise AssertionError("cancelled all the same")

    async with budget.reserved(10, 1):
        waiting = asyncio.create_task(wait_for_room())
        await asyncio.sleep(0)
    await asyncio.sleep(0)  # its turn has come, and it has not run yet
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    async with budget.reserved(10, 0.01) as granted:
        assert granted


async def test_more_than_all_there_is_means_all_there_is() -> None:
    async with Budget(10).reserved(1000, 0.01) as granted:
        assert granted
