"""What happened in the sandbox: every call the app made, and a live stream for the page."""

import asyncio
import copy
from dataclasses import asdict, dataclass
from typing import Any

from .ids import Clock

# Errors that say the app built something Slack can't take, as against a world that is not as it hoped.
INVALID = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "too_many_attachments",
        "markdown_text_conflict",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "view_too_large",
        "duplicate_external_id",
        "push_limit_reached",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "unknown_method",
        "missing_scope",
        "invalid_payload",
        "invalid_command_response",
        "invalid_options",
        "invalid_response_action",
        "operation_timeout",
        "used_url",
        "expired_url",
    }
)


SECRET = frozenset({"token", "client_secret", "refresh_token"})


@dataclass(frozen=True, slots=True)
class Record:
    """One call of the app: a Web API method, a `response_url` post or an `ack`."""

    n: int
    at: float
    method: str
    args: dict[str, Any]
    status: int
    response: Any
    injected: bool = False

    @property
    def error(self) -> str:
        """The error's name, empty when the call was taken."""
        if isinstance(self.response, dict):
            return str(self.response.get("error") or "")
        return str(self.response) if self.status >= 400 else ""

    @property
    def invalid(self) -> bool:
        """Whether real Slack would have refused what the app built."""
        return self.error in INVALID and not self.injected

    def as_json(self) -> dict[str, Any]:
        """The record as the control interface shows it."""
        return asdict(self)


class Stream:
    """Tells listeners what changed, each in its own queue."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def publish(self, kind: str, **ids: Any) -> None:
        """Tell everybody who listens."""
        for queue in self._queues:
            queue.put_nowait({"type": kind, **ids})

    def close(self) -> None:
        """Tell everybody that nothing more will come."""
        for queue in self._queues:
            queue.put_nowait(None)

    def subscribe(self) -> asyncio.Queue[dict[str, Any] | None]:
        """A queue that gets what is published from now on, and None at the end."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._queues.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[dict[str, Any] | None]) -> None:
        """Let the queue go."""
        self._queues.discard(queue)


class Records:
    """Everything the app called, in order; `n` counts from 1."""

    def __init__(self, clock: Clock, stream: Stream) -> None:
        self._clock = clock
        self._stream = stream
        self._all: list[Record] = []

    def add(
        self, method: str, args: dict[str, Any], status: int, response: Any, *, injected: bool = False
    ) -> Record:
        """Remember one call."""
        record = Record(
            len(self._all) + 1,
            self._clock(),
            method,
            {name: copy.deepcopy(value) for name, value in args.items() if name not in SECRET},
            status,
            copy.deepcopy(response),
            injected,
        )
        self._all.append(record)
        self._stream.publish("call", n=record.n, method=method, status=status, error=record.error)
        return record

    def since(self, n: int = 0) -> list[Record]:
        """The calls after the n-th."""
        return self._all[n:]

    def violations(self) -> list[Record]:
        """Calls that Slack refused because the app built them wrong."""
        return [record for record in self._all if record.invalid]
