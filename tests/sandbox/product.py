"""The product as the demo runs it: a child process with its environment, restarted when it dies."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from .server import Sandbox

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 10.0
READY_SECONDS = 60.0
POLL_SECONDS = 0.05
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
STEADY_SECONDS = 30.0  # who ran this long did not die of a bad start
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
# Asks Linux to end this process when the demo ends, even if that is killed outright, and becomes the product.
# Not a preexec_fn: that is our code in a fork of a process with threads, which may stop there for ever.
END_WITH_PARENT = """\
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


class NotStarted(Exception):
    """The product ended, or never became ready; the text says what its log says."""


@dataclass(frozen=True, slots=True)
class Home:
    """The directory that holds what the product keeps between mails."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "smartbcc.db"

    @property
    def log(self) -> Path:
        """What the product says."""
        return self.path / "serve.log"

    @property
    def pid(self) -> Path:
        """The process id of the running product."""
        return self.path / "serve.pid"

    def prepare(self) -> None:
        """A new database, since the sandbox's Slack is new as well; the secret key stays."""
        self.path.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        self.log.write_bytes(b"")
        if not (self.path / "secret.key").exists():
            key = self.path / "secret.key"
            key.touch(mode=0o600)
            key.write_bytes(urlsafe_b64encode(secrets.token_bytes(32)))

    def secret_key(self) -> str:
        """The key that encrypts tokens at rest."""
        return (self.path / "secret.key").read_text(encoding="ascii")


def environment(
    sandbox: Sandbox, home: Home, smtp_port: int, http_port: int, outer: Mapping[str, str]
) -> dict[str, str]:
    """All that the product needs to live in the sandbox, and nothing of a real installation."""
    kept = {
        name: value
        for name, value in outer.items()
        if not name.startswith(("BCC_", "SLACK_")) and name.upper() not in PROXIES
    }
    return kept | {
        "PYTHONPATH": str(ROOT),
        "BCC_DATABASE_URL": f"sqlite://{home.database}",
        "BCC_MAIL_DOMAIN": sandbox.outside.domain,
        "BCC_SMTP_LISTEN": f"127.0.0.1:{smtp_port}",
        "BCC_DNS_SERVERS": f"127.0.0.1:{sandbox.outside.dns_port}",
        "BCC_OUTBOUND_SMTP_URL": f"smtp://127.0.0.1:{sandbox.outside.relay_port}",
        "BCC_HTTP_LISTEN": f"127.0.0.1:{http_port}",
        "BCC_PUBLIC_URL": f"http://127.0.0.1:{http_port}",
        "BCC_SECRET_KEY": home.secret_key(),
        "BCC_SLACK_URL": sandbox.slack_url,
        "BCC_LOG_LEVEL": outer.get("BCC_LOG_LEVEL", "INFO"),
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_CLIENT_ID": sandbox.client_id,
        "SLACK_CLIENT_SECRET": sandbox.client_secret,
        "NO_PROXY": "*",
    }


class Product:
    """`python -m bot serve` in its home; at most one child runs at a time."""

    def __init__(
        self,
        home: Home,
        env: Mapping[str, str],
        say: Callable[[str], None],
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._stop_seconds = stop_seconds
        self._home = home
        self._env = dict(env)
        self.say = say
        self._child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the product and returns once it is ready; raises NotStarted with the end of its log."""
        with self._home.log.open("ab") as log:
            # A group of its own: Ctrl-C is for the demo, which then stops the child in order.
            self._child = await asyncio.create_subprocess_exec(
                *_ending_with_us(sys.executable, "-m", "bot", "serve"),
                cwd=self._home.path,
                env=self._env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._home.pid.write_text(f"{self._child.pid}\n", encoding="ascii")
        await self._until_ready(self._child)

    async def run(self, *arguments: str) -> tuple[int, str]:
        """One operator command to its end: its exit code and all it said."""
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self._home.path,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            output, _ = await child.communicate()
        except asyncio.CancelledError:
            child.kill()
            await child.wait()
            raise
        return child.returncode or 0, output.decode("utf-8", "replace")

    async def keep_running(self) -> None:
        """Starts the product again whenever it ends, more patiently each time; until cancelled."""
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        started = loop.time()
        while self._child is not None:
            code = await self._child.wait()
            pause = FIRST_PAUSE if loop.time() - started > STEADY_SECONDS else pause
            self.say(f"Smart Bcc {_ended(code)}; starting it again in {pause:g} s. Its log: {self._home.log}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            started = loop.time()
            try:
                await self.start()
            except NotStarted as error:
                self.say(str(error))
            else:
                self.say("Smart Bcc runs again.")

    async def stop(self) -> None:
        """Asks the child to end, and ends it if it does not in time."""
        child = self._child
        if child is None or child.returncode is not None:
            return
        child.terminate()
        try:
            async with asyncio.timeout(self._stop_seconds):
                await child.wait()
        except TimeoutError:
            self.say(f"Smart Bcc did not stop within {self._stop_seconds:g} s and was killed.")
            os.killpg(child.pid, signal.SIGKILL)
            await child.wait()

    async def _until_ready(self, child: asyncio.subprocess.Process) -> None:
        url = f"{self._env['BCC_PUBLIC_URL']}/readyz"
        ended = asyncio.create_task(child.wait())
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        try:
            async with aiohttp.ClientSession() as client:
                while not await _answers(client, url) or ended.done():  # another's answer, where it ended
                    if ended.done():
                        raise NotStarted(f"Smart Bcc {_ended(ended.result())}. {self._tail()}")
                    if asyncio.get_running_loop().time() > deadline:
                        raise NotStarted(f"Smart Bcc is not ready after {READY_SECONDS:g} s. {self._tail()}")
                    await asyncio.wait([ended], timeout=POLL_SECONDS)
        finally:
            ended.cancel()

    def _tail(self) -> str:
        lines = self._home.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return "\n".join([f"The end of {self._home.log}:", *lines])


def _ending_with_us(*command: str) -> tuple[str, ...]:
    """The command of a child that ends even when the demo is killed outright (Linux only)."""
    if not sys.platform.startswith("linux"):
        return command
    return (sys.executable, "-I", "-S", "-c", END_WITH_PARENT, str(os.getpid()), *command)


async def _answers(client: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with client.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
