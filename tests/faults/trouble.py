"""What goes wrong during a fault run, by a seeded plan: three hands stir at the same time."""

import asyncio
import os
import resource
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg

from tests.control import Control
from tests.faults.installation import Installation, PostgreSQL, SQLite
from tests.processes import descendants_of
from tests.sandbox import Sandbox

FOR_EVER = 1_000_000  # times a fault strikes that is taken back by whoever ordered it
AT_LEAST = 8  # mails settled between two troubles of one hand
LONGEST_PAUSE = 30.0
NO_LIMIT = resource.RLIM_INFINITY


@dataclass
class Scene:
    """What can be troubled. `done` counts what was."""

    installation: Installation
    sandbox: Sandbox
    control: Control
    settled: Callable[[], int] = lambda: 0  # how many mails are
    done: Counter[str] = field(default_factory=Counter)

    def pids(self) -> list[int]:
        """The processes that run now."""
        return [one.pid for one in self.installation.processes if one.exit_code is None]

    async def slack(self, method: str, kind: str, **fields: Any) -> None:
        """Have Slack's next calls of that method fail."""
        await self.control.post("faults", method=method, kind=kind, **fields)


Trouble = Callable[[Scene, Random], Awaitable[None]]


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _a_pid(scene: Scene, chance: Random) -> list[int]:
    pids = scene.pids()
    return [chance.choice(pids)] if pids else []


async def power_cut(scene: Scene, chance: Random) -> None:
    """A process is killed."""
    for pid in _a_pid(scene, chance):
        _signal(pid, signal.SIGKILL)


async def restart(scene: Scene, chance: Random) -> None:
    """An operator restarts a process."""
    for pid in _a_pid(scene, chance):
        _signal(pid, signal.SIGTERM)


async def all_die(scene: Scene, chance: Random) -> None:
    """The whole machine goes down."""
    for pid in scene.pids():
        _signal(pid, signal.SIGKILL)


async def workers_die(scene: Scene, chance: Random) -> None:
    """Workers, or the process that forks them, are killed under their mails."""
    for _ in range(chance.randint(1, 8)):
        victims = [child for pid in scene.pids() for child in descendants_of(pid)]
        if victims:
            _signal(chance.choice(victims), signal.SIGKILL)
        await asyncio.sleep(chance.uniform(0.02, 0.3))


async def _frozen(scene: Scene, chance: Random, seconds: float) -> None:
    for pid in _a_pid(scene, chance):
        _signal(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            _signal(pid, signal.SIGCONT)


async def freeze(scene: Scene, chance: Random) -> None:
    """A process gets no processor for a while."""
    await _frozen(scene, chance, chance.uniform(0.5, 4.0))


async def long_freeze(scene: Scene, chance: Random) -> None:
    """A process sleeps longer than its leases last, and wakes up in the middle of what it was doing."""
    await _frozen(scene, chance, chance.uniform(31.0, 34.0))


async def disk_full(scene: Scene, chance: Random) -> None:
    """No file of a process can be written, not even its log."""
    for pid in _a_pid(scene, chance):
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, NO_LIMIT))
        try:
            await asyncio.sleep(chance.uniform(0.5, 3.0))
        finally:
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))


async def locked(scene: Scene, chance: Random) -> None:
    """Somebody else holds the database: sometimes longer than we wait for it."""
    seconds = chance.choice([0.3, 2.0, 5.0, 12.0])
    match scene.installation.database:
        case SQLite(path):
            await asyncio.to_thread(_hold_sqlite, str(path), seconds)
        case PostgreSQL() as postgres:
            connection = await asyncpg.connect(postgres.url)
            try:
                async with connection.transaction():
                    table = chance.choice(["outbox_item", "message"])
                    await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
                    await asyncio.sleep(seconds)
            finally:
                await connection.close()


def _hold_sqlite(path: str, seconds: float) -> None:
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")


async def cut_off(scene: Scene, chance: Random) -> None:
    """The database ends every session."""
    assert isinstance(scene.installation.database, PostgreSQL)
    await scene.installation.database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


async def database_gone(scene: Scene, chance: Random) -> None:
    """The database server stops, orderly or in a crash, and comes back."""
    postgres = scene.installation.database
    assert isinstance(postgres, PostgreSQL)
    await asyncio.to_thread(postgres.stop, chance.choice(["fast", "immediate"]))
    try:
        await asyncio.sleep(chance.uniform(0.5, 6.0))
    finally:
        await asyncio.to_thread(postgres.start)


async def dns_down(scene: Scene, chance: Random) -> None:
    """No name server answers, or it says that it cannot."""
    dns = scene.sandbox.outside.dns
    dns.fault("*", chance.choice(["servfail", "timeout"]), FOR_EVER)
    try:
        await asyncio.sleep(chance.uniform(1.0, 8.0))
    finally:
        dns.fault("*", "servfail", 0)


async def dns_gone(scene: Scene, chance: Random) -> None:
    """Nobody listens where the name server was."""
    await scene.sandbox.outside.dns.stop()
    try:
        await asyncio.sleep(chance.uniform(0.5, 4.0))
    finally:
        await scene.sandbox.outside.dns.start()


async def dns_flaps(scene: Scene, chance: Random) -> None:
    """Now it answers, now it does not: slow for whoever asks again."""
    dns = scene.sandbox.outside.dns
    for _ in range(chance.randint(3, 20)):
        name = chance.choice(["*", "northwind.example", "s1._domainkey.northwind.example"])
        dns.fault(name, chance.choice(["servfail", "timeout"]), chance.randint(1, 4))
        await asyncio.sleep(chance.uniform(0.05, 0.4))


async def slack_down(scene: Scene, chance: Random) -> None:
    """Every call fails for a while."""
    await scene.slack("*", chance.choice(["http500", "error"]), times=FOR_EVER)
    try:
        await asyncio.sleep(chance.uniform(1.0, 8.0))
    finally:
        await scene.control.post("faults", clear=True)


async def slack_limits(scene: Scene, chance: Random) -> None:
    """Too many calls, it says."""
    seconds = chance.choice([1, 1, 3])
    await scene.slack("chat.postMessage", "ratelimited", retry_after=seconds, times=chance.randint(1, 30))


async def slack_forgets(scene: Scene, chance: Random) -> None:
    """It does what it is asked and never says so, or says that it failed."""
    for _ in range(chance.randint(1, 4)):
        await scene.slack("chat.postMessage", "accept_then_drop", times=chance.randint(1, 4))
        kind = chance.choice(["http500", "error", "delay", "timeout"])
        method = chance.choice(["chat.postMessage", "chat.update", "conversations.history", "*"])
        await scene.slack(method, kind, times=chance.randint(1, 3), ms=chance.choice([200, 2000]))
        await asyncio.sleep(chance.uniform(0.1, 1.0))


async def sockets_close(scene: Scene, chance: Random) -> None:
    """Slack ends the WebSocket connections."""
    reason = chance.choice(["refresh_requested", "warning", "link_disabled"])
    await scene.control.post("faults", socket="disconnect", reason=reason)


@dataclass(frozen=True, slots=True)
class Hand:
    """Troubles that come one after another, each with its pause before it."""

    name: str
    troubles: tuple[Trouble, ...]
    pause: tuple[float, float]

    async def stir(self, scene: Scene, seed: int) -> None:
        """Go through the troubles again and again, each time in another order, until cancelled."""
        chance = Random(f"{self.name}-{seed}")
        while True:
            for trouble in chance.sample(self.troubles, len(self.troubles)):
                await self._wait(scene, chance.uniform(*self.pause))
                scene.done[trouble.__name__] += 1
                await trouble(scene, chance)

    async def _wait(self, scene: Scene, seconds: float) -> None:
        """So long, and on a slow machine until something went well again: else nothing ever would."""
        before, waited = scene.settled(), 0.0
        while waited < seconds or (scene.settled() < before + AT_LEAST and waited < LONGEST_PAUSE):
            await asyncio.sleep(0.25)
            waited += 0.25


PROCESSES = (power_cut, restart, workers_die, freeze)
OUTSIDE = (dns_down, dns_gone, dns_flaps, slack_down, slack_limits, slack_forgets, sockets_close)


def hands(installation: Installation) -> Iterable[Hand]:
    """The troubles that fit the installation."""
    yield Hand("outside", OUTSIDE, (0.5, 3.0))
    yield Hand("workers", (workers_die,), (1.0, 4.0))
    if isinstance(installation.database, SQLite):
        yield Hand("processes", (*PROCESSES, disk_full), (5.0, 15.0))
        yield Hand("database", (locked,), (5.0, 15.0))
    else:
        yield Hand("processes", (*PROCESSES, *PROCESSES, all_die, long_freeze), (3.0, 10.0))
        yield Hand("database", (locked, cut_off, database_gone), (5.0, 15.0))
