"""Socket Mode: envelopes to the app over WebSockets it opened, acknowledgements back."""

import asyncio
import itertools
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from .state import JSON
from .world import World

MOST_CONNECTIONS = 10
HOST = "applink-1"
GRACE_SECONDS = 2.0  # between asking a connection to refresh and closing it
# Only these may carry an answer in their acknowledgement; for others Slack ignores one.
WITH_RESPONSE = frozenset({"view_submission", "block_suggestion"})


class Sockets:
    """The app's WebSocket connections; each envelope goes to one of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._connections: list[web.WebSocketResponse] = []
        self._turn = itertools.count()
        self._waiting: dict[str, tuple[asyncio.Future[Any], web.WebSocketResponse]] = {}
        self._opened = asyncio.Condition()

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def ticket_url(self) -> str:
        """A WebSocket address that may be used once."""
        ticket = secrets.token_urlsafe(32)
        self._tickets.add(ticket)
        base = self._world.team.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._world.team.app_id}"

    async def wait_open(self) -> None:
        """Return once the app has a connection open."""
        async with self._opened:
            await self._opened.wait_for(lambda: bool(self._connections))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await socket.prepare(request)
        if self.count >= MOST_CONNECTIONS:
            await socket.send_json(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        await socket.send_json(self._hello())
        async with self._opened:
            self._connections.append(socket)
            self._opened.notify_all()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._gone(socket)
        return socket

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": self.count + 1,
            "debug_info": {"host": HOST, "build_number": 54, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._world.team.app_id},
        }

    def _disconnect(self, reason: str) -> JSON:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}

    def _acknowledged(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        future, _ = self._waiting.get(str(frame.get("envelope_id")), (None, None))
        if future and not future.done():
            future.set_result(frame.get("payload"))

    def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        for future, where in self._waiting.values():
            if where is socket and not future.done():
                future.set_exception(ConnectionResetError("the socket closed"))

    async def send(self, kind: str, payload: JSON, attempt: int = 0, reason: str = "") -> Any:
        """Send the payload and return what the app acknowledged it with; waits for a connection first."""
        await self.wait_open()
        socket = self._connections[next(self._turn) % len(self._connections)]
        with_response = kind == "slash_commands" or payload.get("type") in WITH_RESPONSE
        envelope: JSON = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": with_response,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = future, socket
        try:
            await socket.send_json(envelope)
            body = await future
        finally:
            del self._waiting[envelope["envelope_id"]]
        return body if with_response else None

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go away; with `drop` they are cut without a word.

        A connection that was told gets no more envelopes, may still acknowledge for a while, and is closed.
        """
        for socket in list(self._connections):
            if reason == "drop":
                await socket.close()
                continue
            await socket.send_json(self._disconnect(reason))
            if reason != "warning":
                self._connections.remove(socket)
                self._world.spawn(self._close_later(socket))

    async def _close_later(self, socket: web.WebSocketResponse) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        await socket.close()

    async def close(self) -> None:
        """Close every connection, for good."""
        for socket in list(self._connections):
            await socket.close()
