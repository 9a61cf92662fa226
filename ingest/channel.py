"""The owner's end of a worker's socket: a job's frame goes out, its answer's frame comes back."""

import asyncio
import socket
from typing import cast

from ingest.wire import LENGTH, MAX_FRAME, BadResult


class Channel(asyncio.Protocol):
    """One job at a time. No stream and no task: those cost more than the handing over does."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[bytes | bytearray] | None = None
        self._got = bytearray()
        self.closed = False

    @classmethod
    async def over(cls, connected: socket.socket) -> "Channel":
        """A channel over a worker's socket, which it closes in the end."""
        _, channel = await asyncio.get_running_loop().create_connection(cls, sock=connected)
        return channel

    async def ask(self, frame: bytes, seconds: float) -> bytes | bytearray:
        """What the worker answers, without its length.

        Raises TimeoutError, ConnectionError where the worker hangs up, and `BadResult` where it says more
        than that, or begins an answer larger than any. After any of them, or a cancellation, nothing may be
        asked any more.
        """
        if self.closed:
            raise ConnectionResetError
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bytes | bytearray] = loop.create_future()
        self._answer = answer
        too_late = loop.call_later(seconds, self._fail, TimeoutError())
        self._transport.writelines((LENGTH.pack(len(frame)), frame))
        try:
            return await answer
        finally:
            too_late.cancel()
            self._answer = None

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self._transport.close()  # a worker that speaks unasked was taken over
            return
        self._got += data
        if len(self._got) < LENGTH.size:
            return
        (size,) = LENGTH.unpack_from(self._got)
        if size > MAX_FRAME:
            self._fail(BadResult("its answer is too large"))
        elif len(self._got) > LENGTH.size + size:
            self._fail(BadResult("it says more than its answer"))  # which the next job must not get
        elif len(self._got) == LENGTH.size + size:
            answer, self._got = self._got, bytearray()
            del answer[: LENGTH.size]
            if not self._answer.done():
                self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        self._fail(ConnectionResetError())

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
