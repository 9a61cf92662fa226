"""Brings payloads to the app and waits for its acknowledgement, by WebSocket or by HTTP."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal

from .http_events import HttpEvents
from .socket_mode import Sockets
from .state import JSON
from .world import World

Envelope = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app acknowledged: `error` is empty when it did so in time; `body` is what it said with it."""

    body: Any
    ms: int
    error: str = ""


@dataclass
class Ways:
    """How the app can be reached; the same ones for every workspace it is installed in."""

    sockets: Sockets
    http: HttpEvents | None = None


class Delivery:
    """Sends each payload where the app listens: to the HTTP address it gave, else to one of its sockets."""

    def __init__(self, world: World, ways: Ways | None = None) -> None:
        self._world = world
        self.ways = ways or Ways(Sockets(world))

    @property
    def sockets(self) -> Sockets:
        """The app's Socket Mode connections."""
        return self.ways.sockets

    @property
    def http(self) -> HttpEvents | None:
        """The app's HTTP addresses; None in Socket Mode."""
        return self.ways.http

    async def interact(self, kind: Envelope, payload: JSON) -> Ack:
        """Deliver an interaction once; it fails for the person when the app is not there in 3 seconds."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._world.settings.ack_seconds):
                body = await self._send(kind, payload)
            error = ""
        except TimeoutError:
            connected = self.http is not None or self.sockets.count
            body, error = None, "operation_timeout" if connected else "dispatch_failed"
        except ConnectionError:
            body, error = None, "dispatch_failed"
        ack = Ack(body, round((time.monotonic() - began) * 1000), error)
        name = payload.get("type") or payload.get("command", kind)
        told = {"type": name, "ack_ms": ack.ms}
        for key in ("callback_id", "action_id"):
            if key in payload:
                told[key] = payload[key]
        if "actions" in payload:
            told["action_id"] = payload["actions"][0]["action_id"]
        self._world.records.add("ack", told, 200, {"error": error} if error else as_recorded(body))
        return ack

    async def event(self, payload: JSON) -> bool:
        """Deliver an event, again after each delay until the app takes it; whether it did in the end."""
        reason = ""
        for attempt, delay in enumerate((0.0, *self._world.settings.event_retry_delays)):
            if attempt:
                await asyncio.sleep(delay)
            try:
                async with asyncio.timeout(self._world.settings.ack_seconds):
                    await self._send("events_api", payload, attempt, reason)
            except TimeoutError:
                reason = "http_timeout" if self.http else "timeout"
            except ConnectionError as error:
                if str(error) == "no retry":
                    return False
                reason = "http_error" if str(error).startswith("http_error") else "connection_failed"
            else:
                return True
        return False

    async def _send(self, kind: Envelope, payload: JSON, attempt: int = 0, reason: str = "") -> Any:
        if self.http is not None:
            return await self.http.send(kind, payload, attempt, reason)
        return await self.sockets.send(kind, payload, attempt, reason)


def as_recorded(body: Any) -> Any:
    """The acknowledgement's body as the list of calls shows it."""
    return json.loads(json.dumps(body)) if body else body
