"""Trouble that a test orders: Slack down, slow or forgetful."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

HANG_STEP = 0.05
KINDS = frozenset({"ratelimited", "error", "http500", "timeout", "accept_then_drop", "delay"})


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of a method; `*` is every method."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1
    name: str = "internal_error"
    ms: int = 0


def whole(wanted: dict[str, Any], name: str, default: int) -> int:
    """A whole number of the request; ValueError when it is none."""
    value = wanted.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{name} must be a whole number")
    return value


@dataclass
class Faults:
    """The faults that are still to happen, first ordered first."""

    pending: list[Fault] = field(default_factory=list)

    def order(self, wanted: dict[str, Any]) -> Fault:
        """Put a fault in line; ValueError when it makes no sense."""
        kind = str(wanted.get("kind"))
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
        fault = Fault(
            method=str(wanted.get("method", "*")),
            kind=kind,
            times=max(1, whole(wanted, "times", 1)),
            retry_after=whole(wanted, "retry_after", 1),
            name=str(wanted.get("name") or wanted.get("error") or "internal_error"),
            ms=whole(wanted, "ms", 0),
        )
        self.pending.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, counted down."""
        for fault in self.pending:
            if fault.method in (method, "*"):
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None


async def hang(request: web.Request, seconds: float) -> None:
    """Say nothing until the app has gone away."""
    waited = 0.0
    while waited < seconds and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(HANG_STEP)
        waited += HANG_STEP
