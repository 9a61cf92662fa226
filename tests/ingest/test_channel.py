"""Frames to a worker and back: whole, however they come in, and each the answer to its own job."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from ingest.channel import Channel
from ingest.wire import LENGTH, MAX_FRAME, BadResult


class Worker:
    """A worker that the test speaks for."""

    def __init__(self, channel: Channel, end: socket.socket) -> None:
        self.channel = channel
        self._end = end

    async def heard(self) -> bytes:
        """The next job."""
        loop = asyncio.get_running_loop()
        head = await loop.sock_recv(self._end, LENGTH.size)
        size = LENGTH.unpack(head)[0]
        frame = b""
        while len(frame) < size:
            frame += await loop.sock_recv(self._end, size - len(frame))
        return frame

    async def says(self, octets: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._end, octets)

    def hangs_up(self) -> None:
        self._end.close()


def framed(answer: bytes) -> bytes:
    return LENGTH.pack(len(answer)) + answer


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    made = Worker(await Channel.over(ours), theirs)
    yield made
    made.channel.close()
    theirs.close()


async def test_a_job_goes_out_and_its_answer_comes_back(worker: Worker) -> None:
    for answer in (b"one", b"", b"x" * 3_000_000):
        asking = asyncio.create_task(worker.channel.ask(b"job " + answer[:10], 10))
        assert await worker.heard() == b"job " + answer[:10]
        await worker.says(framed(answer))
        assert await asking == answer


async def test_an_answer_may_come_in_any_pieces(worker: Worker) -> None:
    asking = asyncio.create_task(worker.channel.ask(b"job", 10))
    await worker.heard()
    for octet in framed(b"answer"):
        await worker.says(bytes([octet]))
        await asyncio.sleep(0)
    assert await asking == b"answer"


async def test_what_is_said_beyond_the_answer_is_kept_for_no_other_job(worker: Worker) -> None:
    asking = asyncio.create_task(worker.channel.ask(b"one", 10))
    await worker.heard()
    await worker.says(framed(b"first") + framed(b"forged"))
    with pytest.raises(BadResult):
        await asking


async def test_a_worker_that_speaks_unasked_is_hung_up_on(worker: Worker) -> None:
    await worker.says(framed(b"forged"))
    async with asyncio.timeout(10):
        assert await asyncio.get_running_loop().sock_recv(worker._end, 1) == b""
    with pytest.raises(ConnectionError):
        await worker.channel.ask(b"job", 10)
    assert worker.channel.closed


@pytest.mark.parametrize("said", [b"", b"\0\0", framed(b"answer")[:-1]])
async def test_a_worker_that_hangs_up_has_not_answered(worker: Worker, said: bytes) -> None:
    asking = asyncio.create_task(worker.channel.ask(b"job", 10))
    await worker.heard()
    await worker.says(said)
    worker.hangs_up()
    with pytest.raises(ConnectionError):
        await asking


async def test_a_worker_that_is_silent_for_too_long_has_not_answered(worker: Worker) -> None:
    with pytest.raises(TimeoutError):
        await worker.channel.ask(b"job", 0.01)


async def test_an_answer_larger_than_any_is_not_waited_for(worker: Worker) -> None:
    asking = asyncio.create_task(worker.channel.ask(b"job", 10))
    await worker.heard()
    await worker.says(LENGTH.pack(MAX_FRAME + 1))
    with pytest.raises(BadResult):
        await asking
