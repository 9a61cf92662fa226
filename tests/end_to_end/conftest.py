"""A sandbox and an installation beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.control import Control
from tests.product import Product, free_port
from tests.sandbox import Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(smtp_port=free_port()) as sandbox:
        yield sandbox
        assert sandbox.violations() == []  # nothing we said was what Slack would not take


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[Control]:
    async with Control(sandbox.url) as control:
        yield control


@pytest.fixture
def product(sandbox: Sandbox, database_url: str, tmp_path: Path) -> Product:
    """An installation on each database engine in turn."""
    return Product(sandbox, database_url, tmp_path, sandbox.outside.smtp_port)


@pytest.fixture
def sqlite_product(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> Product:
    """An installation on SQLite."""
    return Product(sandbox, sqlite_url, tmp_path, sandbox.outside.smtp_port)
