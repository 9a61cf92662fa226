"""Opening and closing the database, and bringing its tables up to date."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException
from tortoise.migrations.executor import MigrationTarget

from models.migrating import Migrator

APP = "models"

# A reader during our commit waits for it; only a second writing process ever waits this long.
_BUSY_TIMEOUT_MS = 10_000
_MIGRATION_LOCK = 0x5B_CC_5B_CC  # any constant: one advisory lock per database
_SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # a 250 means the mail survives a power cut
    "foreign_keys": "ON",
    "busy_timeout": _BUSY_TIMEOUT_MS,
    "journal_size_limit": 64 * 1024 * 1024,
    "secure_delete": "ON",  # what is deleted is overwritten: erased mail is not left in free pages
}


class DatabaseBusy(Exception):
    """Another process already serves this SQLite file; one process owns it."""


class DatabaseUnavailable(Exception):
    """The database cannot be opened. The text names the setting and quotes no password."""


def is_sqlite(url: str) -> bool:
    """Whether the URL names an embedded database, which one process owns."""
    return urlsplit(url).scheme == "sqlite"


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite URL; None for PostgreSQL and for `:memory:`."""
    path = url.removeprefix("sqlite://")
    return None if not is_sqlite(url) or path == ":memory:" else Path(path)


def tortoise_config(url: str, pool_size: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for one of our databases. `postgresql://` is taken as `postgres://`."""
    if is_sqlite(url):
        connection: dict[str, Any] = {
            "engine": "tortoise.backends.sqlite",
            "credentials": {"file_path": url.removeprefix("sqlite://"), **_SQLITE_PRAGMAS},
        }
    else:
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgres", "postgresql", "asyncpg"):
            raise ValueError(f"BCC_DATABASE_URL: {scheme}:// is neither sqlite:// nor postgres://")
        connection = dict(expand_db_url(f"asyncpg://{rest}"))
        connection["credentials"] |= {"minsize": 1, "maxsize": pool_size, "reset": _leave_session}
    return {
        "connections": {"default": connection},
        "apps": {
            APP: {"models": ["models"], "migrations": "models.migrations", "default_connection": "default"}
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def _leave_session(_: asyncpg.Connection) -> None:
    """Give a connection back to the pool as it is, where asyncpg has the server undo all that sessions keep.

    That is a journey to the server for every statement outside a transaction, and ours leave nothing behind:
    whatever LISTENs or locks has a session of its own. asyncpg rolls an open transaction back all the same.
    """


@asynccontextmanager
async def database(url: str, *, pool_size: int = 10, migrate: bool = True) -> AsyncIterator[None]:
    """Open the database, its tables up to date, and close it at the end.

    Everything that runs inside, tasks included, reaches it through the models. Raises DatabaseUnavailable
    where it cannot be opened.
    """
    # Tortoise keeps its SQL by the connection's name, not its dialect: opening SQLite after PostgreSQL
    # in one process would send the one's placeholders to the other.
    EXECUTOR_CACHE.clear()
    with _said_plainly():
        if path := sqlite_path(url):
            path.parent.mkdir(parents=True, exist_ok=True)
        context = await Tortoise.init(config=tortoise_config(url, pool_size))
    async with context:
        try:
            if migrate:
                with _said_plainly():
                    await bring_up_to_date(url)
            yield
        finally:
            await Tortoise.close_connections()


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise DatabaseUnavailable(str(error)) from error
    except (OSError, asyncpg.PostgresError, BaseORMException) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise DatabaseUnavailable(f"BCC_DATABASE_URL: the database cannot be opened ({why})") from error


async def bring_up_to_date(url: str) -> None:
    """Apply every missing migration. Several processes may call this at once: one works, the rest wait."""
    config = tortoise_config(url)
    connection = get_connection("default")
    migrator = Migrator(connection, config["apps"])
    targets = [MigrationTarget(app_label=APP, name="__latest__")]
    if path := sqlite_path(url):
        with path.with_name(path.name + ".migrate-lock").open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            await migrator.migrate(targets)
        return
    if is_sqlite(url):
        await migrator.migrate(targets)
        return
    # A connection of its own: advisory locks belong to a session, and the pool hands sessions about.
    session = await asyncpg.connect(**session_arguments(url))
    try:
        await session.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        await migrator.migrate(targets)
    finally:
        await session.close()


def session_arguments(url: str) -> dict[str, Any]:
    """asyncpg's arguments for a session of one's own on a PostgreSQL database, outside the pool."""
    credentials = tortoise_config(url)["connections"]["default"]["credentials"]
    names = ("host", "port", "user", "password", "database", "ssl")
    return {name: credentials[name] for name in names if credentials.get(name)}


@contextmanager
def sole_owner(url: str) -> Iterator[None]:
    """Be the one process that serves a SQLite file; raises DatabaseBusy when another is. Free on PostgreSQL.

    The lock goes with the process, however it ends.
    """
    path = sqlite_path(url)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseBusy(f"{path} is served by another process") from None
        yield


# For `tortoise makemigrations`, which never connects.
MIGRATIONS = tortoise_config("sqlite://:memory:")
