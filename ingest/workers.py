"""The processes that examine mails, so that no mail can stop, slow or take over the one that serves."""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from ingest.channel import Channel
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.nursery import Nursery, NurseryFailed
from ingest.wire import BadResult, decode_result, encode_request

SLOW_SECONDS = 0.05  # a job older than this no longer counts against those that wait
SPARE = 4
MAX_SIZE = 8  # of a pool that chooses its size: one process takes the mail, and keeps no more of them busy
WALL_SECONDS = 10.0
MEMORY_BYTES = 1024 * 1024 * 1024
MAX_JOBS = 2000
LARGE_BYTES = 8 * 1024 * 1024  # what a job of this size leaves behind goes back with its worker
EXIT_SECONDS = 2.0
START_TRIES = 3


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The job used up its processor time, and its worker was killed."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The job has no answer, twice over: its worker died of it or, where `blameless`, of something else."""

    why: str
    blameless: bool = False


@dataclass(eq=False, slots=True)
class _Worker:
    number: int
    nursery: Nursery
    channel: Channel
    exited: asyncio.Future[int]
    jobs: int = 0


@dataclass(eq=False, slots=True)
class _Turn:
    """The right to occupy a worker, since when."""

    since: float


class WorkerPool:
    """Runs jobs on `size` workers at a time, and on some more while those are busy with slow ones.

    An async context manager; entering starts the workers. Each job is bounded in processor time by itself
    (`ExamineRequest.cpu_seconds`), in memory and in wall time by the pool.
    """

    def __init__(
        self,
        size: int | None = None,
        *,
        wall_limit: float = WALL_SECONDS,
        memory_limit: int = MEMORY_BYTES,
        module: str = "ingest.worker",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size or min(len(os.sched_getaffinity(0)), MAX_SIZE)
        self._wall_limit = wall_limit
        self._memory_limit = memory_limit
        self._module = module
        self._clock = clock
        self._nursery: Nursery | None = None
        self._closed = False
        self._starting = asyncio.Lock()
        self._numbers = 0
        self._workers: dict[int, _Worker] = {}
        self._idle: list[_Worker] = []
        self._busy: set[_Turn] = set()
        self._queue: deque[asyncio.Future[_Turn]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        try:
            for _ in range(self._size):
                self._idle.append(await self._hire_first())
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        """End every worker; none is started any more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for worker in list(self._workers.values()):
            worker.channel.close()
        if self._nursery is not None:
            await self._nursery.close()

    async def run(self, request: ExamineRequest) -> Examined | AwaitsDns | TimedOut | Crashed:
        """The job's result; a job whose worker dies is tried once more on a fresh one."""
        outcome = await self._attempt(request)
        return await self._attempt(request) if isinstance(outcome, Crashed) else outcome

    async def _attempt(self, request: ExamineRequest) -> Examined | AwaitsDns | TimedOut | Crashed:
        turn = await self._turn()
        worker: _Worker | None = None
        keep = False
        try:
            try:
                worker = self._idle_worker() or await self._hire()
            except (OSError, NurseryFailed):
                return Crashed("no worker starts", blameless=True)
            outcome = await self._hand_over(worker, encode_request(request))
            worker.jobs += 1
            used_up = worker.jobs >= MAX_JOBS or len(request.envelope.raw) > LARGE_BYTES
            keep = isinstance(outcome, Examined | AwaitsDns) and not used_up
            return outcome
        finally:
            self._busy.discard(turn)
            if worker is not None and keep and len(self._idle) < self._size:
                self._idle.append(worker)
            elif worker is not None:
                self._dismiss(worker)
            self._dispatch()

    async def _hand_over(self, worker: _Worker, frame: bytes) -> Examined | AwaitsDns | TimedOut | Crashed:
        """What the worker answers, or how it ended."""
        try:
            return decode_result(await worker.channel.ask(frame, self._wall_limit))
        except TimeoutError:
            # Not of its own work, which is bounded in processor time: the machine is too busy, or stopped.
            return Crashed("no answer in time", blameless=True)
        except BadResult as bad:
            return Crashed(str(bad))
        except ConnectionError:
            return await self._obituary(worker)

    async def _obituary(self, worker: _Worker) -> TimedOut | Crashed:
        """Why a worker hung up."""
        ends = {worker.exited, worker.nursery.lost}
        await asyncio.wait(ends, timeout=EXIT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not worker.exited.done():
            return Crashed("it hung up", blameless=True)  # gone with its nursery
        status = worker.exited.result()
        if status == -signal.SIGPROF:
            return TimedOut()
        return Crashed(f"it ended with {status}", blameless=status == -signal.SIGKILL)

    def _idle_worker(self) -> _Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if not worker.exited.done() and not worker.channel.closed:
                return worker
            self._dismiss(worker)
        return None

    async def _hire_first(self) -> _Worker:
        """A worker to begin with. That a process is killed just then must not end the one that takes mail."""
        for _ in range(START_TRIES - 1):
            with suppress(OSError, NurseryFailed):
                return await self._hire()
        return await self._hire()

    async def _hire(self) -> _Worker:
        """A fresh worker; raises OSError or `NurseryFailed`."""
        async with self._starting:
            if self._closed:
                raise NurseryFailed("the pool is closed")
            if self._nursery is None or not self._nursery.alive:
                if self._nursery is not None:
                    await self._nursery.close()
                self._nursery = await Nursery.start(self._module, self._memory_limit, self._on_exit)
            nursery = self._nursery
        self._numbers += 1
        number = self._numbers
        channel = await Channel.over(nursery.fork(number))
        worker = _Worker(number, nursery, channel, asyncio.get_running_loop().create_future())
        self._workers[worker.number] = worker
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        """Have done with a worker, in whatever state it is."""
        worker.channel.close()
        if not worker.exited.done():
            worker.nursery.kill(worker.number)
        self._workers.pop(worker.number, None)

    def _on_exit(self, number: int, status: int) -> None:
        worker = self._workers.get(number)
        if worker is not None and not worker.exited.done():
            worker.exited.set_result(status)

    async def _turn(self) -> _Turn:
        """Wait for the right to occupy a worker."""
        if not self._queue and self._has_room():
            return self._take()
        waiting: asyncio.Future[_Turn] = asyncio.get_running_loop().create_future()
        self._queue.append(waiting)
        self._dispatch()
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._busy.discard(waiting.result())
            self._dispatch()
            raise

    def _take(self) -> _Turn:
        turn = _Turn(self._clock())
        self._busy.add(turn)
        return turn

    def _has_room(self) -> bool:
        """Whether a job may start: fewer than `size` run that are not slow, and not too many in all."""
        recent = self._clock() - SLOW_SECONDS
        quick = sum(turn.since > recent for turn in self._busy)
        return quick < self._size and len(self._busy) < self._size + SPARE

    def _dispatch(self) -> None:
        """Give turns to those who wait, and look again when a running job has become slow."""
        while self._queue and self._has_room():
            waiting = self._queue.popleft()
            if not waiting.done():
                waiting.set_result(self._take())
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._queue and len(self._busy) < self._size + SPARE:
            quick = [turn.since for turn in self._busy if turn.since > self._clock() - SLOW_SECONDS]
            delay = min(quick, default=self._clock()) + SLOW_SECONDS - self._clock()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(delay, 0.001), self._dispatch)
