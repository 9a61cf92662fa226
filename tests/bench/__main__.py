"""`make bench`: mails a second through the whole accept path, beside the plain way of doing the same work.

Both run in turn, several rounds, in one go on one machine: read the ratio, not the figures.
"""

import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import dkim
from rich.console import Console
from rich.table import Table

from models.db import database
from tests.control import Control, until
from tests.product import Product, free_port
from tests.sandbox import Sandbox
from tests.sandbox.keys import record_name

ROUNDS = 3
SESSIONS = 10
SIZES = {"5 kB": (5_000, 400), "100 kB": (100_000, 100)}
RECIPIENT = "northwind@bcc.localhost"
KEY = ("northwind.example", "s1")
DNS_TTL = 300  # who keeps answers may, as in the world

Serve = Callable[[int, Sandbox, Path], Any]


def a_mail(number: str, size: int, key: Any) -> bytes:
    """A signed mail of about `size` bytes, no two alike."""
    line = b"The quick brown fox jumps over the lazy dog and sends the offer. " + number.encode() + b"\r\n"
    raw = (
        b"From: Ana Trujillo <ana@northwind.example>\r\nTo: Jane <jane@globex.example>\r\n"
        b"Subject: Offer " + number.encode() + b"\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <" + number.encode() + b"@northwind.example>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + line * (size // len(line))
    )
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    signature: bytes = dkim.sign(raw, b"s1", b"northwind.example", key.private, include_headers=headers)
    return signature + raw


@asynccontextmanager
async def ours(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[None]:
    """The product, as `bot serve` on SQLite."""
    product = Product(sandbox, f"sqlite://{directory / 'bcc.db'}", directory, port)
    async with database(product.database_url):
        pass
    async with product.running("bot", "serve") as process:
        await process.ready()
        yield


@asynccontextmanager
async def plain(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[None]:
    """The yardstick."""
    arguments = [str(port), str(sandbox.outside.dns_port), str(directory / "plain.db")]
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.plain", *arguments)
    try:

        async def listening() -> bool:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return False
            writer.close()
            return True

        await until(listening, "the yardstick listens")
        yield
    finally:
        child.terminate()
        await child.wait()


def _records(key: Any) -> dict[str, str]:
    """What the sender's domain says of its mail."""
    domain, selector = KEY
    return {
        domain: "v=spf1 ip4:127.0.0.0/8 -all",
        record_name(domain, selector): key.record,
        f"_dmarc.{domain}": "v=DMARC1; p=none",
    }


async def measure(serve: Serve, size: int, count: int, round_: int) -> dict[str, Any]:
    """One round of one system: start it afresh, warm it, send the load, stop it."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        directory, port = Path(name), free_port()
        async with Sandbox(smtp_port=port) as sandbox, Control(sandbox.url) as control:
            key = sandbox.outside.keys.get(*KEY)
            files = []
            for number in range(count + 20):
                path = directory / f"{number}.eml"
                path.write_bytes(a_mail(f"{round_}-{number}", size, key))
                files.append(str(path))
            async with serve(port, sandbox, directory):
                for owner, text in _records(key).items():
                    await control.put("dns", name=owner, type="TXT", ttl=DNS_TTL, values=[text])
                await load(port, files[:20])
                return await load(port, files[20:])


async def load(port: int, files: list[str]) -> dict[str, Any]:
    """Run the load process to its end."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.load",
        str(port),
        str(SESSIONS),
        RECIPIENT,
        *files,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await child.communicate()
    result: dict[str, Any] = json.loads(output)
    if result["refused"]:
        raise SystemExit(f"refused: {result['refused']}")
    return result


async def main() -> None:
    """Print the table, and the same as JSON."""
    table = Table(title="Accept path, SQLite, everything on: receive, SPF, DKIM, parse, durable store")
    for column in ("size", "system", "mails/s", "p50 ms", "p99 ms", "ratio"):
        table.add_column(column, justify="left" if column in ("size", "system") else "right")
    figures: dict[str, Any] = {}
    for label, (size, count) in SIZES.items():
        rounds: dict[str, list[dict[str, Any]]] = {"plain": [], "ours": []}
        for round_ in range(ROUNDS):
            for system, serve in (("plain", plain), ("ours", ours)):
                rounds[system].append(await measure(serve, size, count, round_))
        rates = {s: [r["accepted"] / r["seconds"] for r in results] for s, results in rounds.items()}
        ratio = statistics.median(o / p for o, p in zip(rates["ours"], rates["plain"], strict=True))
        for system, results in rounds.items():
            rate, p50, p99 = (
                statistics.median(values)
                for values in (rates[system], [r["p50_ms"] for r in results], [r["p99_ms"] for r in results])
            )
            table.add_row(
                label,
                system,
                f"{rate:.0f}",
                f"{p50:.0f}",
                f"{p99:.0f}",
                f"{ratio:.2f}" if system == "ours" else "1",
            )
            figures[f"{label} {system}"] = {"mails_per_second": rate, "p50_ms": p50, "p99_ms": p99}
        figures[f"{label} ratio"] = ratio
    Console().print(table)
    Console().print_json(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
