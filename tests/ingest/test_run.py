"""`python -m ingest` as its operator runs it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.processes import end_of
from tests.product import free_port
from tests.wire import a_wire


@asynccontextmanager
async def an_ingest(
    database_url: str, port: int, *command: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`more` is more of its environment."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *(command or ("ingest",))),
        cwd=Path(__file__).parents[2],
        env={
            "PATH": os.environ["PATH"],
            "BCC_MAIL_DOMAIN": "bcc.test",
            "BCC_DATABASE_URL": database_url,
            "BCC_SMTP_LISTEN": f"127.0.0.1:{port}",
            **more,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
            await end_of(child)


async def listening(child: asyncio.subprocess.Process) -> None:
    """Read its log up to the line that says so."""
    assert child.stderr is not None
    async with asyncio.timeout(20):
        while b"smtp.listening" not in await child.stderr.readline():
            assert not child.stderr.at_eof()


async def test_it_takes_mail_until_it_is_told_to_stop_and_finishes_what_it_has_in_hand(
    database_url: str,
) -> None:
    port = free_port()
    async with an_ingest(database_url, port) as child:
        await listening(child)
        async with a_wire(port) as idle, a_wire(port) as busy:
            assert (await idle.say("NOOP")).startswith("250")
            assert (await busy.say("MAIL FROM:<a@b.test>")).startswith("250")
            child.send_signal(signal.SIGTERM)
            assert (await idle.read()).startswith("421")
            assert (await busy.say("RCPT TO:<nobody@bcc.test>")).startswith("550 5.1.1")
            assert (await busy.say("RSET")).startswith("250")
            assert (await busy.read()).startswith("421")
        assert await end_of(child) == 0


async def test_a_second_one_on_the_same_sqlite_file_ends_at_once(sqlite_url: str) -> None:
    port = free_port()
    async with an_ingest(sqlite_url, port) as first, an_ingest(sqlite_url, free_port()) as second:
        assert first.stderr is not None
        assert second.stderr is not None
        ended, running = await _one_ends(first, second)
        assert ended.returncode == 2
        assert ended.stderr is not None
        assert b"BCC_DATABASE_URL" in await ended.stderr.read()
        assert running.returncode is None


async def _one_ends(
    one: asyncio.subprocess.Process, other: asyncio.subprocess.Process
) -> tuple[asyncio.subprocess.Process, asyncio.subprocess.Process]:
    """Whichever comes second, and the one that goes on."""
    waits = {asyncio.create_task(child.wait()): child for child in (one, other)}
    done, pending = await asyncio.wait(waits, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    [ended] = [waits[task] for task in done]
    return ended, other if ended is one else one


@pytest.mark.parametrize("command", [("ingest",), ("bot", "serve")], ids=" ".join)
async def test_where_no_worker_starts_it_says_so_in_one_line(
    sqlite_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ends = "import os, sys\nif 'ingest.cradle' in sys.orig_argv:\n    os._exit(7)\n"
    (tmp_path / "sitecustomize.py").write_text(ends)
    more = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "BCC_SLACK_URL": "http://127.0.0.1:9"}
    async with an_ingest(sqlite_url, free_port(), *command, PYTHONPATH=str(tmp_path), **more) as child:
        assert child.stderr is not None
        said = (await child.stderr.read()).decode().splitlines()
        assert await end_of(child) == 2
    assert "do not start (ingest.worker does not start: ended with 7): " in said[-1]
    assert "ulimit" in said[-1]
    assert not any("Traceback" in line for line in said)
