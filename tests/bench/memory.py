"""How much memory the processes of a system take while something goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import descendants_of

_EVERY = 0.02


@dataclass
class Peak:
    """Megabytes of the largest single process: at first, and at most."""

    idle: float = 0.0
    most: float = 0.0


@asynccontextmanager
async def watched(pids: Sequence[int]) -> AsyncIterator[Peak]:
    """The memory of these processes and all their children, while the context lasts."""
    peak = Peak(idle=_largest(pids))

    async def watch() -> None:
        while True:
            peak.most = max(peak.most, _largest(pids))
            await asyncio.sleep(_EVERY)

    watching = asyncio.create_task(watch())
    try:
        yield peak
    finally:
        watching.cancel()
        await asyncio.wait([watching])


def _largest(pids: Sequence[int]) -> float:
    return max((_megabytes(one) for pid in pids for one in (pid, *descendants_of(pid))), default=0.0)


def _megabytes(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((one for one in status.splitlines() if one.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024
