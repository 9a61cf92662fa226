"""The process that forks workers: how it starts, and that it and all it started are gone when we are."""

import asyncio
import errno
import os
import socket
import time
from typing import Any

import pytest

from ingest import nursery
from ingest.nursery import Nursery, NurseryFailed
from ingest.workers import WorkerPool
from tests.ingest.test_workers import ODD, an_owner, said
from tests.processes import descendants_of


async def test_what_is_still_loading_does_not_outlive_a_parent_that_is_killed() -> None:
    owner = await an_owner("", dict(os.environ), "tests.ingest.never_ready")
    assert owner.stderr is not None
    assert await owner.stderr.readline() == b"loading\n"
    owner.kill()
    async with asyncio.timeout(10):
        assert await owner.stderr.read() == b""  # nobody holds it open
    await owner.wait()


async def test_a_pool_that_starts_only_in_part_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, before = Nursery.fork, set(descendants_of(os.getpid()))

    def first_only(one: Nursery, number: int) -> socket.socket:
        if number > 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return fork(one, number)

    monkeypatch.setattr(Nursery, "fork", first_only)
    with pytest.raises(OSError, match="Too many open files"):
        async with WorkerPool(2, module=ODD):
            raise AssertionError
    assert set(descendants_of(os.getpid())) <= before


async def test_a_pool_starts_though_its_first_process_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    start, starts = Nursery.start, 0

    async def killed_once(*arguments: Any) -> Nursery:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise NurseryFailed("killed")
        return await start(*arguments)

    monkeypatch.setattr(Nursery, "start", killed_once)
    async with WorkerPool(1, module=ODD) as pool:
        assert await said(pool, "hello")
    assert starts == 2


async def test_a_pool_that_cannot_start_says_so() -> None:
    with pytest.raises(NurseryFailed, match=r"tests.ingest.no_such_worker does not start: ended with 1$"):
        async with WorkerPool(1, module="tests.ingest.no_such_worker"):
            raise AssertionError


async def test_one_that_is_never_ready_is_killed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nursery, "START_SECONDS", 0.1)
    before, began = set(descendants_of(os.getpid())), time.monotonic()
    with pytest.raises(NurseryFailed, match=r"does not start: not ready after 0\.1 s$"):
        await Nursery.start("tests.ingest.never_ready", 1 << 30, lambda *_: None)
    assert time.monotonic() - began < nursery.END_SECONDS
    assert set(descendants_of(os.getpid())) <= before
