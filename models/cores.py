"""On which cores the processes run."""

import os
import random
from contextlib import suppress
from functools import cache
from pathlib import Path

_THREADS = Path("/proc/self/task")


def stay_on_one_core() -> None:
    """Have every thread of this process run on one core from now on, where the host allows it.

    For a process that runs SQLite on a thread beside its event loop: the two take turns at Python's lock, and
    to hand that from core to core costs a tenth of the mails taken. The kernel moves whatever else there is
    to the other cores.
    """
    core = {random.choice(sorted(_given()))}  # noqa: S311 not the first for everybody
    for thread in _THREADS.iterdir():
        with suppress(OSError):  # it ended meanwhile, or the host forbids it
            os.sched_setaffinity(int(thread.name), core)


def give_all_cores(pid: int) -> None:
    """Let a process that this one just started run wherever this one was allowed to."""
    with suppress(OSError):
        os.sched_setaffinity(pid, _given())


@cache
def _given() -> frozenset[int]:
    return frozenset(os.sched_getaffinity(0))
