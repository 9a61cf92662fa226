"""What must be opened and closed: databases and the PostgreSQL server they live on."""

import asyncio
import faulthandler
import fcntl
import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

from models.db import database
from tests.fuzzing import load_profile

if TYPE_CHECKING:
    from tests.postgres import OwnDatabase, Postgres

# slack_sdk honours these and ignores NO_PROXY: loopback calls would go to the proxy.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)

HERE = Path(__file__).parent
WORKER = "PYTEST_XDIST_WORKER"  # in the environment of a worker, and of nobody else
SECONDS_TO_GO = 60.0  # what a failed test may take to tidy up


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """pytest takes its watchdog away at a failure, but who hung once may hang again while torn down."""
    stderr = node.config.stash[fault_handler_stderr_fd_key]
    faulthandler.dump_traceback_later(SECONDS_TO_GO, file=stderr, exit=True)


def pytest_configure(config: pytest.Config) -> None:
    """Workers know one another by the number of their run."""
    load_profile()
    if not config.option.testrunuid:
        config.option.testrunuid = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits longest goes first, so that no worker is left alone with it at the end."""
    longest = (HERE / "end_to_end", HERE / "bot" / "test_visibility.py")
    items.sort(key=lambda item: not any(map(item.path.is_relative_to, longest)))


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the garbage collector need not look at them again."""
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run is over for every worker, even one that crashed."""
    if WORKER not in os.environ and (directory := _postgres_directory(config)).exists():
        from tests.postgres import stop_server

        stop_server(directory)


def _postgres_directory(config: pytest.Config) -> Path:
    return Path(tempfile.gettempdir()) / f"bcc-pg-{config.option.testrunuid}"


async def _create_tables(url: str) -> None:
    async with database(url):
        pass


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a loop of its own, whatever loop the caller's thread has."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator["Postgres"]:
    """A running PostgreSQL server, shared by all workers."""
    from tests.postgres import Postgres

    with Postgres(_postgres_directory(pytestconfig), _create_tables) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres: "Postgres") -> Iterator["OwnDatabase"]:
    """The PostgreSQL database of this worker's tests."""
    from tests.postgres import OwnDatabase

    database = OwnDatabase(postgres, f"tests_{os.environ.get(WORKER, 'alone')}")
    yield database
    database.drop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file to copy, made by the first worker that needs one."""
    directory = tmp_path_factory.getbasetemp()
    path = (directory.parent if WORKER in os.environ else directory) / "up_to_date.db"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            _run(_create_tables(f"sqlite://{unfinished}"))
            unfinished.rename(path)
    return path


@pytest.fixture
def postgres_url(postgres_database: "OwnDatabase") -> Iterator[str]:
    """A PostgreSQL database with nothing in it, its tables up to date."""
    postgres_database.make()
    yield postgres_database.url
    postgres_database.clean()


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
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"empty_{uuid.uuid4().hex[:12]}"
    postgres.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """An open database of each engine in turn; yields its URL."""
    async with database(database_url, migrate=False):
        yield database_url
