"""Proved mail of nobody's: held for whom it probably belongs to, filed on their word, refused otherwise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest import held, release, reply
from ingest.auth.authenticate import AuthSettings
from ingest.auth.resolver import Resolver
from ingest.auth.verdict import Verdict
from ingest.authenticator import Examiner
from ingest.envelope import Envelope
from ingest.examine import Examined, ExamineRequest, examine
from ingest.letter import Letter
from ingest.mailboxes import Mailboxes
from ingest.parse.message import parse
from ingest.release import Releaser
from ingest.run import ingest_running
from ingest.settings import IngestSettings
from ingest.store import NotStored, Store, Stored
from ingest.workers import Crashed, TimedOut
from models import HeldMail, Message, OutboxItem, RawMail, Refusal, Scope, SenderAddress, User, Workspace
from models.types import AddressState, Direction, HeldFor, OutboxKind, Visibility
from models.verification import Proof, verify
from tests.builders import MAIL_DOMAIN, NOW, a_mail, a_user, a_workspace
from tests.control import until
from tests.ingest.office import BOX, Running, an_office, deliver, members
from tests.sandbox.dns import DnsServer
from tests.wire import a_wire

HELD = str(reply.HELD)
OTHER = "ana@globex.test"


async def adding(user: User, address: str = OTHER, **fields: Any) -> SenderAddress:
    given = {"state": AddressState.PENDING, "created_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    return await SenderAddress.create(
        workspace_id=user.workspace_id, user=user, address=address, **(given | fields)
    )


async def send(post: Running, sender: str = f"Ana <{OTHER}>", *rcpt_to: str, **mail: Any) -> str:
    """From a server that the sender's domain names."""
    address = sender.rpartition("<")[2].rstrip(">")
    post.dns.set(address.rpartition("@")[2], "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
    return await deliver(post, a_mail(sender=sender, **mail), *rcpt_to, mail_from=address)


async def questions(scope: Scope) -> list[dict[str, Any]]:
    asked = scope.of(OutboxItem).filter(kind=OutboxKind.ASK).order_by("id")
    return [item.payload for item in await asked]


async def read(envelope: Envelope, verdict: Verdict) -> Examined:
    """As a worker reads, in this process."""
    found = examine(ExamineRequest(envelope, (), AuthSettings((), NOW), verdict=verdict), parse)
    assert isinstance(found, Examined)
    return found


@asynccontextmanager
async def releasing(store: Any = None) -> AsyncIterator[Releaser]:
    async with Store(lambda: None).running() as real:
        yield Releaser(store or real, read, Mailboxes(MAIL_DOMAIN), lambda: NOW, asyncio.Event())


async def test_mail_of_an_address_being_added_waits_and_is_filed_unshared_once_verified(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post, releasing() as releaser:
        raw = a_mail(sender=f"Ana <{OTHER}>", subject="Early")
        for box in (BOX, BOX, f"northwind+deal77+share@{MAIL_DOMAIN}"):
            assert await deliver(post, raw, box, mail_from=OTHER) == HELD
        waiting = await scope.of(HeldMail).get()
        assert (waiting.user_id, waiting.held_for, waiting.subject) == (ana.id, HeldFor.PENDING, "Early")
        assert waiting.rcpt_to == [BOX, f"northwind+deal77+share@{MAIL_DOMAIN}"]
        assert await questions(scope) == [{"held": waiting.id, "for": "pending"}]
        assert await releaser.file_released()
        assert await scope.of(Message).all().count() == 0
        post.dns.set("globex.test", "TXT", ["v=spf1 -all"])  # what was proved stays proved
        assert await verify(row, NOW, {"by": "code"}) is Proof.VERIFIED
        assert await releaser.file_released()
        assert await releaser.file_released()
    message = await scope.of(Message).get()
    assert (message.owner_id, message.subject, message.direction) == (ana.id, "Early", Direction.SENT)
    assert message.visibility is Visibility.PRIVATE
    assert (message.proof["method"], message.proof["domain"], message.tags) == (
        "spf",
        "globex.test",
        ["deal77"],
    )
    assert (await scope.of(RawMail).get()).rcpt_to == waiting.rcpt_to
    assert await scope.of(HeldMail).all().count() == 0
    assert await scope.of(OutboxItem).filter(kind=OutboxKind.CARD).count() == 1


async def test_a_crash_between_storing_and_deleting_files_it_once(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post, releasing() as releaser:
        assert await send(post) == HELD
        kept = await scope.of(HeldMail).get()
        await verify(row, NOW, {})
        assert await releaser.file_released()
        columns = {key: value for key, value in dict(kept).items() if key != "id"}
        await HeldMail.create(**columns | {"released_at": NOW})  # as it was before the crash
        assert await releaser.file_released()
    assert await scope.of(Message).all().count() == 1
    assert await scope.of(OutboxItem).filter(kind=OutboxKind.CARD).count() == 1
    assert await scope.of(HeldMail).all().count() == 0


async def test_what_cannot_be_stored_now_stays_held(db: str) -> None:
    class Away:
        async def put(self, _: object) -> Stored | NotStored:
            return NotStored()

    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post, releasing(Away()) as releaser:
        await send(post)
        await verify(row, NOW, {})
        assert not await releaser.file_released()
    assert await scope.of(HeldMail).all().count() == 1


@pytest.mark.parametrize("failing", [False, True], ids=["not stored", "failing"])
async def test_what_has_to_wait_keeps_nothing_else_waiting(
    db: str, monkeypatch: pytest.MonkeyPatch, failing: bool
) -> None:
    class Odd:
        async def put(self, letter: Letter) -> Stored | NotStored:
            if letter.owner_id == bo.id:
                return await store.put(letter)
            if failing:
                raise OSError
            return NotStored()

    monkeypatch.setattr(release, "_AT_ONCE", 2)
    scope, ana = await members()
    bo = await a_user(await Workspace.get(id=scope.workspace_id), "bo@acme.test")
    rows = [await adding(ana), await adding(bo, "bo@home.test")]
    async with an_office() as post, Store(lambda: None).running() as store, releasing(Odd()) as releaser:
        for sender in (OTHER, OTHER, "bo@home.test"):
            assert await send(post, sender) == HELD
        for row in rows:
            await verify(row, NOW, {})
        assert not await releaser.file_released()
    assert (await scope.of(Message).get()).owner_id == bo.id
    assert await scope.of(HeldMail).all().count() == 2


async def test_a_mailbox_that_is_being_added_may_redirect(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana)
    async with an_office() as post, releasing() as releaser:
        raw = a_mail(sender="Bob <bob@partner.test>", to=OTHER)
        sender = "ana+caf_=northwind=bcc.test@globex.test"
        assert await deliver(post, raw, mail_from=sender) == HELD
        await verify(row, NOW, {})
        assert await releaser.file_released()
    message = await scope.of(Message).get()
    assert (message.direction, message.author_address) == (Direction.REDIRECTED, "bob@partner.test")


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param("Bob <ana@elsewhere.test>", id="the same local part"),
        pytest.param('"TRUJILLO, Ana" <me@globex.test>', id="the same name"),
        pytest.param("x <ana.trujillo@gmail.com>", id="a whole name at a public domain"),
        pytest.param("x <atrujillo@acme.test>", id="her form at an own domain"),
    ],
)
async def test_plausible_mail_is_held_and_asked_about(db: str, sender: str) -> None:
    scope, ana = await members()
    await scope.of(User).filter(id=ana.id).update(name="Ana Trujillo")
    async with an_office() as post:
        assert await send(post, sender) == HELD
        assert await send(post, sender) == HELD
        assert len(post.wakened) == 2
    waiting = await scope.of(HeldMail).all().order_by("id")
    assert [(row.user_id, row.held_for) for row in waiting] == [(ana.id, HeldFor.PLAUSIBLE)] * 2
    assert await questions(scope) == [{"held": waiting[0].id, "for": "plausible"}]
    assert await scope.of(Message).all().count() == await scope.of(Refusal).all().count() == 0


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param("Ana Trujillo <ben@acme.test>", id="a colleague's address under her name"),
        pytest.param("Ana <ana@gmail.com>", id="a first name at a public domain"),
        pytest.param("Bob <bob@globex.test>", id="a stranger"),
        pytest.param("Cem <cem@globex.test>", id="two members fit"),
        pytest.param("Ana Trujillo <info@globex.test>", id="a desk"),
        pytest.param("Gone <gone@acme.test>", id="an account that was"),
        pytest.param("Gone <gone@globex.test>", id="a member that was"),
    ],
)
async def test_mail_that_is_not_plausible_is_refused(db: str, sender: str) -> None:
    scope, ana = await members()
    workspace = await Workspace.get(id=scope.workspace_id)
    await scope.of(User).filter(id=ana.id).update(name="Ana Trujillo")
    await a_user(workspace, "cem@acme.test")
    await a_user(workspace, "cem@north.test")
    await a_user(workspace, "gone@acme.test", active=False)
    async with an_office() as post:
        assert (await send(post, sender)).startswith("550 5.7.1 ")
    assert await scope.of(HeldMail).all().count() == 0
    assert [row.reason for row in await scope.of(Refusal).all()] == ["unknown_sender"]


async def test_what_nobody_proved_is_never_held(db: str) -> None:
    scope, ana = await members()
    await adding(ana)
    async with an_office() as post:
        assert (await deliver(post, a_mail(sender=OTHER), mail_from="eve@evil.test")).startswith("550 5.7.26")
    assert await scope.of(HeldMail).all().count() == await scope.of(OutboxItem).all().count() == 0


async def test_a_pending_address_waits_only_for_the_one_who_is_adding_it_and_while_they_are(db: str) -> None:
    scope, ana = await members()
    row = await adding(ana, "x@globex.test", expires_at=NOW)
    async with an_office() as post:
        assert (await send(post, "x@globex.test")).startswith("550 5.7.1")
        await scope.of(SenderAddress).filter(id=row.id).update(expires_at=NOW + timedelta(1))
        await adding(
            await a_user(await Workspace.get(id=scope.workspace_id), "ben@acme.test"), "x@globex.test"
        )
        assert (await send(post, "x@globex.test")).startswith("550 5.7.1")


async def test_a_blocked_address_is_refused_and_nobody_is_asked(db: str) -> None:
    scope, ana = await members()
    await adding(ana, state=AddressState.BLOCKED)
    async with an_office() as post:
        assert (await send(post)).startswith("550 5.7.1")
    assert (await scope.of(Refusal).get()).reason == "blocked"
    assert await questions(scope) == []


async def test_a_flood_of_plausible_senders_asks_three_times_a_day(db: str) -> None:
    scope, _ = await members()
    async with an_office() as post:
        answers = [await send(post, f"Ana <ana@evil{number}.test>") for number in range(8)]
    assert [answer[:3] for answer in answers] == ["250"] * 3 + ["550"] * 5
    assert len(await questions(scope)) == await scope.of(HeldMail).all().count() == 3
    [row] = await scope.of(Refusal).filter(claimed_sender="ana@evil7.test")
    assert row.reason == "unknown_sender"


async def test_who_leaves_questions_open_is_asked_no_more(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scope, _ = await members()
    monkeypatch.setattr(held, "QUESTIONS_A_DAY", 100)
    async with an_office() as post:
        answers = [await send(post, f"Ana <ana@evil{number}.test>") for number in range(8)]
    assert [answer[:3] for answer in answers] == ["250"] * 6 + ["550"] * 2
    assert len(await questions(scope)) == 6


@pytest.mark.parametrize(
    ("limit", "value"), [("MAILS_A_DAY", 2), ("BYTES", 700)], ids=["by number", "by bytes"]
)
async def test_what_there_is_no_room_for_is_not_taken(
    db: str, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    scope, ana = await members()
    monkeypatch.setattr(held, limit, value)
    async with an_office() as post:
        answers = [await send(post) for _ in range(6)]
        assert (answers[0], answers[-1][:9]) == (HELD, "550 5.7.1")
        kept = await scope.of(HeldMail).all().count()
        assert kept == answers.count(HELD)
        await adding(ana)
        assert await send(post) == str(reply.HELD_FULL)
    assert await scope.of(HeldMail).all().count() == kept


async def test_each_workspace_decides_for_itself(db: str) -> None:
    north, ana = await members()
    south = Scope((await a_workspace("south")).id)
    await a_user(await Workspace.get(id=south.workspace_id), "zoe@south.test")
    async with an_office() as post:
        assert await send(post, f"Ana <{OTHER}>", BOX, "south@bcc.test") == HELD
    assert (await north.of(HeldMail).get()).rcpt_to == [BOX]
    assert await south.of(HeldMail).all().count() == 0
    assert (await south.of(Refusal).get()).reason == "unknown_sender"
    assert await Scope(north.workspace_id, ana.id).of(HeldMail).all().count() == 1


async def test_an_address_verified_while_its_mail_comes_in_is_tried_again(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, ana = await members()
    row = await adding(ana)
    before = held.claim_of

    async def verified_meanwhile(*arguments: Any) -> Any:
        claim = await before(*arguments)
        await verify(row, NOW, {})
        return claim

    monkeypatch.setattr("ingest.settle.claim_of", verified_meanwhile)
    async with an_office() as post:
        assert await send(post) == str(reply.TRY_LATER)
        assert (await send(post)).startswith("250 2.0.0 Stored")
    assert await scope.of(HeldMail).all().count() == 0


async def test_the_whole_of_ingest_files_what_is_released_by_its_workers(db: str) -> None:
    scope, ana = await members()
    row, released = await adding(ana, "me@globex.test"), asyncio.Event()
    await scope.of(SenderAddress).filter(id=row.id).update(expires_at=datetime.now(UTC) + timedelta(1))
    async with DnsServer() as dns:
        dns.set("globex.test", "TXT", ["v=spf1 ip4:127.0.0.1 -all"])
        settings = IngestSettings(
            mail_domain=MAIL_DOMAIN, smtp_listen="127.0.0.1:0", dns_servers=(f"127.0.0.1:{dns.port}",)
        )
        async with (
            ingest_running(settings, stored=lambda: None, released=released) as server,
            a_wire(server.port) as wire,
        ):
            raw = a_mail(sender="Me <me@globex.test>", subject="Held")
            assert await wire.mail(raw, BOX, mail_from="me@globex.test") == HELD
            assert await verify(row, NOW, {}) is Proof.VERIFIED
            released.set()

            async def filed() -> bool:
                return not await scope.of(HeldMail).all().exists()

            await until(filed, "the mail filed")
    message = await scope.of(Message).get()
    assert (message.owner_id, message.subject, message.author_address) == (ana.id, "Held", "me@globex.test")


@pytest.mark.parametrize(
    ("outcome", "readable"),
    [(TimedOut(), False), (Crashed("twice"), False), (Crashed("by somebody", blameless=True), None)],
    ids=["too slow", "its reader dies", "our fault"],
)
async def test_what_cannot_be_read_is_filed_unread_and_what_is_our_fault_waits(
    db: str, outcome: TimedOut | Crashed, readable: bool | None
) -> None:
    class Pool:
        async def run(self, _: object) -> TimedOut | Crashed:
            return outcome

    scope, ana = await members()
    row = await adding(ana)
    examiner = Examiner(Pool(), Resolver(["127.0.0.1:1"]))  # type: ignore[arg-type]
    async with an_office() as post, Store(lambda: None).running() as store:
        assert await send(post) == HELD
        await verify(row, NOW, {})
        releaser = Releaser(store, examiner.read, Mailboxes(MAIL_DOMAIN), lambda: NOW, asyncio.Event())
        assert await releaser.file_released() is (readable is not None)
    if readable is None:
        assert await scope.of(HeldMail).all().count() == 1
    else:
        message = await scope.of(Message).get()
        assert (message.malformed, message.author_address) == (
            "It took too much time or memory to read.",
            OTHER,
        )
