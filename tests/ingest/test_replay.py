"""A signed mail that comes again, from whomever and changed wherever its signature allows it: one mail."""

import asyncio
from collections.abc import Sequence

import pytest

from models import Message, MessageName, OutboxItem, Scope
from models.types import OutboxKind
from tests.builders import NOW, a_mail
from tests.ingest.auth.builders import KeyPair, dkimpy_at, ed25519_key, rsa_key, signed
from tests.ingest.auth.test_arc import sealed
from tests.ingest.office import Running, an_office, deliver, members

ANA, EVE = "ana@acme.test", "eve@evil.test"
WITHOUT_ID = ("from", "to", "subject", "date")
WITH_ID = (*WITHOUT_ID, "message-id")

PLAIN = a_mail(message_id="one@acme.test")
NAMELESS = a_mail(message_id=None)


def signature(raw: bytes, *covers: str, key: KeyPair | None = None, selector: str = "s1") -> bytes:
    """The field alone."""
    key = key or rsa_key()
    algorithm = "ed25519-sha256" if key.kind == "ed25519" else "rsa-sha256"
    whole = signed(
        raw, domain="acme.test", headers=covers, at=NOW, key=key, selector=selector, algorithm=algorithm
    )
    return whole.removesuffix(raw)


def renamed(raw: bytes) -> bytes:
    return raw.replace(b"<one@acme.test>", b"<two@acme.test>")


def refolded(field: bytes) -> bytes:
    """With other white space in its `b=`, which no signature covers."""
    head, mark, value = field.rpartition(b"b=")
    return head + mark + b" \r\n ".join(value[n : n + 7].strip() for n in range(0, len(value), 7)) + b"\r\n"


def spare_bits(field: bytes) -> bytes:
    """With the bits set that base64 leaves over at its end."""
    body = field.rstrip()
    assert body.endswith(b"=")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters.index(body[-2:-1])
    return body[:-2] + letters[last | 1 : (last | 1) + 1] + b"=\r\n"


SHORT = signature(PLAIN, *WITHOUT_ID)
LONG = signature(PLAIN, *WITH_ID)
OTHER = signature(PLAIN, *WITHOUT_ID, key=ed25519_key(), selector="s2")
BY_LIST = sealed(PLAIN, by="list.test", saw="dkim=pass header.d=acme.test", at=NOW)

Sent = tuple[bytes, str]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([(SHORT + PLAIN, ANA), (SHORT + renamed(PLAIN), EVE)], id="another Message-ID"),
        pytest.param([(SHORT + renamed(PLAIN), EVE), (SHORT + PLAIN, ANA)], id="before the mail itself"),
        pytest.param([(SHORT + PLAIN, EVE), (SHORT + renamed(PLAIN), EVE)], id="by others both times"),
        pytest.param([(SHORT + PLAIN, ANA), (SHORT + NAMELESS, EVE)], id="no Message-ID any more"),
        pytest.param([(SHORT + NAMELESS, ANA), (SHORT + PLAIN, EVE)], id="a Message-ID by now"),
        pytest.param(
            [(SHORT + NAMELESS, ANA), (b"X-Eve: 1\r\n" + SHORT + NAMELESS, EVE)], id="another header"
        ),
        pytest.param([(SHORT + PLAIN, EVE), (refolded(SHORT) + renamed(PLAIN), EVE)], id="b= refolded"),
        pytest.param(
            [(SHORT + PLAIN, EVE), (spare_bits(SHORT) + renamed(PLAIN), EVE)], id="b= in other letters"
        ),
        pytest.param(
            [
                (OTHER + SHORT + PLAIN, EVE),
                (SHORT + renamed(PLAIN), EVE),
                (OTHER + renamed(PLAIN), EVE),
                (SHORT + OTHER + renamed(PLAIN), EVE),
            ],
            id="one of two signatures left",
        ),
        pytest.param(
            [(LONG + OTHER + PLAIN, EVE), (OTHER + renamed(PLAIN), EVE), (LONG + PLAIN, EVE)],
            id="the one left that covers no Message-ID",
        ),
        pytest.param(
            [(SHORT + PLAIN, EVE), (OTHER + SHORT + PLAIN, EVE), (OTHER + renamed(PLAIN), EVE)],
            id="what a repeat is signed by too",
        ),
        pytest.param([(BY_LIST, EVE), (renamed(BY_LIST), EVE)], id="by a trusted forwarder's seal"),
    ],
)
async def test_one_mail_is_known_again(db: str, sent: Sequence[Sent]) -> None:
    scope, _ = await members()
    async with an_office(sealers=("list.test",)) as post:
        publish(post)
        with dkimpy_at(NOW):
            for raw, mail_from in sent:
                assert (await deliver(post, raw, mail_from=mail_from)).startswith("250 2.0.0 Stored")
    assert await cards(scope) == await scope.of(Message).all().count() == 1


@pytest.mark.parametrize(
    ("first", "again"),
    [
        pytest.param((PLAIN, ANA), (PLAIN, ANA), id="its answer was lost"),
        pytest.param((SHORT + PLAIN, ANA), (OTHER + PLAIN, ANA), id="signed anew for the next try"),
        pytest.param(
            (SHORT + PLAIN, ANA), (SHORT + PLAIN + b"-- \r\nlist\r\n", ANA), id="with a list's footer"
        ),
        pytest.param((LONG + PLAIN, EVE), (PLAIN, ANA), id="its Message-ID signed"),
        pytest.param(
            (SHORT + PLAIN, EVE), (b"Received: x\r\n" + SHORT + PLAIN, ANA), id="by a forwarder first"
        ),
    ],
)
async def test_an_honest_repeat_is_the_same_mail(db: str, first: Sent, again: Sent) -> None:
    scope, _ = await members()
    async with an_office() as post:
        publish(post)
        for raw, mail_from in (first, again, first):
            assert (await deliver(post, raw, mail_from=mail_from)).startswith("250 2.0.0 Stored")
    assert await cards(scope) == 1


async def test_a_signature_that_could_not_be_checked_is_known_later(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        assert (await deliver(post, SHORT + PLAIN)).startswith("250")  # by SPF: the key is not there yet
        publish(post)
        assert (await deliver(post, SHORT + renamed(PLAIN), mail_from=EVE)).startswith("250")
    assert await cards(scope) == 1


async def test_a_mail_sent_again_under_a_later_ones_message_id_does_not_hide_that(db: str) -> None:
    scope, _ = await members()
    old = a_mail(message_id="old@acme.test", subject="Old")
    old = signature(old, *WITHOUT_ID) + old.replace(b"<old@", b"<one@")
    async with an_office() as post:
        publish(post)
        for raw, mail_from in ((old, EVE), (SHORT + PLAIN, ANA), (PLAIN, ANA)):
            assert (await deliver(post, raw, mail_from=mail_from)).startswith("250")
    assert await scope.of(Message).order_by("id").values_list("subject", flat=True) == ["Old", "Hello"]


async def test_copies_that_come_at_once_are_one(db: str) -> None:
    scope, _ = await members()
    copies = [(SHORT + PLAIN, ANA), (SHORT + renamed(PLAIN), EVE), (OTHER + SHORT + PLAIN, EVE)] * 2
    async with an_office() as post, an_office() as other:
        publish(post)
        publish(other)
        answers = await asyncio.gather(
            *(deliver(to, raw, mail_from=who) for raw, who in copies for to in (post, other))
        )
    assert {answer[:3] for answer in answers} == {"250"}
    assert await cards(scope) == 1


async def test_its_message_id_still_says_which_conversation_it_is_of(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        publish(post)
        await deliver(post, SHORT + PLAIN, mail_from=EVE)
        await deliver(post, a_mail(subject="Re: Hello", extra="In-Reply-To: <one@acme.test>\r\n"))
    first, second = await scope.of(Message).order_by("id")
    assert (first.message_key[:5], first.thread_key) == ("dkim:", "one@acme.test")
    assert (first.conversation_id, second.thread_key) == (second.conversation_id, None)
    assert [row.message_id for row in await scope.of(MessageName).all()] == [first.id]


def publish(post: Running) -> None:
    for name, key in (("s1", rsa_key()), ("s2", ed25519_key())):
        post.dns.set(f"{name}._domainkey.acme.test", "TXT", [key.record])
    post.dns.set("arc._domainkey.list.test", "TXT", [rsa_key().record])


async def cards(scope: Scope) -> int:
    return await scope.of(OutboxItem).filter(kind=OutboxKind.CARD).count()
