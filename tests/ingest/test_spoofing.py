"""Published attacks on the sender, over a socket against the whole accept path: none passes for a member."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest

from models import HeldMail, Message, Scope
from models.address import canonical
from models.db import database
from tests.builders import NOW, a_mail, a_user, a_workspace
from tests.ingest.attacks import (
    HONEST,
    MALFORMED,
    MEMBERS,
    RELAY,
    SIGNED,
    TXT,
    Attack,
    Sending,
    by_ana,
    by_eve,
)
from tests.ingest.attacks_on_envelope import ENVELOPE, RELAYED
from tests.ingest.attacks_on_from import UNICODE, attacks_on_from
from tests.ingest.attacks_on_signatures import DKIM
from tests.ingest.auth.builders import dkimpy_at
from tests.ingest.office import BOX, Running, an_office
from tests.wire import a_wire

# What some server took for the end of data: SEC Consult's list and smtpsmug's.
ENDS = (
    *("\n.\n", "\n.\r", "\r.\n", "\r.\r", "\n.\r\n", "\r.\r\n", "\r\n.\n", "\r\n.\r"),
    *("\r\n\0.\r\n", "\r\n.\0\r\n", "\r\n.\r\r\n", "\r\r\n.\r\r\n"),
)


def smuggled(end: str) -> Attack:
    """Eve's mail by Ana's provider, with one of Ana's inside it."""
    commands = f"MAIL FROM:<ana@acme.test>\r\nRCPT TO:<{BOX}>\r\nDATA\r\n"
    raw = a_mail(sender="eve@acme.test") + f"x{end}{commands}".encode() + a_mail()
    return Attack(f"SMTP smuggling by {end!r}", MALFORMED, by_ana(raw, "eve@acme.test"), HONEST)


SETS = {
    "the From header": tuple(attacks_on_from()),
    "the envelope and SPF": ENVELOPE,
    "DKIM": DKIM,
    "relays and forwarders": RELAYED,
    "Unicode": UNICODE,
    "SMTP smuggling": tuple(map(smuggled, ENDS)),
}


@asynccontextmanager
async def attacked(url: str) -> AsyncIterator[tuple[Running, Scope]]:
    """The accept path in the world of the attacks."""
    async with (
        database(url, migrate=False),
        an_office(trusted=(ip_network(RELAY),), sealers=("list.test",)) as post,
    ):
        workspace = await a_workspace()
        for email in MEMBERS:
            await a_user(workspace, canonical(email))
        for name, value in TXT.items():
            post.dns.set(name, "TXT", [value])
        with dkimpy_at(NOW):
            yield post, Scope(workspace.id)


async def send(post: Running, sending: Sending) -> str:
    """The reply that decided it; the session is in step after it."""
    async with a_wire(post.port, greet=None, source=sending.source) as wire:
        await wire.read()
        await wire.script((*sending.first, f"EHLO {sending.helo}"))
        mail = f"MAIL FROM:<{sending.mail_from}>{' SMTPUTF8' if sending.smtputf8 else ''}"
        for command in (mail, f"RCPT TO:<{BOX}>", "DATA"):
            answer = await wire.say(command)
            if answer[:1] not in "23":
                return answer
        await wire.send(sending.raw + b"\r\n.\r\n")
        answer = await wire.read()
        assert await wire.say("NOOP") == "250 2.0.0 OK", "an answer too many"
        return answer


@pytest.mark.parametrize("attacks", SETS.values(), ids=SETS)
async def test_no_published_attack_passes_for_a_member(sqlite_url: str, attacks: Iterable[Attack]) -> None:
    async with attacked(sqlite_url) as (post, scope):
        for attack in attacks:
            before = await scope.of(Message).count()
            assert attack.reply in await send(post, attack.hostile), attack.name
            assert await scope.of(Message).count() == before, attack.name
        assert not await scope.of(HeldMail).exists()


@pytest.mark.parametrize("attacks", SETS.values(), ids=SETS)
async def test_what_the_attacks_imitate_is_taken(sqlite_url: str, attacks: Iterable[Attack]) -> None:
    async with attacked(sqlite_url) as (post, scope):
        for twin in dict.fromkeys(attack.twin for attack in attacks):
            await scope.of(Message).all().delete()
            assert (await send(post, twin)).startswith("250 2.0.0 Stored"), twin
            assert await scope.of(Message).count() == 1


async def test_a_mail_of_a_member_sent_again_by_another_is_still_the_one_mail(sqlite_url: str) -> None:
    async with attacked(sqlite_url) as (post, scope):
        for sending in (by_ana(SIGNED), by_eve(SIGNED), by_eve(SIGNED, ""), by_eve(SIGNED, "ana@acme.test")):
            assert (await send(post, sending)).startswith("250")
        message = await scope.of(Message).get()
        assert (message.author_address, message.direction) == ("ana@acme.test", "sent")
