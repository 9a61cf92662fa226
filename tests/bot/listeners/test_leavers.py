"""A member leaves: what admins are told, what they decide, and what becomes of it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.ids import Action
from bot.left import Leaver
from bot.views.leaver import handed_over, leaver_notice
from models import Message, OutboxItem, Scope, User
from models.outbox import enqueue_card
from models.types import OutboxKind, OutboxState, Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_user, a_workspace
from tests.control import until

NOT_ADMIN = "Only admins can decide about the mail of members who left. Ask Ana Trujillo."


async def dm_saying(desk: Desk, user: User, text: str) -> dict[str, Any]:
    async def there() -> dict[str, Any] | None:
        messages = await desk.control.get("messages", user=user.slack_user_id)
        return next((one for one in reversed(messages) if text in said(one)), None)

    return await until(there, f"a message that says {text!r}")


async def click(desk: Desk, user: User, message: dict[str, Any], action: Action, **chosen: Any) -> None:
    where = {"channel": (await desk.scope.of(User).get(id=user.id)).dm_channel, "ts": message["ts"]}
    await desk.control.post("action", user=user.slack_user_id, action_id=action.value, **where, **chosen)


async def ben_leaves(desk: Desk) -> User:
    """Ben had one mail shared, one filed and one of his own; his card for the last is in his DM."""
    ben = await desk.user("ben")
    # A forward: nothing in it names Ben.
    await a_mail(
        ben, "Shared by Ben", visibility=Visibility.SHARED, author_name="", author_address="joe@acme.test"
    )
    await a_link(await a_mail(ben, "Filed by Ben"), await a_record(desk.workspace))
    await desk.card(await a_mail(ben, "Ben's own"))
    await desk.control.patch(f"users/{ben.slack_user_id}", deleted=True)
    return ben


async def test_an_admin_hands_over_and_erases_and_everybody_concerned_is_told(desk: Desk) -> None:
    ana, clara = await desk.user("ana"), await desk.user("clara")
    ben = await ben_leaves(desk)
    notice = await dm_saying(desk, ana, "left. 2 shared or filed conversations need a new owner")
    assert "3 Feb 2027" in said(notice)
    await click(desk, ana, notice, Action.HAND_OVER)
    await desk.told(ana, "Pick a full member")
    await click(desk, ana, notice, Action.SUCCESSOR, selected=clara.slack_user_id)
    await click(desk, ana, notice, Action.HAND_OVER)
    mine = await dm_saying(desk, clara, "the owner of 2 shared or filed conversations")
    assert clara.name in said(await dm_saying(desk, ana, "conversations belong to"))
    owners = {mail.subject: mail.owner_id for mail in await desk.scope.of(Message)}
    assert owners == {"Shared by Ben": clara.id, "Filed by Ben": clara.id, "Ben's own": ben.id}
    await click(desk, clara, mine, Action.HANDED_OVER)
    shown = said(await desk.modal_saying(clara, "of what was Ben Okafor's"))
    assert ("Shared by Ben" in shown, "Filed by Ben" in shown, "Ben's own" in shown) == (True, True, False)
    notice = await dm_saying(desk, ana, "belong to")
    await click(desk, ana, notice, Action.ERASE_LEAVER)
    await dm_saying(desk, ana, "What they kept private is erased")
    assert {mail.subject for mail in await desk.scope.of(Message)} == {"Shared by Ben", "Filed by Ben"}

    async def gone() -> bool:
        removals = desk.scope.of(OutboxItem).filter(kind=OutboxKind.REMOVE)
        return not await removals.filter(state__in=("pending", "sending")).exists()

    await until(gone, "the removal of Ben's card")
    assert "Ben's own" not in said(await desk.control.get("messages", user=ben.slack_user_id))


async def test_coming_back_before_that_undoes_it(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await ben_leaves(desk)
    await dm_saying(desk, ana, "need a new owner")
    await desk.control.patch(f"users/{ben.slack_user_id}", deleted=False)
    await dm_saying(desk, ana, "is a member again")
    assert (await desk.user("ben")).erase_at is None


async def test_a_card_that_waits_while_its_mail_changes_hands_is_not_posted(desk: Desk) -> None:
    ben, clara = await desk.user("ben"), await desk.user("clara")
    mail = await a_mail(ben, "Offer")
    await enqueue_card(mail, NOW)
    await desk.scope.of(Message).filter(id=mail.id).update(owner_id=clara.id)
    desk.wakened.set()
    given_up = desk.scope.of(OutboxItem).filter(message_id=mail.id, state=OutboxState.GIVEN_UP)
    await until(given_up.exists, "the end of the card")
    assert not await desk.control.get("messages", user=ben.slack_user_id)


@pytest.mark.parametrize("action", [Action.HAND_OVER, Action.ERASE_LEAVER, Action.HANDED_OVER])
async def test_others_decide_nothing(desk: Desk, action: Action) -> None:
    """Neither a member who is no admin, nor an admin about somebody of another workspace."""
    ana, clara = await desk.user("ana"), await desk.user("clara")
    milton = await a_user(await a_workspace("initech"), "Milton", active=False)
    await Scope(milton.workspace_id).of(User).filter(id=milton.id).update(deactivated_at=NOW, erase_at=NOW)
    await desk.click_forged(clara, action, str(milton.id))
    await desk.told(clara, "I can't find whose" if action is Action.HANDED_OVER else NOT_ADMIN)
    await desk.click_forged(ana, action, str(milton.id))
    await desk.told(ana, "")
    fresh = await Scope(milton.workspace_id).of(User).get(id=milton.id)
    assert (fresh.successor_id, fresh.erase_at) == (None, NOW)
    assert not await Scope(milton.workspace_id).of(OutboxItem).exists()


async def test_admins_can_ask_who_left_and_others_cannot(desk: Desk) -> None:
    ana, clara = await desk.user("ana"), await desk.user("clara")
    answer = await desk.control.post("command", user=ana.slack_user_id, text="leavers")
    assert "Nobody here left anything" in said(answer["response"])
    await ben_leaves(desk)
    await dm_saying(desk, ana, "need a new owner")
    answer = await desk.control.post("command", user=ana.slack_user_id, text="leavers")
    assert "2 shared or filed conversations need a new owner" in said(answer["response"])
    answer = await desk.control.post("command", user=clara.slack_user_id, text="leavers")
    assert NOT_ADMIN in said(answer["response"])


def test_one_conversation_is_spoken_of_as_one() -> None:
    ben = Leaver(5, "Ben", 1, 0, None, None, back=False, tz="UTC")
    waits, on_its_way = str(leaver_notice(ben).blocks), leaver_notice(replace(ben, successor="Cleo")).text
    assert "becomes its owner and reads all mail in it, what Ben had not shared too" in waits
    assert on_its_way.startswith("Ben left. One shared or filed conversation is being handed over to Cleo.")
    told = handed_over(5, "Ben", 1)
    assert (
        "made you the owner of one shared or filed conversation of theirs. No card was posted for it."
        in told.text
    )
    assert "Show it" in said(told.blocks)


def test_several_conversations_are_not_all_the_mail_of_who_left() -> None:
    ben = Leaver(5, "Ben", 2, 0, None, None, back=False, tz="UTC")
    assert "becomes their owner and reads all mail in them, what Ben" in str(leaver_notice(ben).blocks)
    told = handed_over(5, "Ben", 2).text
    assert "the owner of 2 shared or filed conversations of theirs. No cards were posted for them." in told
