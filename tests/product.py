"""The product as its operator runs it: child processes, configured by the environment."""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.control import until
from tests.processes import end_of
from tests.sandbox import Sandbox

_PORTS = range(10_000, 32_768)


def free_port() -> int:
    """A loopback port that nobody uses now, and that no connection takes before we listen on it: below those
    that Linux gives to connections."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Product:
    """One installation: a database, ports, and the processes that serve it."""

    def __init__(
        self, sandbox: Sandbox, database_url: str, directory: Path, smtp_port: int, **more: str
    ) -> None:
        """`more` are further settings, by their names in the environment."""
        self.database_url = database_url
        self.smtp_port = smtp_port
        self.log = directory / "product.log"
        self._sandbox = sandbox
        self._directory = directory
        self._more = more

    def environment(self, http_port: int) -> dict[str, str]:
        """Every setting, and nothing of the environment that could leak in."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "BCC_DATABASE_URL": self.database_url,
            "BCC_MAIL_DOMAIN": "bcc.localhost",
            "BCC_SMTP_LISTEN": f"127.0.0.1:{self.smtp_port}",
            "BCC_DNS_SERVERS": f"127.0.0.1:{self._sandbox.outside.dns_port}",
            "BCC_HTTP_LISTEN": f"127.0.0.1:{http_port}",
            "BCC_PUBLIC_URL": f"http://127.0.0.1:{http_port}",
            "BCC_SLACK_URL": self._sandbox.slack_url,
            "BCC_SECRET_KEY": "0" * 64,
            "SLACK_BOT_TOKEN": self._sandbox.bot_token,
            "SLACK_APP_TOKEN": self._sandbox.app_token,
            "SLACK_SIGNING_SECRET": self._sandbox.signing_secret,
            **self._more,
        }

    @asynccontextmanager
    async def running(self, *command: str) -> AsyncIterator["Process"]:
        """A process of ours, `python -m …`; stopped at the end by SIGTERM if it still lives."""
        process = Process(self, command)
        await process.start()
        try:
            yield process
        finally:
            await process.stop()


class Process:
    """One process of the product; may be killed and started again."""

    def __init__(self, product: Product, command: tuple[str, ...]) -> None:
        self._product = product
        self._command = command
        self._http_port = free_port()
        self._child: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where it serves its pages."""
        return f"http://127.0.0.1:{self._http_port}"

    @property
    def pid(self) -> int:
        """The running process's id."""
        assert self._child is not None
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        assert self._child is not None
        return self._child.returncode

    async def start(self) -> None:
        """Start it; returns before it is ready."""
        with self._product.log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self._command,
                env=self._product.environment(self._http_port),
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self._child is not None
        self._child.send_signal(signal.SIGKILL)
        await end_of(self._child)

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._child is not None
        return await end_of(self._child, 60)

    async def stop(self) -> int:
        """Ask it to end, wait until it has, and return its exit code; fails where it does not."""
        assert self._child is not None
        if self._child.returncode is None:
            self._child.send_signal(signal.SIGTERM)
        return await end_of(self._child)

    async def ready(self, seconds: float = 30.0) -> None:
        """Wait until it says so itself; fails with its log when it died."""

        async def answers() -> bool:
            assert self._child is not None
            if self._child.returncode is not None:
                raise AssertionError(self._product.log.read_text()[-4000:])
            try:
                async with (
                    aiohttp.ClientSession() as session,
                    session.get(f"http://127.0.0.1:{self._http_port}/readyz") as response,
                ):
                    return response.status == 200
            except aiohttp.ClientError:
                return False

        await until(answers, f"{' '.join(self._command)} ready", seconds)
