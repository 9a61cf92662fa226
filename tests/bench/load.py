"""The load: a process of its own that sends ready-made mails over several SMTP sessions.

Run as `python -m tests.bench.load PORT SESSIONS RECIPIENT FILE…`: sends every file once, spread over the
sessions, one mail a connection, and prints one JSON object: seconds, accepted, refused, and each mail's
milliseconds from the end of its data to the reply.

It shares the processor with what it measures, so it costs as little as it can: one write a command, no
streams, no tasks.
"""

import asyncio
import json
import sys
import time
from collections import deque
from pathlib import Path
from typing import cast

import uvloop

SENDER = b"ana@northwind.example"


class Session(asyncio.Protocol):
    """One mail on a connection of its own: what is said next follows from how many replies there were."""

    def __init__(self, run: "Run", data: bytes) -> None:
        self._run = run
        self._steps = [
            b"EHLO load.example\r\n",
            b"MAIL FROM:<" + SENDER + b">\r\n",
            b"RCPT TO:<" + run.recipient + b">\r\n",
            b"DATA\r\n",
            data + b".\r\n",
            b"QUIT\r\n",
        ]
        self._said = 0
        self._got = b""
        self._sent_at = 0.0
        self._answer = b"the connection was closed"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._got.endswith(b"\n") or self._got[self._got.rfind(b"\n", 0, -1) + 4 :][:1] == b"-":
            return
        reply, self._got = self._got, b""
        if self._said == 5:
            self._run.waits.append(time.perf_counter() - self._sent_at)
            self._answer = reply
        if self._said == len(self._steps):
            self._transport.close()
            return
        if reply[:1] not in (b"2", b"3"):
            self._answer = reply
            self._transport.close()
            return
        if self._said == 4:
            self._sent_at = time.perf_counter()
        self._transport.write(self._steps[self._said])
        self._said += 1

    def connection_lost(self, error: Exception | None) -> None:
        self._run.ended(self._answer)


class Run:
    """All the mails, and what came of them."""

    def __init__(self, port: int, sessions: int, recipient: bytes, files: list[Path]) -> None:
        self.recipient = recipient
        self.waits: list[float] = []
        self._port = port
        self._sessions = sessions
        self._waiting = deque(path.read_bytes() for path in files)
        self._open = 0
        self._accepted = 0
        self._refused: list[str] = []
        self._connecting: set[asyncio.Task[None]] = set()

    async def send(self) -> dict[str, object]:
        """Send every file; what came of it."""
        self._over = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        for _ in range(self._sessions):
            self._next()
        await self._over
        seconds = time.perf_counter() - began
        waits = sorted(self.waits)
        return {
            "seconds": seconds,
            "accepted": self._accepted,
            "refused": self._refused[:3],
            "p50_ms": 1000 * waits[len(waits) // 2] if waits else None,
            "p99_ms": 1000 * waits[int(len(waits) * 0.99)] if waits else None,
        }

    def ended(self, answer: bytes) -> None:
        """A session is over; the next begins."""
        self._open -= 1
        if answer.startswith(b"250"):
            self._accepted += 1
        else:
            self._refused.append(answer.decode(errors="replace").strip())
        self._next()

    def _next(self) -> None:
        if self._waiting:
            self._open += 1
            task = asyncio.ensure_future(self._connect(self._waiting.popleft()))
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)
        elif not self._open and not self._over.done():
            self._over.set_result(None)

    async def _connect(self, data: bytes) -> None:
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: Session(self, data), "127.0.0.1", self._port)
        except OSError as error:
            self.ended(str(error).encode())


if __name__ == "__main__":
    port, sessions, recipient, *names = sys.argv[1:]
    run = Run(int(port), int(sessions), recipient.encode(), [Path(name) for name in names])
    print(json.dumps(uvloop.run(run.send())))  # noqa: T201
