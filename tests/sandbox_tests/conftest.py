"""A running sandbox, its client, and a Bolt app connected to it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace of its own for the test."""
    async with Sandbox() as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """Slack's own client with the bot token."""
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
