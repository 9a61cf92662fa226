"""Opening a database, bringing it up to date, and who may serve it."""

import asyncio
import sys
from pathlib import Path

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.autodetector import MigrationAutodetector

from models import Workspace
from models.db import MIGRATIONS, DatabaseBusy, DatabaseUnavailable, database, sole_owner, tortoise_config
from tests.models.test_outbox import NOW


async def test_an_empty_database_gets_its_tables(empty_database_url: str) -> None:
    async with database(empty_database_url):
        await Workspace.create(team_id="T1", name="N", slug="n", installed_at=NOW)
    async with database(empty_database_url):
        assert [w.slug for w in await Workspace.all()] == ["n"]


async def test_processes_that_start_together_migrate_once(empty_database_url: str) -> None:
    script = (
        "import asyncio, sys\n"
        "from models.db import database\n"
        "async def main():\n"
        "    async with database(sys.argv[1]): print('ready')\n"
        "asyncio.run(main())\n"
    )
    starts = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, empty_database_url, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    outputs = [(await process.communicate())[0] for process in starts]
    assert outputs == [b"ready\n"] * 3


async def test_sqlite_survives_a_power_cut_and_keeps_its_references(sqlite_url: str) -> None:
    async with database(sqlite_url):
        connection = get_connection("default")
        pragmas = {
            name: next(iter((await connection.execute_query_dict(f"PRAGMA {name}"))[0].values()))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_a_statement_costs_postgresql_one_journey(postgres_url: str) -> None:
    asked = "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
    observer = await asyncpg.connect(postgres_url)
    try:
        async with database(postgres_url, pool_size=1, migrate=False):
            await get_connection("default").execute_query("SELECT 1 AS of_ours")
            assert "SELECT 1 AS of_ours" in {row["query"] for row in await observer.fetch(asked)}
    finally:
        await observer.close()


async def test_a_transaction_left_open_is_not_the_next_ones(postgres_url: str) -> None:
    async with database(postgres_url, pool_size=1, migrate=False):
        connection = get_connection("default")
        async with connection.acquire_connection() as session:
            await session.execute("BEGIN; CREATE TABLE left_open ()")
        found = await connection.execute_query_dict("SELECT to_regclass('left_open') AS found")
    assert found == [{"found": None}]


def test_one_process_serves_a_sqlite_file(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'x.db'}"
    with sole_owner(url), pytest.raises(DatabaseBusy), sole_owner(url):
        raise AssertionError("two owners")
    with sole_owner(url):
        assert (tmp_path / "x.db.lock").exists()


async def test_the_migrations_say_all_that_the_models_say() -> None:
    context = await Tortoise.init(config=MIGRATIONS, init_connections=False)
    async with context:
        changes = await MigrationAutodetector(context.apps, MIGRATIONS["apps"]).changes()
    assert [operation for writer in changes for operation in writer.operations] == []


@pytest.mark.parametrize("url", ["mysql://localhost/x", "postgres+psycopg://x"])
def test_a_database_we_do_not_speak_is_named_in_the_error(url: str) -> None:
    with pytest.raises(ValueError, match="BCC_DATABASE_URL"):
        tortoise_config(url)


async def test_a_database_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for url in (
        "postgres://bcc:secret@127.0.0.1:1/bcc",
        f"sqlite://{tmp_path / 'file' / 'bcc.db'}",
        "mysql://x",
    ):
        with pytest.raises(DatabaseUnavailable, match="BCC_DATABASE_URL") as caught:
            async with database(url):
                raise AssertionError("opened")
        assert "secret" not in str(caught.value)
