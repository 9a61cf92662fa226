"""The sandbox's control interface, as a script outside the repository would use it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

T = TypeVar("T")


async def until(
    condition: Callable[[], Awaitable[T]], what: str, seconds: float = 20.0, every: float = 0.05
) -> T:
    """Wait for a condition to hold and return what it gave; fails with what it last gave."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        value = await condition()
        if value:
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s (last: {value!r})")
        await asyncio.sleep(every)


class Control:
    """Calls `/sandbox/…` of one sandbox. Opened and closed as a context manager."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Control":
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def get(self, path: str, **params: Any) -> Any:
        """GET; fails on any status but 200."""
        return await self._call("GET", path, params=params)

    async def post(self, path: str, **fields: Any) -> Any:
        """POST of JSON; fails on any status but 200."""
        return await self._call("POST", path, json=fields)

    async def put(self, path: str, **fields: Any) -> Any:
        """PUT of JSON; fails on any status but 200."""
        return await self._call("PUT", path, json=fields)

    async def patch(self, path: str, **fields: Any) -> Any:
        """PATCH of JSON; fails on any status but 200."""
        return await self._call("PATCH", path, json=fields)

    async def _call(self, method: str, path: str, **arguments: Any) -> Any:
        assert self._session is not None
        async with self._session.request(method, f"{self._url}/sandbox/{path}", **arguments) as response:
            body = await response.json()
            assert response.status == 200, (method, path, response.status, body)
            return body

    async def user(self, handle: str) -> dict[str, Any]:
        """A person of the company by the local part of their e-mail."""
        state = await self.get("state")
        found: dict[str, Any] = next(u for u in state["users"] if u["email"].split("@")[0] == handle)
        return found

    async def mail(self, sender: str = "ana@northwind.example", **fields: Any) -> dict[str, Any]:
        """Send one mail to the workspace's address, signed, and return the server's answer."""
        mail = {
            "from": sender,
            "rcpt": ["northwind@bcc.localhost"],
            "to": ["jane@globex.example"],
            "subject": "Offer",
            "text": "Dear Jane",
        }
        answer: dict[str, Any] = await self.post("mail", **(mail | fields))
        return answer

    async def cards(self, handle: str) -> list[dict[str, Any]]:
        """The messages in a person's DM with the bot, oldest first, without what people said there."""
        user = await self.user(handle)
        messages = await self.get("messages", user=user["id"])
        return [message for message in messages if message.get("bot_id")]
