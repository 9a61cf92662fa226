"""The owner's side of the process that forks workers."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.wire import EXITED, FORK, KILL, ORDER, READY
from models.cores import give_all_cores

START_SECONDS = 60.0
END_SECONDS = 5.0
# All that the nursery may know of our environment: no token, no key, no database's address.
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class NurseryFailed(Exception):
    """The process that forks workers does not start, and why, in one line."""


class Nursery:
    """A running nursery. `exited` is called with the number and the exit status of every worker that ends."""

    def __init__(self, process: Process, control: socket.socket, exited: Callable[[int, int], None]) -> None:
        self._process = process
        self._control = control
        self._exited = exited
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        control.setblocking(False)
        asyncio.get_running_loop().add_reader(control.fileno(), self._hear)

    @classmethod
    async def start(cls, module: str, memory_limit: int, exited: Callable[[int, int], None]) -> "Nursery":
        """A nursery that is ready to fork; raises `NurseryFailed`."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        launch = (sys.executable, "-P", "-m", "ingest.cradle", str(os.getpid()), module)
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *(*launch, str(theirs.fileno()), str(memory_limit)),
                    stdin=DEVNULL,
                    stdout=DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env=_environment(),
                )
        except BaseException:
            ours.close()
            raise
        give_all_cores(process.pid)  # ours may be one alone by now
        nursery = cls(process, ours, exited)
        try:
            async with asyncio.timeout(START_SECONDS):
                await nursery._ready
        except (TimeoutError, NurseryFailed) as failed:
            await nursery.close()
            late = isinstance(failed, TimeoutError)
            why = f"not ready after {START_SECONDS:g} s" if late else f"ended with {process.returncode}"
            raise NurseryFailed(f"{module} does not start: {why}") from None
        except asyncio.CancelledError:
            await nursery.close()
            raise
        return nursery

    @property
    def alive(self) -> bool:
        """Whether it can still fork."""
        return not self.lost.done()

    def fork(self, number: int) -> socket.socket:
        """A new worker's socket; raises OSError where the nursery is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [ORDER.pack(FORK, number, 0)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def kill(self, number: int) -> None:
        """End a worker at once, whatever it does."""
        if self.alive:
            with suppress(OSError):  # it is gone, and its workers with it
                self._control.send(ORDER.pack(KILL, number, 0))

    async def close(self) -> None:
        """End the nursery, and with it every worker: once this returns, all are gone."""
        # Who gave up waiting for it has cancelled `_ready`.
        loading = self.alive and (self._ready.cancelled() or not self._ready.done())
        self._lost()
        if not loading:  # else it would not hear of it
            with suppress(TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await self._process.wait()  # it sees its workers out, or is ending by itself
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def _hear(self) -> None:
        """Take one report."""
        try:
            report = self._control.recv(ORDER.size)
        except BlockingIOError:
            return
        except OSError:
            report = b""
        if len(report) != ORDER.size:
            self._lost()
            return
        kind, number, status = ORDER.unpack(report)
        if kind == EXITED:
            self._exited(number, status)
        elif kind == READY and not self._ready.done():
            self._ready.set_result(None)

    def _lost(self) -> None:
        if not self.alive:
            return
        self.lost.set_result(0)
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        if not self._ready.done():
            self._ready.set_exception(NurseryFailed("it ended"))


def _environment() -> dict[str, str]:
    """What the process needs to find Python and us."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(_import_path())}


def _import_path() -> list[str]:
    """Where this process found its modules, so that the nursery finds the same."""
    root = str(Path(__file__).resolve().parent.parent)
    return [root, *(path for path in sys.path if path and path != root)]
