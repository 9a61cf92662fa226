"""A database that an earlier version filled."""

from pathlib import Path

import pytest
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationTarget

from models import Scope, SenderAddress, Share, Workspace
from models.db import database, tortoise_config
from models.migrating import Migrator
from models.types import AddressState, OutsideGuard, ShareState

HERE = Path(__file__).parent


@pytest.mark.parametrize("released", ["0002_full_text"])
async def test_it_is_brought_up_to_date_with_all_its_rows(empty_database_url: str, released: str) -> None:
    async with database(empty_database_url, migrate=False):
        connection = get_connection("default")
        migrator = Migrator(connection, tortoise_config(empty_database_url)["apps"])
        await migrator.migrate([MigrationTarget(app_label="models", name=released)])
        for statement in (HERE / f"rows_of_{released[:4]}.sql").read_text().split(";\n"):
            if statement.strip():
                await connection.execute_query(statement)
    async with database(empty_database_url):
        workspace = await Workspace.get()
        scope = Scope(workspace.id)
        share, address = await scope.of(Share).get(), await scope.of(SenderAddress).get()
    assert (workspace.default_auto_link, workspace.outside_guard) == (True, OutsideGuard.ASK)
    assert (share.state, share.parts, share.files) == (ShareState.POSTED, {}, [])
    assert (address.state, address.sends) == (AddressState.PENDING, 0)
