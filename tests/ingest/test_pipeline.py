"""From the wire to the tables: who gets in, and what everybody else is told."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from tortoise.connection import get_connection

from ingest import reply
from ingest.auth.resolver import Resolver
from ingest.limits import Limits
from ingest.pipeline import Examine
from ingest.run import ingest_running
from ingest.settings import IngestSettings
from ingest.workers import Crashed, TimedOut
from models import (
    Message,
    OutboxItem,
    Participant,
    RawMail,
    Refusal,
    Scope,
    Workspace,
)
from models.db import database
from models.types import Direction, OutboxKind, ParticipantRole, Visibility
from tests.builders import NOW, a_mail, a_user, a_workspace
from tests.ingest.auth.builders import rsa_key, signed
from tests.ingest.office import BOX, Running, an_office, deliver, members
from tests.postgres import Postgres
from tests.sandbox.dns import DnsServer
from tests.wire import a_wire


async def test_a_mail_is_stored_whole_with_its_card_before_it_is_accepted(db: str) -> None:
    scope, ana = await members()
    raw = a_mail(message_id="one@acme.test", date="Mon, 04 Jan 2027 09:00:00 +0100")
    async with an_office() as post:
        assert (await deliver(post, raw)).startswith("250 2.0.0 Stored as ")
        message = await scope.of(Message).get()
        assert len(post.wakened) == 1
    assert (message.owner_id, message.message_key, message.subject) == (ana.id, "one@acme.test", "Hello")
    assert (message.author_name, message.author_address) == ("Ana", "ana@acme.test")
    assert (message.direction, message.visibility, message.tags) == (Direction.SENT, Visibility.PRIVATE, [])
    assert message.text.startswith("Dear Bob,")
    assert message.sent_at == datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
    assert message.received_at == NOW
    assert (message.proof["method"], message.proof["domain"]) == ("spf", "acme.test")
    kept = await scope.of(RawMail).get(id=message.raw_mail_id)
    assert zlib.decompress(kept.content) == raw
    assert (kept.size, kept.peer_ip, kept.mail_from, kept.rcpt_to) == (
        len(raw),
        "127.0.0.1",
        "ana@acme.test",
        [BOX],
    )
    item = await scope.of(OutboxItem).get()
    assert (item.kind, item.message_id, item.user_id) == (OutboxKind.CARD, message.id, ana.id)
    people = await scope.of(Participant).order_by("position").values_list("role", "name", "address")
    assert people == [
        (ParticipantRole.FROM, "Ana", "ana@acme.test"),
        (ParticipantRole.TO, "Bob", "bob@globex.test"),
    ]


async def test_a_dkim_signature_proves_the_author_whatever_the_server(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        post.dns.set("s1._domainkey.acme.test", "TXT", [rsa_key().record])
        raw = signed(a_mail(), domain="acme.test", at=NOW)
        assert (await deliver(post, raw, mail_from="bounce@mailer.test")).startswith("250")
    assert (await scope.of(Message).get()).proof["method"] == "dkim"


async def dns_down(post: Running) -> None:
    post.dns.fault("*", "servfail", 1000)


async def as_it_is(_: Running) -> None:
    """Nothing is wrong here."""


Cause = Callable[[Running], Awaitable[None]]


@pytest.mark.parametrize(
    ("cause", "mail", "envelope", "expected", "reason"),
    [
        pytest.param(as_it_is, {}, {"rcpt_to": "nobody@bcc.test"}, "550 5.1.1", None, id="unknown slug"),
        pytest.param(as_it_is, {}, {"rcpt_to": "northwind@else.test"}, "550 5.7.1", None, id="relaying"),
        pytest.param(
            as_it_is,
            {},
            {"mail_from": "eve@evil.test"},
            "550 5.7.26",
            "unauthenticated",
            id="unauthenticated",
        ),
        pytest.param(
            as_it_is,
            {"sender": "bob@globex.test"},
            {"mail_from": "bob@globex.test"},
            "550 5.7.1",
            "unknown_sender",
            id="unknown sender",
        ),
        pytest.param(
            as_it_is,
            {"sender": "ana@acme.test, bob@globex.test"},
            {},
            "550 5.7.1",
            "bad_author",
            id="two authors",
        ),
        pytest.param(
            as_it_is,
            {"extra": "From: ceo@acme.test\r\n"},
            {},
            "550 5.7.1",
            "bad_author",
            id="two From headers",
        ),
        pytest.param(as_it_is, {"text": "bare \n LF"}, {}, "554 5.6.0", "malformed", id="bare LF"),
        pytest.param(as_it_is, {"text": "NUL \0\r\n"}, {}, "554 5.6.0", "malformed", id="NUL"),
        pytest.param(as_it_is, {"extra": "no header\r\n"}, {}, "554 5.6.0", "malformed", id="no header"),
        pytest.param(
            as_it_is, {"extra": "Received: by x\r\n" * 101}, {}, "554 5.4.6", "loop", id="a hundred hops"
        ),
        pytest.param(as_it_is, {"text": "x" * 9000 + "\r\n"}, {}, "552 5.3.4", "too_big", id="oversize"),
        pytest.param(dns_down, {}, {}, "451 4.4.3", None, id="DNS down"),
    ],
)
async def test_a_mail_that_cannot_be_taken_gets_its_own_answer(
    db: str, cause: Cause, mail: dict[str, Any], envelope: dict[str, Any], expected: str, reason: str | None
) -> None:
    scope, _ = await members()
    async with an_office(limits=Limits(message_bytes=8000)) as post:
        await cause(post)
        given = {"rcpt_to": BOX, "mail_from": "ana@acme.test"} | envelope
        answer = await deliver(post, a_mail(**mail), given["rcpt_to"], mail_from=given["mail_from"])
        assert answer.startswith(expected)
        assert post.wakened == []
    assert await scope.of(Message).all() == []
    assert await scope.of(RawMail).all() == []
    assert await scope.of(OutboxItem).all() == []
    assert await scope.of(Refusal).all().values_list("reason", flat=True) == ([reason] if reason else [])


async def rename(table: str, to: str) -> None:
    await get_connection("default").execute_script(f"ALTER TABLE {table} RENAME TO {to}")


@pytest.mark.parametrize("table", ["workspace", "message", "outbox_item"])
async def test_a_database_in_trouble_is_a_temporary_answer(db: str, table: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        await rename(table, f"{table}_gone")
        assert (await deliver(post, a_mail())).startswith("451 4.3.0 ")
        await rename(f"{table}_gone", table)
        assert (await deliver(post, a_mail())).startswith("250")
    assert await scope.of(Message).all().count() == 1
    assert await scope.of(RawMail).all().count() == 1


async def test_a_server_that_refuses_connections_is_a_temporary_answer(
    postgres: Postgres, postgres_url: str
) -> None:
    name = urlsplit(postgres_url).path.lstrip("/")
    async with database(postgres_url, migrate=False):
        scope, _ = await members()
        async with an_office() as post:
            assert (await deliver(post, a_mail())).startswith("250")
            postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            sessions = f"FROM pg_stat_activity WHERE datname = '{name}'"
            postgres.execute(f"SELECT pg_terminate_backend(pid) {sessions}")
            for rcpt in (BOX, "other@bcc.test"):
                assert (await deliver(post, a_mail(), rcpt)).startswith("451 4.3.0 ")
            postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            assert (await deliver(post, a_mail())).startswith("250")
        assert await scope.of(Message).all().count() == 2


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [(TimedOut(), str(reply.TOO_SLOW)), (Crashed("twice"), str(reply.TRY_LATER))],
    ids=["timed out", "crashed"],
)
async def test_a_mail_that_cannot_be_examined(db: str, outcome: TimedOut | Crashed, expected: str) -> None:
    await members()

    def examined_by(_: Resolver) -> Examine:
        async def run(_: object) -> TimedOut | Crashed:
            return outcome

        return run

    async with an_office(examined_by=examined_by) as post:
        assert await deliver(post, a_mail()) == expected


async def test_one_mail_for_two_workspaces_is_kept_apart(db: str) -> None:
    north, _ = await members()
    south = Scope((await a_workspace("south")).id)
    bea = await a_user(await Workspace.get(id=south.workspace_id), "ana@acme.test")
    async with an_office() as post:
        assert (await deliver(post, a_mail(), BOX, "south+deal1@bcc.test")).startswith("250")
    assert (await south.of(Message).get()).owner_id == bea.id
    assert (await north.of(RawMail).get()).rcpt_to == [BOX]
    assert (await south.of(RawMail).get()).rcpt_to == ["south+deal1@bcc.test"]


async def test_a_workspace_that_does_not_know_the_author_does_not_stop_one_that_does(db: str) -> None:
    north, _ = await members()
    south = Scope((await a_workspace("south")).id)
    async with an_office() as post:
        assert (await deliver(post, a_mail(), BOX, "south@bcc.test")).startswith("250")
    assert await north.of(Message).all().count() == 1
    assert await south.of(Message).all().count() == 0
    refusal = await south.of(Refusal).get()
    assert (refusal.reason, refusal.claimed_sender) == ("unknown_sender", "ana@acme.test")
    assert await north.of(Refusal).all().count() == 0


async def test_a_workspace_that_cannot_answer_yet_postpones_the_mail_for_all(db: str) -> None:
    north, _ = await members()
    south = Scope((await a_workspace("south", directory_at=None)).id)
    async with an_office() as post:
        raw = a_mail()
        assert await deliver(post, raw, BOX, "south@bcc.test") == str(reply.TRY_LATER)
        await Workspace.filter(id=south.workspace_id).update(directory_at=NOW)
        await a_user(await Workspace.get(id=south.workspace_id))
        assert (await deliver(post, raw, BOX, "south@bcc.test")).startswith("250")
    assert await north.of(Message).all().count() == await south.of(Message).all().count() == 1


async def test_routing_is_by_the_envelope_alone(db: str) -> None:
    north, _ = await members()
    south = Scope((await a_workspace("south")).id)
    async with an_office() as post:
        raw = a_mail(to="south@bcc.test", extra="Cc: south+deal1@bcc.test\r\nX-RcptTo: south@bcc.test\r\n")
        assert (await deliver(post, raw, BOX)).startswith("250")
    assert await north.of(Message).all().count() == 1
    assert await south.of(Message).all().count() == 0


async def test_the_client_of_a_trusted_relay_is_judged_and_not_the_relay(db: str) -> None:
    scope, _ = await members()
    trusted = (ip_network("127.0.0.1/32"),)
    async with an_office(trusted=trusted) as post:
        post.dns.set("acme.test", "TXT", ["v=spf1 ip4:203.0.113.7 -all"])
        assert (await deliver(post, a_mail())).startswith("550 5.7.26")
        relayed = a_mail(extra="", message_id="r@acme.test")
        stamped = b"Received: from mail.acme.test (x [203.0.113.7]) by relay\r\n" + relayed
        assert (await deliver(post, stamped)).startswith("250")
    assert (await scope.of(RawMail).get()).peer_ip == "203.0.113.7"


async def test_a_burst_is_stored_once_each_and_counted(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:

        async def session(number: int) -> None:
            async with a_wire(post.port) as wire:
                for mail in range(20):
                    raw = a_mail(message_id=f"{number}.{mail}@acme.test")
                    assert (await wire.mail(raw, BOX)).startswith("250")

        async with asyncio.TaskGroup() as group:
            for number in range(10):
                group.create_task(session(number))
        assert post.registry.get_sample_value("smartbcc_mails_total", {"code": "250"}) == 200
    assert await scope.of(Message).all().count() == await scope.of(OutboxItem).all().count() == 200


async def test_the_whole_of_ingest_takes_a_mail_by_its_workers(db: str) -> None:
    scope, _ = await members()
    stored: list[None] = []
    async with DnsServer() as dns:
        dns.set("acme.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        settings = IngestSettings(
            mail_domain="bcc.test", smtp_listen="127.0.0.1:0", dns_servers=(f"127.0.0.1:{dns.port}",)
        )
        async with (
            ingest_running(settings, stored=lambda: stored.append(None)) as server,
            a_wire(server.port) as wire,
        ):
            assert (await wire.mail(a_mail(), BOX)).startswith("250")
            assert (await wire.mail(a_mail(), BOX, mail_from="eve@evil.test")).startswith("550 5.7.26")
    assert await scope.of(Message).all().count() == len(stored) == 1
