"""'Was this you?' as the asked member answers it, and as nobody else can."""

import zlib
from datetime import timedelta
from typing import Any

import pytest

from bot.expiry import expire_held
from bot.ids import Action
from bot.services.ask import UNDO_FOR, Word, say_no, say_yes
from models import AuditEvent, HeldMail, OutboxItem, Refusal, Scope, SenderAddress, User
from models.outbox import enqueue_in_dm
from models.types import AddressState, HeldFor, OutboxKind
from models.verification import Proof, verify
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_held_mail, a_user, a_workspace
from tests.control import until

ADDRESS = "ana.trujillo@private.example"
SECRET = "The body of it"


async def a_held(user: User, number: int = 1, **columns: Any) -> HeldMail:
    given: dict[str, Any] = {
        "address": ADDRESS,
        "subject": "Offer for <!channel>",
        "content": zlib.compress(SECRET.encode()),
        "digest": str(number),
        "verdict": {"method": "dkim", "domain": "private.example"},
    }
    return await a_held_mail(user, **(given | columns))


async def asked(desk: Desk, held: HeldMail) -> dict[str, Any]:
    """The question as it stands in the member's DM."""
    payload = {"held": held.id, "for": held.held_for.value}
    await enqueue_in_dm(OutboxKind.ASK, held.workspace_id, held.user_id, payload, NOW)
    desk.wakened.set()
    return await shows(desk, held.user_id, "came to your Bcc address")


async def shows(desk: Desk, user_id: int, text: str) -> dict[str, Any]:
    user = await desk.scope.of(User).get(id=user_id)

    async def found() -> dict[str, Any] | None:
        messages = await desk.control.get("messages", user=user.slack_user_id)
        return next((one for one in messages if text in said(one)), None)

    return await until(found, f"a message that says {text!r}")


async def click(desk: Desk, user: User, message: dict[str, Any], action: Action) -> None:
    opened = await desk.client.conversations_open(users=user.slack_user_id)
    place = {"channel": opened["channel"]["id"], "ts": message["ts"]}
    await desk.control.post("action", user=user.slack_user_id, action_id=action.value, **place)


async def test_yes_verifies_the_address_and_releases_its_mail(desk: Desk) -> None:
    ana = await desk.user("ana")
    first, second = await a_held(ana), await a_held(ana, 2)
    other = await a_held(ana, 3, address="ana@else.example")
    message = await asked(desk, first)
    assert SECRET not in said(message)
    assert "Offer for" in said(message)
    await click(desk, ana, message, Action.ASK_YES)
    message = await shows(desk, ana.id, "is verified as yours. Its 2 mails are being filed")
    assert [block["type"] for block in message["blocks"]] == ["section"]
    row = await desk.scope.of(SenderAddress).get()
    assert (row.user_id, row.address, row.state) == (ana.id, ADDRESS, AddressState.VERIFIED)
    assert row.evidence == {"by": "was_this_you", "method": "dkim", "domain": "private.example"}
    released = await desk.scope.of(HeldMail).filter(released_at__isnull=False).values_list("id", flat=True)
    assert sorted(released) == [first.id, second.id]
    assert (await desk.scope.of(HeldMail).get(id=other.id)).released_at is None
    assert await desk.scope.of(AuditEvent).filter(verb="verified", actor_id=ana.id).count() == 1


@pytest.mark.parametrize("held_for", [HeldFor.PENDING, HeldFor.PLAUSIBLE])
async def test_a_question_that_stands_says_so_once_its_address_is_verified_otherwise(
    desk: Desk, held_for: HeldFor
) -> None:
    ana = await desk.user("ana")
    message = await asked(desk, await a_held(ana, held_for=held_for))
    row = await SenderAddress.create(
        workspace_id=ana.workspace_id, user=ana, address=ADDRESS, created_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    assert await verify(row, NOW, {"by": "code"}) is Proof.VERIFIED
    desk.wakened.set()
    settled = await shows(desk, ana.id, "is verified as yours. Its mail is being filed")
    assert settled["ts"] == message["ts"]
    assert "14 days" not in said(settled)


@pytest.mark.parametrize("more", [False, True], ids=["all of it", "the first of two"])
async def test_a_question_that_nobody_answered_asks_of_what_is_left(desk: Desk, more: bool) -> None:
    ana = await desk.user("ana")
    message = await asked(desk, await a_held(ana))
    if more:
        await a_held(ana, 2, subject="Another", expires_at=NOW + timedelta(days=15))
    assert await expire_held(NOW + timedelta(days=14)) == 1
    # The desk's clock stands still at an earlier day.
    await desk.scope.of(OutboxItem).filter(due_at__gt=NOW).update(due_at=NOW)
    desk.wakened.set()

    async def rewritten() -> dict[str, Any] | None:
        messages = await desk.control.get("messages", user=ana.slack_user_id)
        [first] = [one for one in messages if one["ts"] == message["ts"]]
        return first if said(first) != said(message) else None

    now = await until(rewritten, "another question, or none")
    assert ("Another" in said(now), "Yes, that" in said(now)) == (more, more)
    if more:
        await click(desk, ana, now, Action.ASK_YES)
        await shows(desk, ana.id, "is verified as yours. Its mail is being filed")


async def test_no_blocks_and_undo_asks_again_while_the_mail_is_there(desk: Desk) -> None:
    ana = await desk.user("ana")
    held = await a_held(ana)
    await click(desk, ana, await asked(desk, held), Action.ASK_NO)
    message = await shows(desk, ana.id, "is blocked")
    row = await desk.scope.of(SenderAddress).get()
    assert (row.user_id, row.address, row.state) == (ana.id, ADDRESS, AddressState.BLOCKED)
    assert (await desk.scope.of(HeldMail).get()).expires_at == NOW + UNDO_FOR
    await click(desk, ana, message, Action.ASK_UNDO)
    message = await shows(desk, ana.id, "Was this you?")
    assert (await desk.scope.of(SenderAddress).get()).state is AddressState.REMOVED
    assert (await desk.scope.of(HeldMail).get()).expires_at == NOW + timedelta(days=14)
    await click(desk, ana, message, Action.ASK_NO)
    message = await shows(desk, ana.id, "is blocked")
    await expire_held(NOW + UNDO_FOR)
    assert await desk.scope.of(HeldMail).count() == await desk.scope.of(Refusal).count() == 0
    assert await desk.scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE).count() == 0
    await click(desk, ana, message, Action.ASK_UNDO)
    await shows(desk, ana.id, "is not blocked any more")
    verbs = await desk.scope.of(AuditEvent).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["blocked", "unblocked", "blocked", "unblocked"]


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody", "her own, only being added"])
async def test_only_who_was_asked_can_answer(desk: Desk, whose: str) -> None:
    ana = await desk.user("ana")
    if whose == "a colleague":
        number = (await a_held(await desk.user("ben"))).id
    elif whose == "another workspace":
        number = (await a_held(await a_user(await a_workspace("initech"), "Milton Waddams"))).id
    elif whose == "nobody":
        number = 10**17
    else:
        number = (await a_held(ana, held_for=HeldFor.PENDING)).id
    for action in (Action.ASK_YES, Action.ASK_NO):
        await desk.click_forged(ana, action, str(number))
        await desk.told(ana, "settled already")
    await desk.click_forged(ana, Action.ASK_UNDO, str(number))
    await desk.told(ana, "not blocked any more")
    assert await desk.scope.of(SenderAddress).count() == 0
    assert await Scope(ana.workspace_id).of(HeldMail).filter(released_at__isnull=False).count() == 0


async def test_an_address_that_is_a_colleagues_by_now_is_not_taken(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    held = await a_held(ana)
    await SenderAddress.create(
        workspace_id=ana.workspace_id, user=ben, address=ADDRESS, state=AddressState.VERIFIED, created_at=NOW
    )
    message = await asked(desk, held)
    await click(desk, ana, message, Action.ASK_YES)
    await desk.told(ana, "belongs to a colleague")
    assert await desk.scope.of(SenderAddress).filter(user_id=ana.id).count() == 0
    assert (await desk.scope.of(HeldMail).get()).released_at is None


async def test_two_clicks_at_once_are_one_answer(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope, held = Scope(ana.workspace_id, ana.id), await a_held(ana)
    words = [(await say_yes(scope, held.id, NOW)).word, (await say_yes(scope, held.id, NOW)).word]
    assert words == [Word.YES, Word.GONE]
    assert (await say_no(scope, held.id, NOW)).word is Word.GONE
    assert (await scope.of(SenderAddress).get()).state is AddressState.VERIFIED


async def test_an_address_blocked_or_removed_once_is_taken_up_again(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope, held = Scope(ana.workspace_id, ana.id), await a_held(ana)
    assert (await say_no(scope, held.id, NOW)).word is Word.NO
    assert (await say_yes(scope, held.id, NOW)).word is Word.YES
    assert (await scope.of(SenderAddress).get()).state is AddressState.VERIFIED


async def test_what_nobody_spoke_for_is_deleted_and_told_of_once(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id)
    await a_held(ana)
    await a_held(ana, 2)
    late = await a_held(ana, 3, expires_at=NOW + timedelta(days=15))
    free = await a_held(ana, 4, released_at=NOW)
    assert await expire_held(NOW + timedelta(days=14)) == 1
    assert await expire_held(NOW + timedelta(days=14)) == 0
    assert sorted(await scope.of(HeldMail).all().values_list("id", flat=True)) == [late.id, free.id]
    notice = await scope.of(OutboxItem).get()
    assert notice.user_id == ana.id
    assert notice.payload["text"].startswith("2 mails from")
    refusal = await scope.of(Refusal).get()
    assert (refusal.user_id, refusal.reason, refusal.count) == (ana.id, "expired", 2)
    assert await expire_held(NOW + timedelta(days=15)) == 1
    assert await scope.of(OutboxItem).all().count() == 2


async def test_a_question_that_was_settled_is_not_asked(desk: Desk) -> None:
    ana = await desk.user("ana")
    held = await a_held(ana, released_at=NOW)
    await enqueue_in_dm(OutboxKind.ASK, ana.workspace_id, ana.id, {"held": held.id}, NOW)
    desk.wakened.set()

    async def given_up() -> OutboxItem | None:
        return await desk.scope.of(OutboxItem).get_or_none(last_error="settled_already")

    await until(given_up, "the item given up")


async def test_a_forwarding_code_is_shown_to_its_member_alone(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    payload = {"address": "ana@gmail.com", "code": "123456789", "link": None}
    await enqueue_in_dm(OutboxKind.FORWARDING_CODE, ana.workspace_id, ana.id, payload, NOW)
    desk.wakened.set()
    await shows(desk, ana.id, "123456789")
    messages = await desk.control.get("messages", user=ben.slack_user_id)
    assert not any("123456789" in said(message) for message in messages)
