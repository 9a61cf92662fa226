"""Cards of later mails: in the thread of the first, exactly once, whatever is deleted or lost."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errands.errand import EVENT_TYPE
from models import Message, OutboxItem
from models.leases import claim, expire_all_leases
from models.outbox import enqueue_card, enqueue_tidy
from models.types import OutboxKind, OutboxState
from tests.bot.test_delivery import Office, now, office

__all__ = ["office"]


async def later(office: Office, first: Message, subject: str) -> Message:
    """A later mail of the same conversation, with its card in the outbox."""
    message = await Message.create(
        workspace=office.workspace,
        owner_id=first.owner_id,
        conversation_id=first.conversation_id,
        message_key=subject,
        direction=first.direction,
        subject=subject,
        author_name="",
        author_address="a@x.example",
        received_at=now(),
        text="",
    )
    await enqueue_card(message, now())
    return message


async def thread(office: Office) -> list[tuple[str, list[str]]]:
    """Each message in Ana's DM with the replies under it."""
    cards: list[dict[str, Any]] = await office.control.cards("ana")
    return [(card["text"], [reply["text"] for reply in card["replies"]]) for card in cards]


async def delivered(office: Office, *kinds: OutboxKind) -> None:
    async with office.delivering():
        await office.until_done(*kinds)


async def test_later_cards_go_into_the_first_one_s_thread_and_it_is_updated(office: Office) -> None:
    first = await office.message("ana", "one")
    other = await office.message("ana", "another")
    for subject in ("two", "three"):
        await later(office, first, subject)
    await delivered(office)
    assert await thread(office) == [("one", ["two", "three"]), ("another", [])]
    [head, stranger, *rest] = await office.scope.of(Message).order_by("id")
    assert [mail.card_thread_ts for mail in (head, stranger, *rest)] == [None, None, *[head.card_ts] * 2]
    updates = office.scope.of(OutboxItem).filter(kind=OutboxKind.CARD_UPDATE)
    assert {item.message_id for item in await updates} == {first.id}
    assert other.id == stranger.id


async def test_a_threaded_card_in_doubt_that_slack_has_is_not_sent_again(office: Office) -> None:
    first = await office.message("ana", "one")
    second = await later(office, first, "two")
    await delivered(office)
    # As after a crash between Slack's answer and our mark.
    lost = office.scope.of(OutboxItem).filter(message_id=second.id)
    await lost.update(state=OutboxState.SENDING, ts=None, lease_until=None, lease_by="x")
    await office.scope.of(Message).filter(id=second.id).update(card_ts=None, card_thread_ts=None)
    await expire_all_leases(now())
    await delivered(office, OutboxKind.CARD)
    assert await thread(office) == [("one", ["two"])]
    [head, kept] = await office.scope.of(Message).order_by("id")
    assert (kept.card_thread_ts, kept.card_ts is not None) == (head.card_ts, True)


async def test_a_threaded_card_in_doubt_that_slack_never_got_is_sent(office: Office) -> None:
    first = await office.message("ana", "one")
    await delivered(office)
    await later(office, first, "two")
    await claim("dead", now(), timedelta(seconds=60), 1)
    await expire_all_leases(now())
    await delivered(office, OutboxKind.CARD)
    assert await thread(office) == [("one", ["two"])]


async def test_a_second_copy_in_the_thread_is_deleted(office: Office) -> None:
    first = await office.message("ana", "one")
    second = await later(office, first, "two")
    await delivered(office)
    item = await office.scope.of(OutboxItem).get(message_id=second.id, kind=OutboxKind.CARD)
    head = await office.scope.of(Message).get(id=first.id)
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": item.key}}
    await office.client.chat_postMessage(
        channel=str(item.channel), text="two", metadata=metadata, thread_ts=head.card_ts
    )
    await enqueue_tidy(item, now(), now())
    await delivered(office)
    assert await thread(office) == [("one", ["two"])]


@pytest.mark.parametrize("replied", [False, True], ids=["without replies", "with replies"])
async def test_where_the_first_card_is_deleted_the_next_one_heads_the_thread(
    office: Office, replied: bool
) -> None:
    first = await office.message("ana", "one")
    if replied:
        await later(office, first, "two")
    await delivered(office)
    head = await office.scope.of(Message).get(id=first.id)
    await office.client.chat_delete(channel=str(head.card_channel), ts=str(head.card_ts))
    for subject in ("three", "four"):
        await later(office, first, subject)
    await delivered(office)
    assert ("three", ["four"]) in await thread(office)


async def test_an_answer_lost_on_the_way_into_a_thread_makes_no_second_card(office: Office) -> None:
    first = await office.message("ana", "one")
    await delivered(office)
    await office.control.post("faults", method="chat.postMessage", kind="accept_then_drop", times=1)
    await later(office, first, "two")
    await delivered(office, OutboxKind.CARD)
    assert await thread(office) == [("one", ["two"])]
