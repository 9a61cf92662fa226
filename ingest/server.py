"""Listening for SMTP in the running loop, and stopping without losing the mail in hand."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from .edge import Edge
from .limits import Budget, Gate, Limits
from .settings import Network
from .smtp import MailHandler, SmtpSession


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A server that listens; `port` is the real one where 0 was asked for."""

    port: int
    edge: Edge


@asynccontextmanager
async def smtp_server(
    handler: MailHandler,
    host: str,
    port: int,
    *,
    hostname: str,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    trusted: tuple[Network, ...] = (),
) -> AsyncIterator[SmtpServer]:
    """Serve SMTP while the context lasts.

    At its end no new connection is taken, idle sessions are told 421, and a transaction in hand has
    `limits.stop_grace` seconds to finish.
    """
    # It tells every command line at INFO; our own log has one line a mail.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    limits = limits or Limits()
    edge = Edge(hostname, limits, Gate(limits, trusted), Budget(limits.large_bytes), tls, set())
    loop = asyncio.get_running_loop()
    first = SmtpSession(handler, edge, loop)
    server = await loop.create_server(first.copy, host, port, backlog=512, reuse_address=True)
    try:
        yield SmtpServer(int(server.sockets[0].getsockname()[1]), edge)
    finally:
        server.close()
        await _finish(edge)
        await server.wait_closed()


async def _finish(edge: Edge) -> None:
    """Wait for the transactions in hand, and cut off what is left when their time is up."""
    sessions = list(edge.sessions)
    tasks = [task for session in sessions if (task := session.task) is not None]
    for session in sessions:
        session.stop()
    if tasks:
        await asyncio.wait(tasks, timeout=edge.limits.stop_grace)
    for session in sessions:
        session.abort()
    if tasks:
        await asyncio.wait(tasks, timeout=1)
