"""An app at the end of a bare socket, that acknowledges with what it is told."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any, Self

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox


class Scripted:
    """Every interaction lands in `heard` and is acknowledged with the next of `answers`; events at once."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sandbox = sandbox
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        client = AsyncWebClient(base_url=self._sandbox.slack_url)
        url = (await client.apps_connections_open(app_token=self._sandbox.app_token))["url"]
        session = await self._stack.enter_async_context(aiohttp.ClientSession())
        socket = await self._stack.enter_async_context(session.ws_connect(url))
        task = asyncio.create_task(self._serve(socket))
        self._stack.callback(task.cancel)
        await self._sandbox.connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = message.json()
            if frame["type"] == "hello":
                continue
            answer = None
            if frame["type"] != "events_api":
                self.heard.put_nowait(frame)
                answer = await self.answers.get()
            told = {"envelope_id": frame["envelope_id"]}
            await socket.send_json(told if answer is None else told | {"payload": answer})
