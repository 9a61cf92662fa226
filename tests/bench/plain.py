"""The yardstick: the same libraries put together the plain way, doing the same work.

aiosmtpd, dkimpy and pyspf on a thread, the standard library's full parse, and one Tortoise transaction a
mail, on SQLite with the same durability. Run as `python -m tests.bench.plain PORT DNS_PORT DATABASE`.
"""

import asyncio
import email
import email.policy
import signal
import sys
import uuid
from typing import Any

import dkim
import dns.resolver
import spf
from aiosmtpd.smtp import SMTP
from tortoise import Tortoise, fields
from tortoise.models import Model
from tortoise.transactions import in_transaction


class PlainMail(Model):
    """A mail, stored."""

    id = fields.BigIntField(primary_key=True)
    subject = fields.TextField()
    text = fields.TextField()
    content = fields.BinaryField()


class PlainItem(Model):
    """Something to tell Slack."""

    id = fields.BigIntField(primary_key=True)
    mail: Any = fields.ForeignKeyField("models.PlainMail")


class Handler:
    """Check, parse, store, answer."""

    def __init__(self, dns_port: int) -> None:
        self._resolver = dns.resolver.Resolver(configure=False)
        self._resolver.nameservers = ["127.0.0.1"]
        self._resolver.port = dns_port

    def _dkim_txt(self, name: bytes, timeout: int = 5) -> bytes:
        answer = self._resolver.resolve(name.decode(), "TXT")
        return b"".join(answer[0].strings)

    def _spf_lookup(self, name: str, kind: str, *_: Any, **__: Any) -> list[Any]:
        try:
            answer = self._resolver.resolve(name, kind)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        if kind in ("TXT", "SPF"):
            return [((name, kind), tuple(record.strings)) for record in answer]
        return [((name, kind), record.to_text()) for record in answer]

    def _check(self, peer: str, mail_from: str, helo: str, raw: bytes) -> bool:
        spf.DNSLookup = self._spf_lookup
        result, *_ = spf.check2(i=peer, s=mail_from, h=helo)
        return bool(dkim.verify(raw, dnsfunc=self._dkim_txt)) and result == "pass"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw = envelope.original_content
        if not await asyncio.to_thread(
            self._check, session.peer[0], envelope.mail_from, session.host_name, raw
        ):
            return "550 5.7.26 not authenticated"
        message = email.message_from_bytes(raw, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        async with in_transaction():
            mail = await PlainMail.create(
                subject=message["subject"], text=body.get_content() if body else "", content=raw
            )
            await PlainItem.create(mail=mail)
        return f"250 2.0.0 {uuid.uuid4().hex}"


async def main(port: int, dns_port: int, database: str) -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    credentials = {"file_path": database, "journal_mode": "WAL", "synchronous": "FULL"}
    config = {
        "connections": {"default": {"engine": "tortoise.backends.sqlite", "credentials": credentials}},
        "apps": {"models": {"models": ["__main__"], "default_connection": "default"}},
    }
    async with await Tortoise.init(config=config):
        await Tortoise.generate_schemas()
        handler = Handler(dns_port)
        server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
        async with server:
            await stop.wait()
        await Tortoise.close_connections()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
