"""What of a mail stands in the tables, and that it stands there once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.auth.resolver import Resolver
from ingest.envelope import Envelope
from ingest.examine import Examined
from ingest.parse.mail import Malformed
from ingest.pipeline import Examine
from models import (
    Attachment,
    AuditEvent,
    Conversation,
    Follow,
    Link,
    Message,
    OutboxItem,
    Participant,
    RawMail,
    Scope,
    Share,
    Workspace,
)
from models.types import Direction, OutboxKind, ParticipantRole, RecordKind, Visibility
from tests.builders import NOW, a_mail, a_person, a_record, a_user, a_workspace
from tests.ingest.auth.builders import rsa_key, signed
from tests.ingest.office import BOX, an_office, deliver, in_process, members

SHARE = "northwind+share@bcc.test"


async def test_the_same_mail_again_is_the_same_message_with_its_tags_merged(db: str) -> None:
    scope, _ = await members()
    workspace = await Workspace.get(id=scope.workspace_id)
    deal, lead = await a_record(workspace, number=42), await a_record(workspace, RecordKind.LEAD, number=7)
    raw = a_mail(message_id="same@acme.test")
    async with an_office() as post:
        for rcpt in (
            BOX,
            "northwind+deal42@bcc.test",
            "northwind+deal42+lead7@bcc.test",
            "northwind+typo@bcc.test",
            BOX,
        ):
            assert (await deliver(post, raw, rcpt)).startswith("250")
    assert (await scope.of(Message).get()).tags == ["typo"]
    assert {link.record_id for link in await scope.of(Link).all()} == {deal.id, lead.id}
    kinds = await scope.of(OutboxItem).order_by("id").values_list("kind", flat=True)
    assert kinds == [OutboxKind.CARD, OutboxKind.CARD_UPDATE]  # updates not yet sent are one


@pytest.mark.parametrize(
    "trace",
    ["", "Received: from a by b\r\n", "Return-Path: <ana@acme.test>\r\nDelivered-To: x@y.test\r\n"],
    ids=["nothing", "Received", "delivery headers"],
)
async def test_a_mail_without_message_id_is_known_again_by_its_content(db: str, trace: str) -> None:
    scope, _ = await members()
    raw = a_mail(message_id=None)
    async with an_office() as post:
        assert (await deliver(post, raw)).startswith("250")
        assert (await deliver(post, trace.encode() + raw)).startswith("250")
        assert (await deliver(post, a_mail(message_id=None, subject="Another"))).startswith("250")
    assert await scope.of(Message).all().count() == 2
    assert await scope.of(OutboxItem).all().count() == 2


async def test_a_very_long_message_id_is_kept_as_its_digest(db: str) -> None:
    scope, _ = await members()
    raw = a_mail(message_id="x" * 900 + "@acme.test")
    async with an_office() as post:
        for _ in range(2):
            assert (await deliver(post, raw)).startswith("250")
    assert (await scope.of(Message).get()).message_key.startswith("sha256:")


async def test_replies_join_the_conversation_of_their_owner_only(db: str) -> None:
    scope, _ = await members()
    carl = await a_user(await Workspace.get(id=scope.workspace_id), "carl@acme.test")
    async with an_office() as post:
        await deliver(post, a_mail(message_id="1@acme.test"))
        await deliver(
            post, a_mail(message_id="3@acme.test", extra="References: <1@acme.test> <2@globex.test>\r\n")
        )
        await deliver(post, a_mail(message_id="4@acme.test", extra="In-Reply-To: <2@globex.test>\r\n"))
        await deliver(post, a_mail(message_id="5@acme.test", subject="Something else"))
        foreign = a_mail(sender="carl@acme.test", extra="In-Reply-To: <1@acme.test>\r\n")
        await deliver(post, foreign, mail_from="carl@acme.test")
    threads = await scope.of(Message).order_by("id").values_list("conversation_id", flat=True)
    assert threads[0] == threads[1] == threads[2]
    assert len(set(threads)) == 3
    assert await scope.of(Conversation).filter(owner_id=carl.id).count() == 1


async def test_a_forward_is_shown_as_the_original_and_keeps_its_people(db: str) -> None:
    scope, _ = await members()
    text = (
        "please file this\r\n\r\n---------- Forwarded message ---------\r\n"
        "From: Jane Doe <jane@globex.test>\r\nDate: Fri, Jan 1, 2027 at 10:00 AM\r\nSubject: Offer\r\n"
        "To: Ana <ana@acme.test>\r\nCc: Max <max@globex.test>\r\n\r\nHere it is.\r\n"
    )
    jane = await a_person(await Workspace.get(id=scope.workspace_id), "jane@globex.test")
    async with an_office() as post:
        assert (await deliver(post, a_mail(to=BOX, subject="Fwd: Offer", text=text))).startswith("250")
    message = await scope.of(Message).get()
    assert (message.direction, message.author_address) == (Direction.FORWARDED, "jane@globex.test")
    assert (message.subject, message.text, message.note) == ("Offer", "Here it is.", "please file this")
    rows = await scope.of(Participant).order_by("position").values_list("role", "address", "person_id")
    assert rows[:3] == [
        (ParticipantRole.ORIGINAL_FROM, "jane@globex.test", jane.id),
        (ParticipantRole.ORIGINAL_TO, "ana@acme.test", None),
        (ParticipantRole.ORIGINAL_CC, "max@globex.test", None),
    ]


async def test_attachments_are_listed_and_stay_in_the_raw_mail(db: str) -> None:
    scope, _ = await members()
    raw = a_mail(
        extra='MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
        text="--b\r\n\r\nsee file\r\n--b\r\nContent-Type: application/pdf\r\n"
        'Content-Disposition: attachment; filename="offer.pdf"\r\n\r\nPDF\r\n--b--\r\n',
    )
    async with an_office() as post:
        assert (await deliver(post, raw)).startswith("250")
    file = await scope.of(Attachment).get()
    assert (file.name, file.type, file.size, file.inline) == ("offer.pdf", "application/pdf", 3, False)


async def test_a_verified_but_unreadable_mail_is_kept_with_its_bytes(db: str) -> None:
    scope, _ = await members()

    def examined_by(resolver: Resolver) -> Examine:
        async def run(envelope: Envelope) -> Examined:
            examined = await in_process(resolver)(envelope)
            assert isinstance(examined, Examined)
            return replace(examined, mail=Malformed("It is nested too deep."))

        return run

    async with an_office(examined_by=examined_by) as post:
        assert (await deliver(post, a_mail())).startswith("250")
    message = await scope.of(Message).get()
    assert (message.malformed, message.text, message.subject) == ("It is nested too deep.", "", "")
    assert message.author_address == "ana@acme.test"
    assert await scope.of(OutboxItem).all().count() == await scope.of(RawMail).all().count() == 1


@pytest.mark.parametrize(
    "text",
    ["=00NUL=00", "=ED=A0=80 half a pair", "=F0=9F=98=80 emoji", "=E2=80=AE bidi"],
    ids=["NUL", "surrogate", "emoji", "bidi"],
)
async def test_text_that_a_database_would_refuse_is_stored_all_the_same(db: str, text: str) -> None:
    scope, _ = await members()
    raw = a_mail(
        subject=f"=?utf-8?q?{text.replace(' ', '_')}?=",
        text=text,
        extra="MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n",
    )
    async with an_office() as post:
        assert (await deliver(post, raw)).startswith("250")
    message = await scope.of(Message).get()
    assert message.malformed is None
    assert "\0" not in message.text + message.subject


async def test_the_visibility_is_the_members_choice_or_else_the_workspaces(db: str) -> None:
    workspace = await a_workspace(default_visibility=Visibility.SHARED)
    scope = Scope(workspace.id)
    await a_user(workspace)
    await a_user(workspace, "bea@acme.test", default_visibility=Visibility.PRIVATE)
    async with an_office() as post:
        await deliver(post, a_mail())
        await deliver(post, a_mail(sender="bea@acme.test"), mail_from="bea@acme.test")
    assert await scope.of(Message).order_by("id").values_list("visibility", flat=True) == [
        Visibility.SHARED,
        Visibility.PRIVATE,
    ]


@pytest.mark.parametrize(
    ("rcpts", "visibility"),
    [
        pytest.param([BOX], Visibility.PRIVATE, id="the plain address"),
        pytest.param([SHARE], Visibility.SHARED, id="the share tag"),
        pytest.param(["northwind+deal42+share@bcc.test"], Visibility.SHARED, id="among other tags"),
        pytest.param([BOX, SHARE], Visibility.SHARED, id="the same mail once more"),
    ],
)
async def test_the_share_tag_shares_within_the_company(
    db: str, rcpts: list[str], visibility: Visibility
) -> None:
    scope, ana = await members()
    await a_record(await Workspace.get(id=scope.workspace_id), number=42)
    raw = a_mail(message_id="tagged@acme.test")
    async with an_office() as post:
        for rcpt in rcpts:
            assert (await deliver(post, raw, rcpt)).startswith("250")
    mail = await scope.of(Message).get()
    assert (mail.visibility, mail.tags) == (visibility, [])
    assert (mail.shared_at is not None) is (visibility is Visibility.SHARED)
    events = await scope.of(AuditEvent).filter(verb="shared")
    assert [(event.actor_id, event.subject) for event in events] == [(ana.id, f"message:{mail.id}")] * (
        visibility is Visibility.SHARED
    )


@pytest.mark.parametrize(
    ("mail", "covers", "mail_from", "shares"),
    [
        pytest.param({}, None, "eve@evil.test", False, id="who has it sends it there"),
        pytest.param({}, None, "bob@acme.test", False, id="her colleague sends it there"),
        pytest.param({"to": BOX}, None, "eve@evil.test", False, id="she named the plain address"),
        pytest.param(
            {"to": SHARE}, ["from", "subject", "date"], "eve@evil.test", False, id="To is not signed"
        ),
        pytest.param({"to": SHARE}, None, "b1@mailer.test", True, id="she named it, and a service sends it"),
        pytest.param({"extra": f"Cc: {SHARE}\r\n"}, None, "b1@mailer.test", True, id="she named it in Cc"),
        pytest.param({}, None, "ana@acme.test", True, id="her mailbox sends it"),
        pytest.param({"sender": "bob@list.test"}, None, "ana+SRS=x@acme.test", True, id="it redirects it"),
    ],
)
async def test_the_share_tag_counts_where_the_member_chose_it(
    db: str, mail: dict[str, str], covers: list[str] | None, mail_from: str, shares: bool
) -> None:
    scope, ana = await members()
    raw = signed(a_mail(**mail), domain="acme.test", headers=covers, at=NOW)
    async with an_office() as post:
        post.dns.set("s1._domainkey.acme.test", "TXT", [rsa_key().record])
        assert (await deliver(post, raw, SHARE, mail_from=mail_from)).startswith("250")
    kept = await scope.of(Message).get()
    assert (kept.owner_id, kept.visibility is Visibility.SHARED) == (ana.id, shares)
    assert await scope.of(AuditEvent).filter(verb="shared").count() == shares


async def test_a_copy_that_comes_much_later_shares_nothing(db: str) -> None:
    scope, _ = await members()
    raw = a_mail(message_id="replayed@acme.test")
    async with an_office() as post:
        assert (await deliver(post, raw, BOX)).startswith("250")
        await scope.of(Message).all().update(received_at=NOW - timedelta(hours=2))
        assert (await deliver(post, raw, SHARE)).startswith("250")
    assert (await scope.of(Message).get()).visibility is Visibility.PRIVATE


async def test_later_mail_of_a_conversation_shared_as_a_whole_is_shared_too(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        await deliver(post, a_mail(message_id="first@acme.test"))
        await scope.of(Conversation).all().update(shared_at=NOW)
        reply = a_mail(message_id="second@acme.test", extra="In-Reply-To: <first@acme.test>\r\n")
        await deliver(post, reply)
        await deliver(post, a_mail(message_id="other@acme.test", subject="Quite another"))
    seen = await scope.of(Message).order_by("id").values_list("visibility", flat=True)
    assert seen == [Visibility.PRIVATE, Visibility.SHARED, Visibility.PRIVATE]


@pytest.mark.parametrize("how", ["as a whole", "by its address", "by its address, a moment later", "not"])
async def test_who_follows_a_conversation_is_told_of_later_mail_that_comes_shared(db: str, how: str) -> None:
    scope, _ = await members()
    workspace = await Workspace.get(id=scope.workspace_id)
    ben = await a_user(workspace, "ben@acme.test")
    second = a_mail(message_id="second@acme.test", extra="In-Reply-To: <first@acme.test>\r\n")
    async with an_office() as post:
        await deliver(post, a_mail(message_id="first@acme.test"))
        first = await scope.of(Message).get()
        w = {"workspace": workspace, "created_at": NOW}
        share = await Share.create(message=first, channel="CDEALS", ts="1.1", **w)
        await Follow.create(share=share, user=ben, **w)
        if how == "as a whole":
            await scope.of(Conversation).all().update(shared_at=NOW)
        if how != "by its address":
            await deliver(post, second)
        if how.startswith("by its address"):
            await deliver(post, second, SHARE)
        await deliver(post, second)
    told = await scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE)
    newest = await scope.of(Message).order_by("-id").first()
    assert newest is not None
    payload = {"later": True, "mail": newest.id, "share": None}
    assert [(one.user_id, one.payload) for one in told] == ([] if how == "not" else [(ben.id, payload)])
