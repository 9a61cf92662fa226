"""`make soak`: a day of mixed work, an hour in about as long as it takes, watched for what grows.

An hour is so many mails, good, forged, broken off and hostile, and so many clicks, commands and looks at
Home; after each the process rests and is measured: memory, files, connections, threads, tasks. Exit 1 where
one of them is higher in the last quarter of the day than in the second.
"""

import asyncio
import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from random import Random
from statistics import median
from typing import Annotated, Any

import aiohttp
import typer
import uvloop

from tests.control import Control, until
from tests.faults.installation import Installation
from tests.faults.mails import DOMAIN, Kind, Mail, Mails, a_company
from tests.faults.run import ENGINES, WAITING, say
from tests.faults.sender import Ledger, Sender
from tests.ingest.parse.mails import SAMPLES
from tests.processes import descendants_of
from tests.product import free_port
from tests.sandbox import Sandbox, Settings

MAILS_AN_HOUR = 150
INTERACTIONS_AN_HOUR = 60
SENDERS = 12
REST_SECONDS = 16.0  # idle connections to Slack are closed after 15
# What one may be higher by, at the end of the day: caches fill, and the allocator keeps what it has.
ALLOWED = {"rss_mb": 12.0, "files": 4, "connections": 4, "threads": 2, "tasks": 6}
COMMANDS = ("inbox", "find offer", "settings", "alias", "why", "address", "help", "nonsense", "deal 1")


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at rest."""

    rss_mb: float
    files: int
    connections: int
    threads: int
    tasks: int


def _seen(pid: int) -> tuple[str, list[str]]:
    """What the system says of a process, and what its open files are."""
    links = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            links.append(str(one.readlink()))
    return Path(f"/proc/{pid}/status").read_text(), links


async def measured(pid: int, url: str) -> Sample:
    """A process as the system sees it and, where it serves metrics, as it sees itself."""
    status, links = _seen(pid)
    tasks = 0
    with suppress(aiohttp.ClientError):  # ingest alone serves none
        async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as response:
            found = re.search(r"^smartbcc_tasks (\S+)", await response.text(), re.MULTILINE)
            tasks = int(float(found[1])) if found else 0
    return Sample(
        rss_mb=round(_number(status, "VmRSS") / 1024, 1),
        files=len(links),
        connections=sum(link.startswith("socket:") for link in links),
        threads=_number(status, "Threads"),
        tasks=tasks,
    )


def _number(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    assert found
    return int(found[1])


def growth(samples: Sequence[Sample]) -> dict[str, float]:
    """What is higher in the last quarter than in the second by more than it may be, and by how much."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    grown = {}
    for one in fields(Sample):
        by = median(getattr(s, one.name) for s in late) - median(getattr(s, one.name) for s in early)
        if by > ALLOWED[one.name]:
            grown[one.name] = round(by, 1)
    return grown


class Day:
    """The work of a day, in hours."""

    def __init__(self, sandbox: Sandbox, control: Control, ports: Sequence[int], seed: int) -> None:
        self._control = control
        self._chance = Random(seed)
        self._mails = Mails(sandbox, seed)
        self.ledger = Ledger()
        self._sender = Sender(ports, self.ledger, seed)
        self._number = 0
        self._dms: dict[str, str] = {}
        self.refused_clicks = 0

    async def hour(self) -> None:
        """One hour's mails and interactions at the same time, and a new connection to Slack."""
        state = await self._control.get("state")
        people = state["users"]
        self._dms = {one["user"]: one["id"] for one in state["channels"] if one["is_im"]}
        numbers = iter(range(self._number, self._number + MAILS_AN_HOUR))
        self._number += MAILS_AN_HOUR

        async def send() -> None:
            for number in numbers:
                await self._sender.deliver(self._mail(number))

        async def interact() -> None:
            for _ in range(INTERACTIONS_AN_HOUR):
                await self._interact(self._chance.choice(people)["id"])

        async with asyncio.TaskGroup() as group:
            group.create_task(interact())
            for _ in range(SENDERS):
                group.create_task(send())
        await self._control.post("faults", socket="disconnect")
        someone = self._chance.choice(people)
        await self._control.patch(f"users/{someone['id']}", tz=self._chance.choice(["Asia/Tokyo", "UTC"]))

    def _mail(self, number: int) -> Mail:
        if number % 10:
            return self._mails.make(number)
        # A sample that is hard to read, in nobody's name that we know: examined in full, then refused.
        raw = self._chance.choice(SAMPLES)
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
        return Mail(number, Kind.UNSIGNED, "", f"nobody@{DOMAIN}", raw)

    async def _interact(self, user: str) -> None:
        try:
            match self._chance.randrange(4):
                case 0:
                    await self._control.post("command", user=user, text=self._chance.choice(COMMANDS))
                case 1:
                    await self._control.post("open_home", user=user)
                case _:
                    await self._click(user)
            for view in reversed(await self._control.get("views", user=user)):
                await self._control.post("close", user=user, view_id=view["id"])
        except AssertionError:  # the card changed under the click
            self.refused_clicks += 1

    async def _click(self, user: str) -> None:
        cards = await self._control.get("messages", user=user)
        if not cards or user not in self._dms:
            return
        card = self._chance.choice(cards)
        buttons = [
            element["action_id"]
            for block in card.get("blocks") or ()
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "button"
        ]
        if buttons:
            action = self._chance.choice(buttons)
            where = {"channel": self._dms[user], "ts": card["ts"]}
            await self._control.post("action", user=user, action_id=action, **where)


async def soak(engine: str, hours: int, seed: int, directory: Path) -> dict[str, Any]:
    """A day, or some hours of one; what was measured, and what grew."""
    ports = [free_port(), free_port()]
    settings = Settings(rate_limits=False)
    async with (
        Sandbox(smtp_port=ports[0], company=a_company(2500), settings=settings) as sandbox,
        Control(sandbox.url) as control,
        ENGINES[engine](sandbox, directory, ports) as installation,
    ):
        day = Day(sandbox, control, installation.ports, seed)
        samples: list[list[Sample]] = [[] for _ in installation.processes]
        workers: list[int] = []
        for hour in range(hours):
            await day.hour()
            await _at_rest(installation)
            for process, own in zip(installation.processes, samples, strict=True):
                own.append(await measured(process.pid, process.url))
            workers.append(sum(len(descendants_of(process.pid)) for process in installation.processes))
            say(f"hour {hour + 1}: " + "; ".join(str(asdict(own[-1])) for own in samples) + f" {workers[-1]}")
        stopped = await installation.stop()
    grown = {str(number): found for number, own in enumerate(samples) if (found := growth(own))}
    return {
        "engine": engine,
        "hours": hours,
        "mails": day.ledger.settled,
        "tries": dict(day.ledger.tries),
        "interactions": INTERACTIONS_AN_HOUR * hours,
        "refused_clicks": day.refused_clicks,
        "samples": [[asdict(one) for one in own] for own in samples],
        "workers": workers,
        "grown": grown,
        "stopped": stopped,
        "good": not grown and not set(stopped) - {0} and max(workers[-3:]) <= max(workers[:3]) + 4,
    }


async def _at_rest(installation: Installation) -> None:
    async def empty() -> bool:
        [[waiting]] = await installation.database.rows(WAITING)
        return bool(waiting == 0)

    await until(empty, "every card is posted", seconds=120, every=0.5)
    await asyncio.sleep(REST_SECONDS)


def main(
    hours: Annotated[int, typer.Option(help="How many hours of the day.")] = 24,
    engine: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    seed: Annotated[int, typer.Option(help="Another seed, another day.")] = 1,
) -> None:
    """A day of mixed work, watched for what grows."""
    directory = Path(tempfile.mkdtemp(prefix="bcc-soak-"))
    try:
        outcome = uvloop.run(soak(engine, hours, seed, directory))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(json.dumps(outcome, indent=2))  # noqa: T201
    word = "ok" if outcome["good"] else "FAILED"
    grown = outcome["grown"] or "nothing"
    print(f"{word}: {hours} hours on {engine}, {outcome['mails']} mails; grown: {grown}")  # noqa: T201
    raise typer.Exit(0 if outcome["good"] else 1)


if __name__ == "__main__":
    typer.run(main)
