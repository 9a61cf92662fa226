"""A browser, a visitor in it, and an app to visit."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.chromium import required
from tests.sandbox import Sandbox, Settings

from .desk import Desk
from .visitor import Visitor

PATIENCE_MS = 15_000.0  # a machine under load is slow, not wrong
SECONDS_TO_CLOSE = 20.0

expect.set_options(timeout=PATIENCE_MS)


SHORTCUTS = (
    {"type": "message", "name": "Save to Smart Bcc", "callback_id": "save"},
    {"type": "global", "name": "Copy my Bcc address", "callback_id": "save"},
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all who look at the page: they share a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    chromium = required()
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        async with asyncio.timeout(SECONDS_TO_CLOSE):
            await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Browser) -> Page:
    """The one tab in which all visitors come, one after another, each to an origin of its own."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE_MS)
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace of its own for the test."""
    async with Sandbox(settings=Settings(rate_limits=False, shortcuts=SHORTCUTS)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(sandbox: Sandbox) -> AsyncIterator[Desk]:
    """The tests' own app, connected."""
    async with Desk(sandbox) as connected:
        yield connected


@pytest_asyncio.fixture(loop_scope="session")
async def ana(tab: Page, sandbox: Sandbox, desk: Desk) -> AsyncIterator[Visitor]:
    """Somebody looking at the page as Ana; a script error on it fails the test."""
    visitor = Visitor(sandbox, tab)
    await visitor.arrive("ana")
    yield visitor
    async with asyncio.timeout(SECONDS_TO_CLOSE):
        await visitor.leave()
    assert visitor.complaints == []
