"""What a million mails cost: the accept path beside one with a thousand, and requests from Slack.

    python -m tests.bench.growth --keep DIR [--mails 5000000] [--raw 2500]

does the same on PostgreSQL, and tells what the tables take and how fast raw mail is deleted. Its data stays
in DIR, so that the filling is done once; `--raw` is how many bytes are kept of each mail as it came. `make
bench` does it on SQLite.
"""

import argparse
import asyncio
import statistics
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from tortoise.connection import get_connection

from bot.retention import erase_raw_mail
from models import RawMail, Scope, Workspace
from models.db import database
from tests.bench.large_rows import FILLED, Size, fill
from tests.bench.large_workspace import TEAM, kept, measure, p99_of, report
from tests.bench.rounds import one_round
from tests.bench.systems import Serve, apart_at, ours_at
from tests.product import free_port
from tests.sandbox import Sandbox

ROUNDS = 15  # of five, the median of the ratios was 0.88 once and 1.06 another time
COUNT, BYTES = 800, 5_000
ASKED = 100
PRUNED_DAYS = 11
SMALL, LARGE = Size.of(1000), Size.of(1)
_RELATIONS = """
    SELECT relname AS name, pg_relation_size(oid) AS rows, pg_indexes_size(oid) AS indexes,
        pg_total_relation_size(oid) - pg_relation_size(oid) - pg_indexes_size(oid) AS apart
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    ORDER BY pg_total_relation_size(oid) DESC LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A database with so much in it, and the product on it."""

    url: str
    size: Size
    serve: Serve

    @property
    def label(self) -> str:
        return f"{self.size.mails:,} mails"


async def growth(console: Console) -> dict[str, Any]:
    """Fill both workspaces on SQLite, ask the larger one, then give both the same load in turn."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        urls = {size: f"sqlite://{Path(name, str(size.mails))}.db" for size in (SMALL, LARGE)}
        small, large = (Stored(url, size, ours_at(url)) for size, url in urls.items())
        await _filled(small, console)
        await _filled(large, console)
        return await _asked(large, console) | await _accepted(small, large, console)


async def growth_on_postgres(small: Stored, large: Stored, console: Console) -> None:
    """The same on databases that may be filled already, and what the larger takes on the disk."""
    await _filled(small, console)
    await _filled(large, console)
    await _told(large, console)
    await _asked(large, console)
    await _accepted(small, large, console)
    await _pruned(large, console)


async def _filled(stored: Stored, console: Console) -> None:
    """Make a database with the workspace of the sandbox, as the product makes it, and so much in it."""
    async with database(stored.url):
        if await Workspace.exists(team_id=TEAM, name=FILLED):
            return
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        port = free_port()
        async with Sandbox(smtp_port=port) as sandbox, stored.serve(port, sandbox, Path(name)):
            pass
    began = datetime.now(UTC)
    async with database(stored.url):
        await fill(stored.size, TEAM, began)
    console.print(f"{stored.label} filled in {(datetime.now(UTC) - began).seconds} s")


async def _told(stored: Stored, console: Console) -> None:
    """What the largest tables take."""
    async with database(stored.url):
        rows = await get_connection("default").execute_query_dict(_RELATIONS)
    table = Table("table", "rows", "beside them", "indexes", title=f"{stored.label}: bytes a mail")
    for row in rows:
        parts = (row["rows"], row["apart"], row["indexes"])
        table.add_row(row["name"], *(f"{part / stored.size.mails:.0f}" for part in parts))
    console.print(table)


async def _pruned(stored: Stored, console: Console) -> None:
    """How fast the nightly job deletes raw mails that are too old: those of the oldest eleven days."""
    async with database(stored.url):
        workspace, now = await Workspace.get(team_id=TEAM), datetime.now(UTC)
        oldest = await Scope(workspace.id).of(RawMail).order_by("received_at").first()
        if oldest is None:
            return
        kept_days = (now - oldest.received_at).days - PRUNED_DAYS
        await Workspace.filter(id=workspace.id).update(retention_days=kept_days)
        erased = await erase_raw_mail(now)
        seconds = (datetime.now(UTC) - now).total_seconds()
        await Workspace.filter(id=workspace.id).update(retention_days=None)
    console.print(f"{erased:,} raw mails deleted, {erased / seconds:.0f} a second")


async def _asked(stored: Stored, console: Console) -> dict[str, Any]:
    """Every kind of request, in turn."""
    async with database(stored.url):
        times = await measure(ASKED, stored.size)
    report(times, console)
    return {
        f"{name}, {kind} p99 ms": p99_of(some) for name, both in times.items() for kind, some in both.items()
    }


async def _accepted(small: Stored, large: Stored, console: Console) -> dict[str, Any]:
    """The rates, and what the larger comes to of the smaller: the median of the rounds' own."""
    rates: dict[str, list[float]] = {small.label: [], large.label: []}
    for round_ in range(ROUNDS):
        for stored in (small, large)[:: -1 if round_ % 2 else 1]:  # neither always has the quieter moment
            rates[stored.label].append((await one_round(stored.serve, BYTES, COUNT, round_))["rate"])
    pairs = zip(rates[small.label], rates[large.label], strict=True)
    ratio = statistics.median(more / less for less, more in pairs)
    table = Table("stored before", "mails/s", title="Growth: 5 kB")
    for label, some in rates.items():
        table.add_row(label, f"{statistics.median(some):.0f}")
    console.print(table, f"The larger takes {ratio:.2f} of what the smaller takes.")
    return {f"5 kB, {label}, mails/s": statistics.median(some) for label, some in rates.items()} | {
        "growth ratio": ratio
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", required=True)
    parser.add_argument("--mails", type=int, default=LARGE.mails)
    parser.add_argument("--raw", type=int, default=0)
    given = parser.parse_args()
    sizes = (SMALL, replace(LARGE, mails=given.mails, raw=given.raw))
    with kept(given.keep, "small", "large") as urls:
        pair = [Stored(url, size, apart_at(url)) for url, size in zip(urls, sizes, strict=True)]
        asyncio.run(growth_on_postgres(*pair, Console()))
