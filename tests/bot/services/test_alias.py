"""Which addresses can be added, how often mail goes out for them, and what removing and undoing come to."""

from datetime import timedelta

import pytest

from bot.senders import Added, SenderState
from bot.services.alias import (
    MOST_ADDRESSES,
    RESENDS_A_DAY,
    Holder,
    add,
    enter_code,
    remove,
    resend,
    sending,
    undo_removal,
)
from bot.services.alias_input import has_many_senders, read_address
from bot.services.alias_list import senders_of
from models import AuditEvent, OutboxItem, Scope, SenderAddress, User
from models.types import AddressState, OutboxState
from models.verification import CODE_LIFE, MAX_ATTEMPTS, Proof, fresh_secrets, fresh_shown_code
from tests.bot.rows import NOW, a_user, a_workspace

ADDRESS = "ana@private.example"
MINUTE = timedelta(minutes=1)


async def a_holder(user: User | None = None, *, by_mail: bool = True) -> Holder:
    user = user or await a_user(await a_workspace())
    workspace = await user.workspace
    return Holder(Scope(workspace.id, user.id), user, workspace, "bcc.localhost", by_mail)


async def an_address(user: User, address: str = ADDRESS, **fields: object) -> SenderAddress:
    columns = {"created_at": NOW, "expires_at": NOW + CODE_LIFE} | fields
    return await SenderAddress.create(workspace_id=user.workspace_id, user=user, address=address, **columns)


async def delivered(holder: Holder) -> None:
    await Scope(holder.workspace.id).of(OutboxItem).all().update(state=OutboxState.SENT)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param(" Ana@Private.Example ", ADDRESS, id="as typed"),
        pytest.param("Ana T. <ana@private.example>", ADDRESS, id="with a name"),
        pytest.param("<mailto:ana@private.example|ana@private.example>", ADDRESS, id="pasted into Slack"),
        pytest.param("ana@bücher.example", "ana@xn--bcher-kva.example", id="IDN"),
        pytest.param("josé@private.example", "josé@private.example", id="letters beyond ASCII"),
        pytest.param("ana", None, id="no @"),
        pytest.param("ana@localhost", None, id="no dot"),
        pytest.param("ana@127.0.0.1", None, id="an IP address"),
        pytest.param("ana@-x.example", None, id="no host name"),
        pytest.param("a b@private.example", None, id="two words"),
        pytest.param(f"{'x' * 65}@private.example", None, id="too long"),
        pytest.param("a..b@private.example", None, id="two dots"),
        pytest.param("{}@{who}", None, id="braces"),
        pytest.param("a\ud800@private.example", None, id="a lone surrogate"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, address: str | None) -> None:
    assert read_address(typed) == address


@pytest.mark.parametrize(
    ("address", "many"),
    [
        ("all@acme.example", True),
        ("sales@acme.example", True),
        ("list-dev@acme.example", True),
        ("dev-list@acme.example", True),
        ("ana@lists.acme.example", True),
        ("no-reply@acme.example", True),
        ("ana@acme.example", False),
        ("allen@acme.example", False),
        ("liste@acme.example", False),
    ],
)
def test_an_address_of_many_is_known(address: str, many: bool) -> None:
    assert has_many_senders(address) is many


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("nonsense", Added.NO_ADDRESS),
        ("northwind+deal42@BCC.localhost", Added.OURS),
        ("Ana@Northwind.example", Added.ACCOUNT),
        ("ben@northwind.example", Added.COLLEAGUE),
        ("bens@private.example", Added.TAKEN),
        ("verified@private.example", Added.VERIFIED),
        ("pending@private.example", Added.PENDING),
        ("expired@private.example", Added.DONE),
        ("removed@private.example", Added.DONE),
        ("pendingben@private.example", Added.DONE),
        ("blocked@private.example", Added.BLOCKED),
        ("sales@northwind.example", Added.MANY),
        ("new@private.example", Added.DONE),
    ],
)
async def test_each_conflict_is_told_apart(db: str, typed: str, outcome: Added) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Strand")
    milton = await a_user(await a_workspace("initech"), "Milton Waddams")
    await an_address(milton, "new@private.example", state=AddressState.VERIFIED)
    await an_address(ben, "bens@private.example", state=AddressState.VERIFIED)
    await an_address(ben, "pendingben@private.example")
    await an_address(ana, "verified@private.example", state=AddressState.VERIFIED, verified_at=NOW)
    await an_address(ana, "pending@private.example")
    await an_address(ana, "expired@private.example", expires_at=NOW)
    await an_address(ana, "removed@private.example", state=AddressState.REMOVED, removed_at=NOW)
    await an_address(ana, "blocked@private.example", state=AddressState.BLOCKED)
    holder = await a_holder(ana)
    assert (await add(holder, typed, NOW)).outcome is outcome
    asked = outcome in (Added.BLOCKED, Added.MANY)
    assert (await add(holder, typed, NOW, sure=True)).outcome is (
        Added.DONE if asked else Added.PENDING if outcome is Added.DONE else outcome
    )


async def test_there_are_at_most_ten_addresses(db: str) -> None:
    holder = await a_holder(by_mail=False)
    for number in range(MOST_ADDRESSES):
        assert (await add(holder, f"a{number}@private.example", NOW)).outcome is Added.DONE
    assert (await add(holder, ADDRESS, NOW)).outcome is Added.TOO_MANY
    [first, *_] = (await senders_of(holder.scope, holder.user, NOW)).rows
    assert await remove(holder.scope, first.id, NOW)
    assert (await add(holder, ADDRESS, NOW)).outcome is Added.DONE
    assert (await undo_removal(holder, first.id, NOW)).outcome is Added.TOO_MANY


async def test_mail_goes_out_once_a_minute_and_four_times_a_day_removed_or_not(db: str) -> None:
    holder = await a_holder()
    added = await add(holder, ADDRESS, NOW)
    assert added.sender
    key, now = added.sender.id, NOW
    assert (await resend(holder, key, now + MINUTE)).outcome is Added.TOO_SOON  # it has not gone out yet
    await delivered(holder)
    assert (await resend(holder, key, now + MINUTE / 2)).outcome is Added.TOO_SOON
    for _ in range(RESENDS_A_DAY):
        now += MINUTE
        assert (await resend(holder, key, now)).outcome is Added.DONE
        await delivered(holder)
    assert (await resend(holder, key, now + MINUTE)).outcome is Added.TOO_OFTEN
    await remove(holder.scope, key, now)
    assert (await add(holder, ADDRESS, now + MINUTE)).outcome is Added.TOO_OFTEN
    assert (await add(holder, ADDRESS, now + timedelta(days=1))).outcome is Added.DONE


async def test_nobody_mails_half_the_world(db: str) -> None:
    holder, outcomes = await a_holder(), []
    for number in range(21):
        added = await add(holder, f"a{number}@private.example", NOW)
        outcomes.append(added.outcome)
        if added.sender:
            await remove(holder.scope, added.sender.id, NOW)
    assert outcomes == [Added.DONE] * 20 + [Added.TOO_OFTEN]


async def test_an_address_shows_how_it_stands_as_time_goes_by(db: str) -> None:
    holder = await a_holder()
    added = await add(holder, ADDRESS, NOW)
    assert added.sender

    async def state(now: object = NOW) -> SenderState:
        [one] = (await senders_of(holder.scope, holder.user, now)).rows  # type: ignore[arg-type]
        return one.state

    assert await state() is SenderState.PENDING
    assert await state(NOW + CODE_LIFE) is SenderState.EXPIRED
    for _ in range(MAX_ATTEMPTS):
        await enter_code(holder, "nonsense", NOW)
    assert await state() is SenderState.LOCKED
    await remove(holder.scope, added.sender.id, NOW)
    assert await state() is SenderState.REMOVED
    assert (await senders_of(holder.scope, holder.user, NOW + timedelta(hours=2))).rows == ()


async def test_a_code_finds_its_address_and_costs_the_others_no_try(db: str) -> None:
    holder = await a_holder()
    first = await an_address(holder.user, "one@private.example")
    second = await an_address(holder.user, "two@private.example")
    made = await fresh_secrets(holder.scope, first.id, NOW)
    await fresh_secrets(holder.scope, second.id, NOW)
    assert made
    ben = await a_holder(await a_user(holder.workspace, "Ben Strand"))
    for claimed in (None, first.id):  # a colleague who has the code has nothing
        assert (await enter_code(ben, made.code, NOW, claimed)).proof is Proof.GONE
    wrong = await enter_code(holder, "nonsense", NOW)
    assert (wrong.proof, wrong.left) == (Proof.WRONG, MAX_ATTEMPTS - 1)
    entered = await enter_code(holder, made.code, NOW)
    assert entered.sender
    assert (entered.proof, entered.sender.address) == (Proof.VERIFIED, "one@private.example")
    assert (await holder.scope.of(SenderAddress).get(id=second.id)).attempts == 1
    assert (await enter_code(holder, made.code, NOW, first.id)).proof is Proof.GONE


async def test_a_shown_code_gives_no_more_tries_at_a_mailed_one(db: str) -> None:
    holder = await a_holder()
    row = await an_address(holder.user)
    made = await fresh_secrets(holder.scope, row.id, NOW)
    assert made
    assert await fresh_shown_code(holder.scope, row.id, NOW)
    assert (await enter_code(holder, "nonsense", NOW)).left == MAX_ATTEMPTS - 1
    for _ in range(MAX_ATTEMPTS - 1):
        await enter_code(holder, "nonsense", NOW)
    assert await fresh_shown_code(holder.scope, row.id, NOW)
    assert (await enter_code(holder, made.code, NOW)).proof is Proof.WRONG


async def test_removing_is_undone_within_a_day_by_its_user_alone(db: str) -> None:
    holder = await a_holder()
    ben = await a_holder(await a_user(holder.workspace, "Ben Strand"))
    row = await an_address(holder.user, state=AddressState.VERIFIED, verified_at=NOW)
    assert await remove(ben.scope, row.id, NOW) is None
    assert await remove(holder.scope, row.id, NOW)
    assert await remove(holder.scope, row.id, NOW) is None
    assert (await undo_removal(ben, row.id, NOW)).outcome is Added.GONE
    assert (await undo_removal(holder, row.id, NOW + timedelta(days=1))).outcome is Added.GONE
    taken = await an_address(ben.user, state=AddressState.VERIFIED)
    assert (await undo_removal(holder, row.id, NOW)).outcome is Added.TAKEN
    await taken.delete()
    back = await undo_removal(holder, row.id, NOW)
    assert back.sender
    assert back.sender.state is SenderState.VERIFIED
    verbs = await Scope(holder.workspace.id).of(AuditEvent).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["removed", "restored"]


async def test_only_its_user_is_shown_where_to_send(db: str) -> None:
    holder = await a_holder(by_mail=False)
    ben = await a_holder(await a_user(holder.workspace, "Ben Strand"), by_mail=False)
    row = await an_address(holder.user, expires_at=NOW)
    assert await sending(ben, row.id, NOW) is None
    send = await sending(holder, row.id, NOW)
    assert send
    assert send.send_to.startswith("northwind+verify-")
    assert send.until == NOW + CODE_LIFE
