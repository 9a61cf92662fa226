"""The accept path as it runs, from the socket to the tables, on a name server that a test decides."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry
from tortoise.connection import get_connection

from ingest.auth.authenticate import AuthSettings
from ingest.auth.dns import Answer, Question
from ingest.auth.resolver import Resolver
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest, examine
from ingest.handler import PostHandler
from ingest.limits import Limits
from ingest.mailboxes import Mailboxes
from ingest.metrics import Metrics
from ingest.owner import Members
from ingest.parse.message import parse
from ingest.pipeline import Examine, Office
from ingest.plausible import Roster
from ingest.server import smtp_server
from ingest.settings import Network
from ingest.store import Store
from models import Scope, User
from models.bulk import Bulk
from tests.builders import MAIL_DOMAIN, NOW, a_user, a_workspace
from tests.sandbox.dns import DnsServer
from tests.wire import a_wire

BOX = f"northwind@{MAIL_DOMAIN}"


@dataclass
class Running:
    """A running accept path."""

    port: int
    dns: DnsServer
    registry: CollectorRegistry
    wakened: list[None] = field(default_factory=list)


@asynccontextmanager
async def an_office(
    *,
    limits: Limits | None = None,
    trusted: tuple[Network, ...] = (),
    sealers: tuple[str, ...] = (),
    examined_by: Callable[[Resolver], Examine] | None = None,
) -> AsyncIterator[Running]:
    """Serve the open database, with `acme.test` and `globex.test` sending from loopback by their SPF."""
    wakened: list[None] = []
    registry = CollectorRegistry()
    limits = limits or Limits()
    async with DnsServer() as dns, Store(lambda: wakened.append(None)).running() as store:
        for domain in ("acme.test", "globex.test"):
            dns.set(domain, "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        resolver = Resolver([f"127.0.0.1:{dns.port}"], timeout=0.5)
        mailboxes = Mailboxes(MAIL_DOMAIN)
        examine_ = examined_by(resolver) if examined_by else in_process(resolver, sealers)
        office = Office(
            mailboxes,
            Members(),
            examine_,
            store,
            trusted,
            lambda: NOW,
            Roster(),
            lambda: wakened.append(None),
        )
        handler = PostHandler(office, Metrics(registry), limits.message_bytes)
        async with smtp_server(
            handler, "127.0.0.1", 0, hostname="mx.bcc.test", limits=limits, trusted=trusted
        ) as server:
            yield Running(server.port, dns, registry, wakened)
        await resolver.close()


def in_process(resolver: Resolver, sealers: tuple[str, ...] = ()) -> Examine:
    """What the workers do, without processes."""

    async def run(envelope: Envelope) -> Examined:
        known: dict[Question, Answer] = {}
        settings, vector = AuthSettings(sealers, NOW), Bulk(get_connection("default")).is_postgres
        while True:
            request = ExamineRequest(envelope, tuple(known.items()), settings, vector=vector)
            outcome = examine(request, parse)
            if not isinstance(outcome, AwaitsDns):
                return outcome
            known.update(await resolver.resolve(outcome.questions))

    return run


async def members() -> tuple[Scope, User]:
    """A workspace, `northwind`, with Ana in it."""
    workspace = await a_workspace()
    return Scope(workspace.id), await a_user(workspace)


async def deliver(post: Running, raw: bytes, *rcpt_to: str, mail_from: str = "ana@acme.test") -> str:
    """Send a mail, to the workspace where nothing else is said; the reply that decided it."""
    async with a_wire(post.port) as wire:
        return await wire.mail(raw, *(rcpt_to or (BOX,)), mail_from=mail_from)
