"""A desk to sit at."""

from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.desk import Desk, at_desk

HERE = Path(__file__).parent
A_TABLE = 3  # cases at least


@pytest.fixture
async def desk(db: str) -> AsyncIterator[Desk]:
    """The bot in a workspace, on each database engine in turn."""
    async with at_desk() as desk:
        yield desk


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A table of cases is walked over the engines in turn, each case on one of them.

    What differs between the engines lives in `models` and `ingest`, whose tests run every case on both.
    """
    cases: defaultdict[tuple[Path, str], defaultdict[str, list[pytest.Item]]]
    cases = defaultdict(lambda: defaultdict(list))
    for item in items:
        if isinstance(item, pytest.Function) and item.path.is_relative_to(HERE) and hasattr(item, "callspec"):
            engine = item.callspec.params.get("database_url")
            if engine is not None:
                cases[item.path, item.originalname][engine].append(item)
    left_out: set[pytest.Item] = set()
    for by_engine in cases.values():
        if min(map(len, by_engine.values())) >= A_TABLE:
            for turn, of_one in enumerate(by_engine.values()):
                left_out.update(item for n, item in enumerate(of_one) if n % len(by_engine) != turn)
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
