"""`make demo` as a visitor meets it: a process, its ports and nothing else."""

import asyncio
import contextlib
import os
import signal
import smtplib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

import dkim
from aiohttp import ClientSession

from tests.processes import end_of, running
from tests.product import free_port
from tests.sandbox.keys import Algorithm, DkimKey, make_key
from tests.sandbox.product import ROOT

PATIENCE = 60.0


async def until(holds: Callable[[], Awaitable[bool]], what: str) -> None:
    """Returns once the condition holds."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not await holds():  # noqa: ASYNC110 - another process has no event to wait for
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never happened: {what}") from None


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: its process, what it printed, and where it listens."""

    process: asyncio.subprocess.Process
    printed: list[str]
    home: Path
    page: str
    smtp_port: int
    client: ClientSession

    async def says(self, words: str) -> None:
        """Returns once it has printed the words."""

        async def said() -> bool:
            return any(words in line for line in self.printed)

        await until(said, f"{words!r} among {self.printed}")

    async def get(self, path: str) -> Any:
        async with self.client.get(self.page + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def shows(self, words: str) -> None:
        """Returns once Ana's direct messages with the bot show the words."""
        users = (await self.get("/sandbox/state"))["users"]
        ana = next(user["id"] for user in users if user["email"] == "ana@northwind.example")

        async def shown() -> bool:
            return words in str(await self.get(f"/sandbox/messages?user={ana}"))

        await until(shown, f"a card with {words!r}; the log: {(self.home / 'serve.log').read_text()[-2000:]}")


async def start(home: Path, **ports: int) -> asyncio.subprocess.Process:
    options = [text for name, port in ports.items() for text in (f"--{name.replace('_', '-')}", str(port))]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.sandbox.demo", *options, "--dir", str(home)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def read(process: asyncio.subprocess.Process, printed: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        printed.append(line.decode())  # noqa: PERF401 - readers want each line as it comes


@asynccontextmanager
async def a_demo(home: Path) -> AsyncIterator[Demo]:
    port, smtp_port = free_port(), free_port()
    process = await start(home, port=port, smtp_port=smtp_port, dns_port=0, relay_port=0)
    printed: list[str] = []
    reading = asyncio.create_task(read(process, printed))
    try:
        async with ClientSession() as client:
            yield Demo(process, printed, home, f"http://127.0.0.1:{port}", smtp_port, client)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await end_of(process)
        finally:
            reading.cancel()
            await asyncio.wait([reading])


def send(port: int, key: DkimKey, subject: str) -> None:
    """One mail of Ana's, by the standard library alone: its envelope proves nothing, its signature does."""
    raw = (
        f"From: Ana Trujillo <ana@northwind.example>\r\nTo: bill@initech.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject.replace(' ', '.')}@northwind.example>\r\n"
        f"Date: {formatdate()}\r\n\r\nHello Bill\r\n"
    ).encode()
    signature = dkim.sign(raw, b"mine", b"northwind.example", key.private)
    with smtplib.SMTP("127.0.0.1", port, local_hostname="mx.elsewhere.example", timeout=PATIENCE) as client:
        client.sendmail("bounces@elsewhere.example", ["northwind+deal49@bcc.localhost"], signature + raw)


async def test_a_signed_mail_becomes_a_card_a_dead_product_comes_back_and_sigterm_stops_all_for_a_new_start(
    tmp_path: Path,
) -> None:
    key = make_key(Algorithm.RSA)
    async with a_demo(tmp_path) as demo:
        await demo.says("Ctrl-C stops everything")
        record = {"name": "mine._domainkey.northwind.example", "type": "TXT", "values": [key.record]}
        async with demo.client.put(f"{demo.page}/sandbox/dns", json=record) as answer:
            assert answer.status == 200
        await asyncio.to_thread(send, demo.smtp_port, key, "Before the crash")
        await demo.shows("Before the crash")
        await demo.shows("Initech seats 2027")  # deal 49 of the company that was brought in

        os.kill(int((tmp_path / "serve.pid").read_text()), signal.SIGKILL)
        await demo.says("Smart Bcc runs again")
        await asyncio.to_thread(send, demo.smtp_port, key, "After the crash")
        await demo.shows("After the crash")
        await demo.shows("Before the crash")

        product = int((tmp_path / "serve.pid").read_text())
        demo.process.send_signal(signal.SIGTERM)
        assert await end_of(demo.process) == 0
        assert not running(product)
        for port in (demo.smtp_port, int(demo.page.rpartition(":")[2])):
            with socket.create_server(("127.0.0.1", port)):
                pass

    secret = (tmp_path / "secret.key").read_text()
    async with a_demo(tmp_path) as again:
        await again.says("Ctrl-C stops everything")
        users = (await again.get("/sandbox/state"))["users"]
        ana = next(user["id"] for user in users if user["email"] == "ana@northwind.example")
        assert "blocks" not in str(await again.get(f"/sandbox/messages?user={ana}"))
        assert (tmp_path / "secret.key").read_text() == secret


async def test_ctrl_c_during_the_start_is_a_clean_end(tmp_path: Path) -> None:
    async with a_demo(tmp_path) as demo:

        async def started() -> bool:
            return (tmp_path / "serve.pid").exists()

        await until(started, "the product is started")
        demo.process.send_signal(signal.SIGINT)
        assert await end_of(demo.process) == 0


async def test_a_port_in_use_is_named_with_the_variable_that_changes_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        process = await start(tmp_path, port=0, smtp_port=port, dns_port=0, relay_port=0)
        assert await end_of(process) == 1
    assert process.stdout is not None
    said = await process.stdout.read()
    assert said.decode().splitlines() == [
        f"Port {port} (incoming mail) can't be used: address already in use. "
        "Choose another: make demo SMTP_PORT=…"
    ]
