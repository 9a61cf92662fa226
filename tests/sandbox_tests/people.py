"""Acting as a person of the sandbox over its control interface."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox import Sandbox


async def post(sandbox: Sandbox, path: str, status: int = 200, /, **body: Any) -> Any:
    """POST to the control interface; the answer, which must have that status."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/sandbox/{path}", json=body) as answer,
    ):
        told = await answer.json()
        assert answer.status == status, told
        return told


async def get(sandbox: Sandbox, path: str, **query: str) -> Any:
    """GET from the control interface."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/sandbox/{path}", params=query) as answer,
    ):
        assert answer.status == 200
        return await answer.json()


async def refusal(call: Any) -> dict[str, Any]:
    """The answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    data: dict[str, Any] = refused.value.response.data
    return data


class Person:
    """Somebody of the company, by handle."""

    def __init__(self, sandbox: Sandbox, handle: str) -> None:
        self._sandbox = sandbox
        self.id = next(user.id for user in sandbox.team.people if user.name == handle)

    async def messages(self) -> list[dict[str, Any]]:
        """What stands in the person's conversation with the app."""
        return list(await get(self._sandbox, "messages", user=self.id))

    async def views(self) -> list[dict[str, Any]]:
        """The modals the person has open."""
        return list(await get(self._sandbox, "views", user=self.id))

    async def until(self, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The messages once that holds of them."""
        return await self._once(self.messages, lambda messages: bool(messages) and holds(messages))

    async def until_views(self, count: int) -> list[dict[str, Any]]:
        """The modals once there are that many."""
        return await self._once(self.views, lambda views: len(views) == count)

    async def _once(
        self,
        look: Callable[[], Awaitable[list[dict[str, Any]]]],
        holds: Callable[[list[dict[str, Any]]], bool],
    ) -> list[dict[str, Any]]:
        changes = self._sandbox.world.stream.subscribe()
        try:
            async with asyncio.timeout(5):
                while not holds(found := await look()):
                    await changes.get()
        finally:
            self._sandbox.world.stream.unsubscribe(changes)
        return found
