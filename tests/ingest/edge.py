"""The SMTP edge alone, with a handler that remembers."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network

from ingest import reply
from ingest.data import Cut
from ingest.envelope import Envelope
from ingest.limits import Limits
from ingest.reply import Reply
from ingest.server import SmtpServer, smtp_server
from ingest.settings import Network

BOX = "northwind@bcc.test"
LOOPBACK = (ip_network("127.0.0.0/8"),)


class Remembering:
    """A handler that takes every mail, and remembers it."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.cuts: list[Cut] = []
        self.gate: asyncio.Event | None = None

    async def recipient(self, address: str) -> Reply:
        if address == "bug@bcc.test":
            raise ConnectionRefusedError("dsn=postgres://user:secret@db")
        return reply.RECIPIENT_OK if address.endswith("@bcc.test") else reply.NO_RELAY

    async def mail(self, envelope: Envelope) -> Reply:
        self.mails.append(envelope)
        if self.gate:
            await self.gate.wait()
        if b"X-Bug:" in envelope.raw:
            raise RuntimeError("dsn=postgres://user:secret@db")
        return reply.accepted("id1")

    async def cut(self, envelope: Envelope, why: Cut) -> Reply:
        self.cuts.append(why)
        return reply.MEMORY_FULL if why is Cut.NO_ROOM else reply.too_big(1)


@asynccontextmanager
async def serving(
    handler: Remembering | None = None,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    trusted: tuple[Network, ...] = (),
) -> AsyncIterator[SmtpServer]:
    async with smtp_server(
        handler or Remembering(),
        "127.0.0.1",
        0,
        hostname="mx.bcc.test",
        limits=limits,
        tls=tls,
        trusted=trusted,
    ) as server:
        yield server
