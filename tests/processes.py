"""Child processes that a test started: none outlives it, and none can hold it up."""

import asyncio
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0


def running(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def end_of(process: asyncio.subprocess.Process, seconds: float = PATIENCE) -> int:
    """Wait until it has ended; its exit code. One that does not end in time is killed, and fails the test."""
    try:
        async with asyncio.timeout(seconds):
            return await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise AssertionError(f"process {process.pid} did not end within {seconds:g} s") from None


def descendants_of(pid: int) -> list[int]:
    """What a process started, and what that started; whatever is gone has no children any more."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it ended meanwhile
            for child in map(int, path.read_text().split()):
                found += (child, *descendants_of(child))
    return found
