"""A desk to sit at."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.desk import Desk, at_desk


@pytest.fixture
async def desk(db: str) -> AsyncIterator[Desk]:
    """The bot in a workspace, on each database engine in turn."""
    async with at_desk() as desk:
        yield desk
