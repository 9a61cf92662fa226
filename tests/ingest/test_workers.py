import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from ingest.auth.authenticate import AuthSettings
from ingest.auth.verdict import Verdict
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.parse.mail import ParsedMail
from ingest.workers import Crashed, TimedOut, WorkerPool
from models.types import Outcome
from tests.ingest.parse.mails import SAMPLES
from tests.processes import running

pytestmark = pytest.mark.asyncio(loop_scope="module")

ODD = "tests.ingest.odd_worker"


def a_job(text: str, *, cpu: float = 2.0) -> ExamineRequest:
    envelope = Envelope("192.0.2.1", "mx.acme.example", "joe@acme.example", (), text.encode())
    return ExamineRequest(envelope, (), AuthSettings((), datetime(2026, 1, 1, tzinfo=UTC)), True, cpu)


def read_only(raw: bytes) -> ExamineRequest:
    """A mail whose author was proved before."""
    envelope = Envelope("192.0.2.1", "mx.acme.example", "joe@acme.example", (), raw, smtputf8=True)
    proved = Verdict(Outcome.PASS, None, None, "", None, ())
    return ExamineRequest(envelope, (), AuthSettings((), datetime(2026, 1, 1, tzinfo=UTC)), verdict=proved)


async def said(pool: WorkerPool, text: str) -> str:
    outcome = await pool.run(a_job(text))
    assert isinstance(outcome, Examined), outcome
    return outcome.verdict.reason


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


async def an_owner(order: str, environment: dict[str, str], module: str = ODD) -> asyncio.subprocess.Process:
    """A process that has a pool, prints what a worker answers, and keeps that worker busy."""
    program = f"""
import asyncio
from ingest.workers import WorkerPool
from tests.ingest.test_workers import a_job, said
async def main():
    async with WorkerPool(1, module={module!r}) as pool:
        print(await said(pool, {order!r}), flush=True)
        await pool.run(a_job("sleep 60"))
asyncio.run(main())
"""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if module != ODD else None,
        env=environment,
    )


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    """One for all tests that can share it: it outlives whatever they do to its workers."""
    async with WorkerPool(2, module=ODD, wall_limit=5.0) as pool:
        yield pool


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def real_pool() -> AsyncIterator[WorkerPool]:
    """Workers as they run in the product."""
    async with WorkerPool(1) as pool:
        yield pool


async def test_a_mail_is_examined_in_another_process(real_pool: WorkerPool) -> None:
    outcome = await real_pool.run(a_job("From: joe@acme.example\r\n\r\nhello\r\n"))
    assert isinstance(outcome, AwaitsDns)
    assert [q.name for q in outcome.questions] == ["acme.example"]


@pytest.mark.parametrize("sample", range(len(SAMPLES)))
async def test_a_worker_that_can_open_no_file_reads_every_kind_of_mail(
    real_pool: WorkerPool, sample: int
) -> None:
    outcome = await real_pool.run(read_only(SAMPLES[sample]))
    assert isinstance(outcome, Examined), outcome
    assert isinstance(outcome.mail, ParsedMail), outcome.mail


async def test_it_reads_an_author_whose_domain_is_not_ascii(real_pool: WorkerPool) -> None:
    outcome = await real_pool.run(read_only("From: jo@bücher.example\r\n\r\nhello\r\n".encode()))
    assert isinstance(outcome, Examined), outcome
    assert isinstance(outcome.mail, ParsedMail), outcome.mail
    assert outcome.mail.author.address == "jo@xn--bcher-kva.example"


async def test_workers_are_kept(pool: WorkerPool) -> None:
    pids = {await said(pool, "who") for _ in range(10)}
    assert len(pids) <= 2
    assert str(os.getpid()) not in pids


async def test_many_jobs_at_once_all_come_back(pool: WorkerPool) -> None:
    sizes = await asyncio.gather(*(said(pool, f"size {'x' * n}") for n in range(100)))
    assert sizes == [str(n) for n in range(100)]


async def test_a_job_that_never_ends_is_killed_by_its_processor_time(pool: WorkerPool) -> None:
    started = time.monotonic()
    assert await pool.run(a_job("spin", cpu=0.2)) == TimedOut()
    assert time.monotonic() - started < 4.0
    assert await said(pool, "size abc") == "3"


async def test_a_job_that_waits_for_ever_is_killed_by_the_clock_and_not_blamed() -> None:
    async with WorkerPool(1, module=ODD, wall_limit=0.3) as pool:
        assert await pool.run(a_job("sleep 60")) == Crashed("no answer in time", blameless=True)
        assert await said(pool, "size abc") == "3"


async def test_a_killed_worker_is_gone(pool: WorkerPool) -> None:
    pids = {int(await said(pool, "who")) for _ in range(4)}
    await asyncio.gather(*(pool.run(a_job("spin", cpu=0.1)) for _ in range(2)))
    await until(lambda: not any(map(running, pids)))


async def test_a_job_whose_worker_dies_is_tried_once_more(pool: WorkerPool, tmp_path: Path) -> None:
    assert await said(pool, f"die-once {tmp_path / 'died'}")
    assert await pool.run(a_job("die")) == Crashed("it ended with -11")
    assert await said(pool, "size abc") == "3"


async def test_a_bug_says_where_and_not_what(pool: WorkerPool) -> None:
    outcome = await pool.run(a_job("raise the-text-of-the-mail"))
    assert isinstance(outcome, Crashed)
    assert outcome.why.startswith("ValueError at odd_worker.py:")
    assert "the-text-of-the-mail" not in outcome.why


async def test_a_job_has_so_much_memory_and_no_more() -> None:
    async with WorkerPool(1, module=ODD, memory_limit=400 * 1024 * 1024) as pool:
        assert await said(pool, f"eat {100 * 1024 * 1024}") == str(100 * 1024 * 1024)
        assert isinstance(await pool.run(a_job(f"eat {600 * 1024 * 1024}")), Crashed)


async def test_slow_jobs_do_not_delay_a_quick_one() -> None:
    async with WorkerPool(1, module=ODD) as pool:
        slow = [asyncio.create_task(pool.run(a_job("sleep 30"))) for _ in range(3)]
        await asyncio.sleep(0)
        started = time.monotonic()
        assert await said(pool, "size abc") == "3"
        assert time.monotonic() - started < 1.0
        for task in slow:
            task.cancel()
        await asyncio.wait(slow)


async def test_when_nobody_waits_any_more_the_job_is_ended(pool: WorkerPool, tmp_path: Path) -> None:
    before = {int(await said(pool, "who")) for _ in range(4)}
    jobs = [asyncio.create_task(pool.run(a_job("sleep 30"))) for _ in range(2)]
    done, _ = await asyncio.wait(jobs, timeout=0.2)
    assert not done
    for job in jobs:
        job.cancel()
    await asyncio.wait(jobs)
    await until(lambda: not any(map(running, before)))
    assert await said(pool, "size abc") == "3"


async def test_a_mail_of_26_mb_passes(pool: WorkerPool) -> None:
    size = 26 * 1024 * 1024
    assert await said(pool, "size " + "x" * size) == str(size)


async def test_a_worker_knows_nothing_of_our_environment() -> None:
    secrets = (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "BCC_SECRET_KEY",
        "BCC_DATABASE_URL",
        "ANYTHING_ELSE",
    )
    owner = await an_owner("environment", os.environ | dict.fromkeys(secrets, "secret"))
    assert owner.stdout is not None
    known = (await owner.stdout.readline()).decode().split()
    owner.kill()
    await owner.wait()
    assert not set(secrets) & set(known)
    assert "PYTHONPATH" in known


async def test_a_worker_has_its_socket_and_nothing_else(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    with (tmp_path / "database").open("wb"):
        async with WorkerPool(2, module=ODD) as pool:
            await asyncio.gather(*(pool.run(a_job("sleep 0.01")) for _ in range(4)))
            files = (await said(pool, "files")).split()
    server.close()
    assert [file.partition(":")[2] for file in files].count("socket") == 1
    assert len(files) == 4, "its socket, and standard input, output and error"


async def test_a_worker_opens_no_file_and_no_connection(pool: WorkerPool, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=secret")
    assert isinstance(await pool.run(a_job(f"read {tmp_path / '.env'}")), Crashed)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await pool.run(a_job(f"connect {port}"))
    server.close()
    assert isinstance(outcome, Crashed)
    assert outcome.why.startswith("OSError")


async def test_leaving_ends_every_worker() -> None:
    async with WorkerPool(2, module=ODD) as pool:
        pids = {int(pid) for pid in await asyncio.gather(said(pool, "who"), said(pool, "who"))}
        parents = {parent_of(pid) for pid in pids}
    assert not any(map(running, pids | parents))


async def test_a_job_in_hand_when_the_pool_closes_starts_nothing_new() -> None:
    async with WorkerPool(1, module=ODD) as pool:
        pid = int(await said(pool, "who"))
        job = asyncio.create_task(pool.run(a_job("sleep 60")))
        await asyncio.wait([job], timeout=0.1)
    assert await job == Crashed("no worker starts", blameless=True)
    await until(lambda: not running(pid))


async def test_workers_do_not_outlive_a_parent_that_is_killed() -> None:
    owner = await an_owner("who", dict(os.environ))
    assert owner.stdout is not None
    pid = int(await owner.stdout.readline())
    assert running(pid)
    owner.kill()
    await owner.wait()
    await until(lambda: not running(pid))


async def test_the_pool_survives_the_process_that_forks_its_workers(pool: WorkerPool) -> None:
    pid = int(await said(pool, "who"))
    os.kill(parent_of(pid), signal.SIGKILL)
    await until(lambda: not running(pid))
    assert await said(pool, "size abc") == "3"


async def test_a_job_is_not_blamed_where_no_worker_can_be_started(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that forks workers is killed, and each that follows it is killed while it starts."""
    pid = int(await said(pool, "who"))
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_module", "tests.ingest.no_such_worker")
        os.kill(parent_of(pid), signal.SIGKILL)
        await until(lambda: not running(pid))
        assert await pool.run(a_job("size abc")) == Crashed("no worker starts", blameless=True)
    assert await said(pool, "size abc") == "3"
