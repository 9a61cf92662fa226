"""`make bench`: the accept path beside a yardstick that does the same work, mail to card, memory, and growth.

All systems run in turn, several rounds, in one go on one machine: read the ratios, not the figures. The
yardstick is Postfix with OpenDKIM and policyd-spf where those are installed and we are root; the same
libraries put together the plain way run beside it everywhere.
"""

import asyncio
import json
import smtplib
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import postfix
from tests.bench.growth import growth
from tests.bench.load import SENDER
from tests.bench.memory import watched
from tests.bench.rounds import KEY, RECIPIENT, a_mail, load, one_round, prepared
from tests.bench.systems import Serve, on_postgres, ours, plain, twice_on_postgres, yardstick
from tests.control import Control, until
from tests.product import free_port
from tests.sandbox import Sandbox

ROUNDS = 3
SIZES = {"5 kB": (5_000, 800), "100 kB": (100_000, 200)}
LARGE, LARGE_SESSIONS = 20_000_000, 20
CARDS = 20
YARDSTICK, PLAIN = "Postfix + OpenDKIM + policyd-spf", "the same libraries, plainly"


async def accept_path(console: Console) -> dict[str, Any]:
    """Every system at every size; the ratio is the median of the rounds' own."""
    systems: dict[str, Serve] = {YARDSTICK: yardstick} if postfix.postfix_installed() else {}
    systems |= {PLAIN: plain, "ours, SQLite": ours}
    systems |= {"ours, PostgreSQL": on_postgres, "ours, PostgreSQL, 2 ingests": twice_on_postgres}
    base = next(iter(systems))
    table = Table(title="Accept path: receive, SPF, DKIM, durable; ours also DMARC, parse, file, card")
    for column in ("size", "system", "mails/s", "p50 ms", "p99 ms", "ratio"):
        table.add_column(column, justify="left" if column in ("size", "system") else "right")
    figures: dict[str, Any] = {}
    for label, (size, count) in SIZES.items():
        rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in systems}
        for round_ in range(ROUNDS):
            for name, serve in systems.items():
                rounds[name].append(await one_round(serve, size, count, round_))
        for name, results in rounds.items():
            pairs = zip(results, rounds[base], strict=True)
            row = {key: statistics.median(one[key] for one in results) for key in results[0]}
            row["ratio"] = statistics.median(one["rate"] / other["rate"] for one, other in pairs)
            cells = (f"{row['rate']:.0f}", f"{row['p50_ms']:.0f}", f"{row['p99_ms']:.0f}")
            table.add_row(label, name, *cells, f"{row['ratio']:.2f}")
            figures[f"{label} {name}"] = row
    console.print(table)
    return figures


async def at_leisure(console: Console) -> dict[str, Any]:
    """One mail after another until each is on a card; then the memory that large mail takes."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        directory, port = Path(name), free_port()
        async with Sandbox(smtp_port=port) as sandbox, Control(sandbox.url) as control:
            small = await prepared(sandbox, control, directory, 5_000, CARDS + 1, 0)
            key = sandbox.outside.keys.get(*KEY)
            large = directory / "large.eml"
            large.write_bytes(a_mail("large", LARGE, key))
            async with ours(port, sandbox, directory) as serving:
                waits = [await _until_on_card(control, port, path, at) for at, path in enumerate(small)][1:]
                async with watched(serving.pids) as peak:
                    await load(port, [str(large)] * LARGE_SESSIONS, LARGE_SESSIONS)
    waits.sort()
    figures = {
        "mail to card p50 ms": 1000 * statistics.median(waits),
        "mail to card slowest ms": 1000 * waits[-1],
        "largest process idle MB": peak.idle,
        f"largest process with {LARGE_SESSIONS} x 20 MB at once MB": peak.most,
    }
    table = Table("", "measured", title="SQLite, `bot serve`")
    for label, value in figures.items():
        table.add_row(label, f"{value:.0f}")
    console.print(table)
    return figures


async def _until_on_card(control: Control, port: int, path: str, before: int) -> float:
    """Seconds from the sender's first command until the sandbox's workspace shows the card."""

    async def shown() -> bool:
        return len(await control.cards("ana")) > before

    data = await asyncio.to_thread(Path(path).read_bytes)
    began = time.perf_counter()
    await asyncio.to_thread(_send, port, data)
    await until(shown, "the card is there", every=0.005)
    taken = time.perf_counter() - began
    await asyncio.sleep(1.1)  # unhurried: a DM takes a message a second
    return taken


def _send(port: int, data: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as session:
        session.sendmail(SENDER.decode(), RECIPIENT, data)


async def main() -> None:
    """Print the tables, and the same as JSON."""
    console = Console()
    figures = await accept_path(console) | await at_leisure(console) | await growth(console)
    console.print_json(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
