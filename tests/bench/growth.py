"""What a million mails cost: the accept path beside one with a thousand, and requests from Slack."""

import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from models.db import database
from tests.bench.large_rows import Size, fill
from tests.bench.large_workspace import TEAM, measure, p99_of, report
from tests.bench.rounds import one_round
from tests.bench.systems import ours_on
from tests.product import free_port
from tests.sandbox import Sandbox

ROUNDS = 15  # of five, the median of the ratios was 0.88 once and 1.06 another time
COUNT, BYTES = 800, 5_000
ASKED = 100
SMALL, LARGE = "1,000 mails", "1,000,000 mails"
SIZES = {SMALL: Size.of(1000), LARGE: Size.of(1)}


async def growth(console: Console) -> dict[str, Any]:
    """Fill both workspaces, ask the larger one, then give both the same load in turn."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        files = {label: Path(name, f"{size.mails}.db") for label, size in SIZES.items()}
        for label, size in SIZES.items():
            await _filled(files[label], size)
        return await _asked(files[LARGE], console) | await _accepted(files, console)


async def _filled(file: Path, size: Size) -> None:
    """Make a database with the workspace of the sandbox, as the product makes it, and so much in it."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        port = free_port()
        async with Sandbox(smtp_port=port) as sandbox, ours_on(file)(port, sandbox, Path(name)):
            pass
    async with database(f"sqlite://{file}"):
        await fill(size, TEAM, datetime.now(UTC))


async def _asked(file: Path, console: Console) -> dict[str, Any]:
    """Every kind of request, in turn."""
    async with database(f"sqlite://{file}"):
        times = await measure(ASKED, SIZES[LARGE])
    report(times, console)
    return {
        f"{name}, {kind} p99 ms": p99_of(some) for name, both in times.items() for kind, some in both.items()
    }


async def _accepted(files: dict[str, Path], console: Console) -> dict[str, Any]:
    """The rates, and what the larger comes to of the smaller: the median of the rounds' own."""
    rates: dict[str, list[float]] = {label: [] for label in files}
    for round_ in range(ROUNDS):
        for label in list(files)[:: -1 if round_ % 2 else 1]:  # neither always has the quieter moment
            rates[label].append((await one_round(ours_on(files[label]), BYTES, COUNT, round_))["rate"])
    ratio = statistics.median(large / small for small, large in zip(rates[SMALL], rates[LARGE], strict=True))
    table = Table("stored before", "mails/s", title="Growth: SQLite, 5 kB")
    for label, some in rates.items():
        table.add_row(label, f"{statistics.median(some):.0f}")
    console.print(table, f"The larger takes {ratio:.2f} of what the smaller takes.")
    return {f"5 kB, {label}, mails/s": statistics.median(some) for label, some in rates.items()} | {
        "growth ratio": ratio
    }
