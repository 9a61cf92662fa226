"""A member's mail that was made long ago waits for their word; what is new, or known already, does not."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from ingest import held, reply
from ingest.old import FAR
from models import HeldMail, Message, OutboxItem, Scope, SenderAddress
from models.types import AddressState, HeldFor, OutboxKind, Visibility
from models.verification import verify
from tests.builders import MAIL_DOMAIN, NOW, a_mail
from tests.ingest.auth.builders import dkimpy_at, ed25519_key, rsa_key, signed
from tests.ingest.auth.test_arc import sealed
from tests.ingest.office import BOX, Running, an_office, deliver, members
from tests.ingest.test_held import adding, questions, releasing

ANA, BOB, EVE = "ana@acme.test", "bob@acme.test", "eve@evil.test"
HELD = str(reply.HELD)
LONG_AGO, LATELY = NOW - FAR - timedelta(hours=1), NOW - FAR + timedelta(hours=1)
DATED = a_mail(date=format_datetime(LONG_AGO), message_id="old@acme.test")
FRESH = a_mail(message_id="new@acme.test")
UNNAMED = ("from", "to", "subject", "date")


def untimed(raw: bytes, *covers: str) -> bytes:
    return signed(raw, domain="acme.test", headers=covers, at=NOW, timed=False)


@pytest.mark.parametrize(
    ("raw", "mail_from", "is_old"),
    [
        pytest.param(signed(FRESH, domain="acme.test", at=LONG_AGO), EVE, True, id="signed long ago"),
        pytest.param(signed(FRESH, domain="acme.test", at=LONG_AGO), BOB, True, id="by her colleague"),
        pytest.param(signed(FRESH, domain="acme.test", at=LONG_AGO), ANA, False, id="sent by herself"),
        pytest.param(signed(DATED, domain="acme.test", at=NOW), EVE, False, id="an old draft, signed now"),
        pytest.param(DATED, ANA, False, id="an old draft, sent by herself"),
        pytest.param(DATED, BOB, True, id="dated long ago, unsigned, by her colleague"),
        pytest.param(a_mail(date="Fri, 31 Dec 0999 23:59:59 +1400"), BOB, True, id="dated very long ago"),
        pytest.param(signed(FRESH, domain="acme.test", at=LATELY), EVE, False, id="signed lately"),
        pytest.param(a_mail(date=format_datetime(LATELY)), BOB, False, id="dated lately"),
        pytest.param(a_mail(date="Tue, 1 Jan 2999 10:00:00 +0000"), BOB, False, id="dated in the future"),
        pytest.param(a_mail(date="yesterday"), BOB, False, id="a Date that is none"),
        pytest.param(
            signed(
                signed(FRESH, domain="acme.test", at=LONG_AGO),
                domain="acme.test",
                selector="s2",
                algorithm="ed25519-sha256",
                at=NOW,
            ),
            EVE,
            False,
            id="signed anew",
        ),
        pytest.param(signed(FRESH, domain="list.test", at=LONG_AGO), ANA, False, id="signed by another"),
        pytest.param(untimed(FRESH, *UNNAMED), EVE, False, id="dated lately, by its signature"),
        pytest.param(untimed(DATED, *UNNAMED), EVE, True, id="dated long ago, by its signature"),
        pytest.param(untimed(FRESH, "from", "subject"), EVE, True, id="its signature tells nothing of when"),
        pytest.param(untimed(FRESH, "from", "subject"), ANA, False, id="it tells nothing, sent by herself"),
        pytest.param(
            sealed(DATED, by="list.test", saw="dkim=pass header.d=acme.test", at=NOW),
            EVE,
            True,
            id="dated long ago, passed on now",
        ),
        pytest.param(
            a_mail(sender="Bob <bob@partner.test>", date=format_datetime(LONG_AGO)),
            ANA,
            False,
            id="redirected",
        ),
    ],
)
async def test_what_is_old_waits_for_its_owners_word(
    db: str, raw: bytes, mail_from: str, is_old: bool
) -> None:
    scope, ana = await members()
    async with an_office(sealers=("list.test",)) as post:
        publish(post)
        with dkimpy_at(NOW):
            answer = await deliver(post, raw, mail_from=mail_from)
    assert answer == HELD if is_old else answer.startswith("250 2.0.0 Stored")
    waiting = await scope.of(HeldMail).all()
    assert [(row.user_id, row.address, row.held_for) for row in waiting] == [
        (ana.id, ANA, HeldFor.OLD)
    ] * is_old
    assert await questions(scope) == [{"held": row.id, "for": "old"} for row in waiting]
    assert await scope.of(Message).all().count() == (not is_old)


async def test_it_is_filed_once_on_her_word_with_its_tags_and_shares_nothing(db: str) -> None:
    scope, ana = await members()
    raw = signed(FRESH, domain="acme.test", at=LONG_AGO, headers=UNNAMED)
    again = raw.replace(b"<new@", b"<newer@")
    async with an_office() as post, releasing() as releaser:
        publish(post)
        for copy, box in ((raw, BOX), (again, "northwind+deal7+share@bcc.test"), (again, BOX)):
            assert await deliver(post, copy, box, mail_from=EVE) == HELD
        [question] = await questions(scope)
        assert await releaser.file_released()
        assert await scope.of(Message).all().count() == 0
        await scope.of(HeldMail).filter(id=question["held"]).update(released_at=NOW)
        assert await releaser.file_released()
        assert (await deliver(post, again, mail_from=EVE)).startswith("250 2.0.0 Stored")
    message = await scope.of(Message).get()
    assert (message.owner_id, message.tags, message.visibility) == (ana.id, ["deal7"], Visibility.PRIVATE)
    assert await scope.of(HeldMail).all().count() == 0
    assert len(await questions(scope)) == await cards(scope) == 1


async def test_a_copy_that_comes_while_it_is_being_filed_comes_again_for_its_tag(db: str) -> None:
    scope, _ = await members()
    tagged = f"northwind+deal7@{MAIL_DOMAIN}"
    async with an_office() as post, releasing() as releaser:
        assert await deliver(post, DATED, mail_from=BOB) == HELD
        await scope.of(HeldMail).all().update(released_at=NOW)
        assert await deliver(post, DATED, tagged, mail_from=BOB) == str(reply.TRY_LATER)
        assert await releaser.file_released()
        assert (await deliver(post, DATED, tagged, mail_from=BOB)).startswith("250 2.0.0 Stored")
    assert (await scope.of(Message).get()).tags == ["deal7"]


async def test_what_was_filed_while_it_was_new_is_not_asked_about_when_it_comes_again(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        publish(post)
        raw = signed(FRESH, domain="acme.test", at=LONG_AGO)
        assert (await deliver(post, FRESH)).startswith("250 2.0.0 Stored")
        assert (await deliver(post, raw, mail_from=EVE)).startswith("250 2.0.0 Stored")
    assert (await questions(scope), await cards(scope)) == ([], 1)


async def test_what_she_did_not_want_is_not_asked_about_again(db: str) -> None:
    scope, _ = await members()
    raw = signed(FRESH, domain="acme.test", at=LONG_AGO, headers=UNNAMED)
    async with an_office() as post:
        publish(post)
        assert await deliver(post, raw, mail_from=EVE) == HELD
        await scope.of(HeldMail).all().update(held_for=HeldFor.DECLINED)
        assert await deliver(post, raw.replace(b"<new@", b"<newer@"), mail_from=EVE) == HELD
    assert len(await questions(scope)) == await scope.of(HeldMail).all().count() == 1


async def test_a_flood_of_old_mail_asks_so_often_a_day_and_the_rest_is_to_come_again(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, _ = await members()
    monkeypatch.setattr(held, "OLD_A_DAY", 2)
    async with an_office() as post:
        mails = [a_mail(date=format_datetime(LONG_AGO)) for _ in range(4)]
        answers = [await deliver(post, raw, mail_from=BOB) for raw in mails]
        assert (await deliver(post, a_mail())).startswith("250 2.0.0 Stored")
    assert answers == [HELD] * 2 + [str(reply.OLD_FULL)] * 2
    assert len(await questions(scope)) == await scope.of(HeldMail).all().count() == 2


async def test_verifying_an_address_releases_nothing_that_is_old(db: str) -> None:
    scope, ana = await members()
    own = {"workspace_id": ana.workspace_id, "user": ana, "address": "ana@globex.test", "created_at": NOW}
    row = await SenderAddress.create(**own, state=AddressState.VERIFIED)
    async with an_office() as post:
        old = a_mail(sender="ana@globex.test", date=format_datetime(LONG_AGO))
        assert await deliver(post, old, mail_from="bob@globex.test") == HELD
    await scope.of(SenderAddress).filter(id=row.id).update(state=AddressState.PENDING)
    await verify(await scope.of(SenderAddress).get(), NOW, {})
    assert (await scope.of(HeldMail).get()).released_at is None


async def test_an_old_mail_from_an_address_just_verified_waits_for_a_word_of_its_own(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana, "ana@home.test")
    async with an_office() as post, releasing() as releaser:
        for date in (LONG_AGO, NOW):
            raw = a_mail(sender="ana@home.test", date=format_datetime(date))
            post.dns.set("home.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
            assert await deliver(post, raw, mail_from="bob@home.test") == HELD
        await verify(row, NOW, {})
        assert await releaser.file_released()
    assert await cards(scope) == await scope.of(Message).all().count() == 1
    old = await scope.of(HeldMail).get()
    assert (old.held_for, old.written_at, old.released_at) == (HeldFor.OLD, LONG_AGO, None)
    assert {"held": old.id, "for": "old"} in await questions(scope)


@pytest.mark.parametrize("limit", ["MAILS_A_DAY", "BYTES"])
async def test_an_old_mail_from_an_address_just_verified_needs_no_room_beside_itself(
    db: str, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    scope, ana = await members()
    row = await adding(ana, "ana@home.test")
    async with an_office() as post, releasing() as releaser:
        post.dns.set("home.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        raw = a_mail(sender="ana@home.test", date=format_datetime(LONG_AGO))
        assert await deliver(post, raw, mail_from="bob@home.test") == HELD
        full = {"MAILS_A_DAY": 1, "BYTES": len((await scope.of(HeldMail).get()).content)}
        monkeypatch.setattr(held, limit, full[limit])
        await verify(row, NOW, {})
        assert await releaser.file_released()
    old = await scope.of(HeldMail).get()
    assert (old.held_for, old.released_at) == (HeldFor.OLD, None)


def publish(post: Running) -> None:
    for name, key in (("s1", rsa_key()), ("s2", ed25519_key())):
        post.dns.set(f"{name}._domainkey.acme.test", "TXT", [key.record])
    for name in ("s1", "arc"):
        post.dns.set(f"{name}._domainkey.list.test", "TXT", [rsa_key().record])


async def cards(scope: Scope) -> int:
    return await scope.of(OutboxItem).filter(kind=OutboxKind.CARD).count()
