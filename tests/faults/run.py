"""One fault run: mails go in while everything around them fails, then the cards are counted."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.control import Control, until
from tests.faults.installation import Installation, PostgreSQL, on_postgresql, on_sqlite
from tests.faults.mails import Mails, a_company
from tests.faults.sender import Ledger, Sender
from tests.faults.trouble import Hand, Scene, hands
from tests.faults.verdict import Verdict, by_number, cards_by_owner, judge
from tests.product import free_port
from tests.sandbox import Sandbox, Settings

SENDERS = 24
DRAIN_SECONDS = 240.0
WAITING = "SELECT COUNT(*) FROM outbox_item WHERE state IN ('pending', 'sending') AND kind <> 'tidy'"
TIDYING = "SELECT COUNT(*) FROM outbox_item WHERE state IN ('pending', 'sending')"
SUBJECTS = "SELECT id, subject FROM message"
GIVEN_UP = "SELECT kind, last_error, COUNT(*) FROM outbox_item WHERE state = 'given_up' GROUP BY 1, 2"
# A process that finds no database when it starts says so and ends with 2; the other two we caused ourselves.
EXPECTED_EXITS = frozenset({0, 2, -9})

On = Callable[[Sandbox, Path, Sequence[int]], AbstractAsyncContextManager[Installation]]
ENGINES: dict[str, On] = {"sqlite": on_sqlite, "postgresql": on_postgresql}


@dataclass(frozen=True)
class Outcome:
    """What a run came to. Beside the verdict, nothing may have ended that nobody ended, nor have been said to
    Slack that Slack does not take, nor been given up or left waiting."""

    engine: str
    mails: int
    seconds: float
    verdict: Verdict
    tries: dict[str, int]
    slowest_seconds: float
    troubles: dict[str, int]
    exits: dict[int, int]
    stopped: list[int]
    drained: bool
    violations: list[str]
    given_up: list[str]
    logged: dict[str, int]

    @property
    def good(self) -> bool:
        """Whether the run proves what it should."""
        strange = set(self.exits) - EXPECTED_EXITS or set(self.stopped) - {0}
        said = self.drained and not self.violations and not self.given_up
        return self.verdict.good and said and not strange

    @property
    def line(self) -> str:
        """The whole of it in one line."""
        verdict = self.verdict
        return (
            f"{'ok' if self.good else 'FAILED'}: {self.mails} mails on {self.engine} in {self.seconds:.0f} s"
            f" under {sum(self.troubles.values())} troubles: {verdict.cards} cards,"
            f" lost {verdict.lost}, duplicated {verdict.duplicated}, out of order {verdict.out_of_order},"
            f" refused wrongly {verdict.refused_wrongly}, accepted wrongly {verdict.accepted_wrongly}"
        )


async def fault_run(
    engine: str,
    mails: int,
    seed: int,
    directory: Path,
    *,
    plan: Callable[[Installation], Sequence[Hand]] = lambda one: list(hands(one)),
    tell: Callable[[str], None] = lambda line: None,
) -> Outcome:
    """Send that many mails through an installation in trouble; `tell` hears of its progress."""
    began = time.monotonic()
    # Slack's own limits would stretch 10,000 cards over a quarter of an hour; that it says 429 is a trouble.
    settings = Settings(rate_limits=False)
    ports = [free_port(), free_port()]
    ledger = Ledger()
    async with (
        Sandbox(smtp_port=ports[0], company=a_company(mails), settings=settings) as sandbox,
        Control(sandbox.url) as control,
        ENGINES[engine](sandbox, directory, ports) as installation,
    ):
        scene = Scene(installation, sandbox, control, lambda: ledger.settled)
        async with installation.watched():
            await _send(scene, ledger, mails, seed, plan(installation), tell)
            drained = await _drained(scene, WAITING, "every card is posted", tell)
            drained &= await _drained(scene, TIDYING, "what was in doubt is looked for once more", tell)
        rows = await installation.database.rows(SUBJECTS)
        given_up = [str(tuple(row)) for row in await installation.database.rows(GIVEN_UP)]
        ids = None if isinstance(installation.database, PostgreSQL) else by_number(rows)
        stopped = await installation.stop()
        return Outcome(
            engine=engine,
            mails=mails,
            seconds=time.monotonic() - began,
            verdict=judge(ledger, await cards_by_owner(control), ids),
            tries=dict(ledger.tries.most_common()),
            slowest_seconds=round(ledger.slowest, 1),
            troubles=dict(scene.done.most_common()),
            exits=dict(installation.exits),
            stopped=stopped,
            drained=drained,
            violations=sorted({f"{one.method}: {one.error}" for one in sandbox.violations()}),
            given_up=given_up,
            logged=await _errors(installation),
        )


async def _send(
    scene: Scene,
    ledger: Ledger,
    mails: int,
    seed: int,
    plan: Sequence[Hand],
    tell: Callable[[str], None],
) -> None:
    """Send every mail while every hand stirs."""
    make, numbers = Mails(scene.sandbox, seed), iter(range(mails))
    sender = Sender(scene.installation.ports, ledger, seed)

    async def send() -> None:
        for number in numbers:
            await sender.deliver(make.make(number))

    async def watch() -> None:
        while True:
            await asyncio.sleep(10)
            tell(f"{ledger.settled} of {mails} mails settled, {scene.done.total()} troubles")

    stirring = [asyncio.create_task(hand.stir(scene, seed)) for hand in plan]
    watching = asyncio.create_task(watch())
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(SENDERS):
                group.create_task(send())
    finally:
        for task in (*stirring, watching):
            task.cancel()
        ended = await asyncio.gather(*stirring, watching, return_exceptions=True)
    await scene.control.post("faults", clear=True)
    for end in ended:
        if not isinstance(end, asyncio.CancelledError):
            raise RuntimeError("a trouble failed itself") from end


async def _drained(scene: Scene, query: str, what: str, tell: Callable[[str], None]) -> bool:
    """Wait for the outbox to be empty; False where it is not in time."""

    async def empty() -> bool:
        [[waiting]] = await scene.installation.database.rows(query)
        tell(f"{what}: {waiting} to go")
        return bool(waiting == 0)

    try:
        await until(empty, what, seconds=DRAIN_SECONDS, every=2.0)
    except AssertionError as error:
        tell(str(error))
        return False
    return True


async def _errors(installation: Installation) -> dict[str, int]:
    """How often each kind of error was logged; lines that are no log lines stand under their last words."""
    counts: Counter[str] = Counter()
    async for line in installation.log():
        try:
            entry: dict[str, Any] = json.loads(line)
        except ValueError:
            counts[f"not a log line: {line[:80]}"] += 1
            continue
        if entry.get("level") in ("error", "critical"):
            what = entry.get("error") or entry.get("exception") or entry.get("why") or ""
            counts[f"{entry.get('event')} {entry.get('part', '')} {str(what)[:60]}".strip()] += 1
    return dict(counts.most_common(30))


def say(line: str) -> None:
    """Tell the person who waits."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def as_json(outcome: Outcome) -> str:
    """The outcome for a script to read."""
    return json.dumps(asdict(outcome), indent=2)
