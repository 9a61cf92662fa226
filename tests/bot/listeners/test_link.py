"""Link…: from a click on the card to the card that says so."""

from typing import Any

import pytest

from bot.ids import Action
from bot.listeners.show import GONE
from models import AuditEvent, Conversation, Link, Scope, User
from models.types import Direction, RecordKind, RecordStatus
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_user, a_workspace


async def test_a_mail_is_linked_to_a_deal_and_its_card_says_so(desk: Desk) -> None:
    ana = await desk.user("ana")
    deal = await a_record(desk.workspace, "Globex renewal 2027", number=42)
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    assert await desk.suggest(ana, view, "42") == ["Deal 42 · Globex renewal 2027"]
    answer = await desk.choose(ana, view, f"deal:{deal.id}")
    assert not answer.get("errors"), answer
    card = await desk.card_saying(mail, "Deal 42 · Globex renewal 2027\nLinked by you")
    assert "Undo" in said(card)
    [link] = await desk.scope.of(Link)
    assert (link.record_id, link.user_id, link.removed_at) == (deal.id, ana.id, None)
    assert await desk.views(ana) == []
    [event] = await desk.scope.of(AuditEvent)
    assert (event.verb, event.actor_id, event.subject) == ("linked", ana.id, f"link:{link.id}")
    conversation = await desk.scope.of(Conversation).get()
    assert conversation.filed_by_hand_at == NOW


@pytest.mark.parametrize("way", ["the card", "the list of what was found"])
async def test_a_mail_that_is_read_is_linked_from_there_and_there_is_room_for_a_new_one(
    desk: Desk, way: str
) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, number=42)
    mail = await a_mail(ana, "Offer")
    if way == "the card":
        await desk.click(mail, Action.OPEN)
    else:
        await desk.control.post("command", user=ana.slack_user_id, text="find offer")
        await press(desk, ana, await desk.modal(ana, "Find mail"), Action.READ)
    await press(desk, ana, await desk.modal(ana, "Mail"), Action.LINK)
    await press(desk, ana, await desk.modal(ana, "Link this mail"), Action.CREATE_PERSON)
    new = await desk.modal(ana, "New person")
    await desk.control.post("close", user=ana.slack_user_id, view_id=new["id"])
    await desk.choose(ana, await desk.modal(ana, "Link this mail"), f"deal:{deal.id}")
    await desk.card_saying(mail, "Linked by you")
    assert await desk.views(ana) == []


async def press(desk: Desk, user: User, view: dict[str, Any], action: Action) -> None:
    await desk.control.post("action", user=user.slack_user_id, view_id=view["id"], action_id=action.value)


async def test_a_mail_may_belong_to_a_deal_and_a_person_at_once(desk: Desk) -> None:
    ana = await desk.user("ana")
    deal, jane = await a_record(desk.workspace), await a_person(desk.workspace, "Jane Doe")
    mail = await a_mail(ana)
    for value in (f"deal:{deal.id}", f"person:{jane.id}"):
        await desk.click(mail, Action.LINK)
        await desk.choose(ana, await desk.modal(ana, "Link this mail"), value)
    card = await desk.card_saying(mail, "Person 1 · Jane Doe")
    assert "Deal 1 · Globex renewal 2027" in said(card)


async def test_linking_the_same_deal_twice_makes_one_link(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana)
    for _ in range(2):
        await desk.click(mail, Action.LINK)
        answer = await desk.choose(ana, await desk.modal(ana, "Link this mail"), f"deal:{deal.id}")
        assert not answer.get("errors")
    assert await desk.scope.of(Link).count() == 1


async def test_every_card_of_the_conversation_shows_the_link(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    first = await a_mail(ana)
    second = await a_mail(ana, "Re: Offer", conversation=first.conversation)
    await desk.card(first)
    await desk.click(second, Action.LINK)
    await desk.choose(ana, await desk.modal(ana, "Link this mail"), f"deal:{deal.id}")
    for mail in (first, second):
        await desk.card_saying(mail, "Linked by you")


async def test_before_a_letter_is_typed_the_mail_s_own_people_and_their_deals_come_first(desk: Desk) -> None:
    ana = await desk.user("ana")
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    theirs = await a_record(desk.workspace, "Globex renewal", jane, number=7)
    await a_record(desk.workspace, "Initech pilot", number=8)
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    assert await desk.suggest(ana, view, "") == [
        f"Deal {theirs.number} · Globex renewal",
        "Deal 8 · Initech pilot",
        "Person 1 · Jane Doe",
    ]


async def test_what_it_is_filed_under_already_is_not_suggested_again(desk: Desk) -> None:
    ana = await desk.user("ana")
    filed, other = await a_record(desk.workspace, "Filed"), await a_record(desk.workspace, "Other")
    mail = await a_mail(ana)
    await a_link(mail, filed)
    await desk.click(mail, Action.LINK)
    assert await desk.suggest(ana, await desk.modal(ana, "Link this mail"), "") == [
        f"Deal {other.number} · Other"
    ]


async def test_without_any_record_the_modal_says_how_to_get_some(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.click(await a_mail(ana), Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    assert "import" in said(view)
    assert "submit" not in view or view["submit"] is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param("deal:999999", "not there any more", id="a deal that is gone"),
        pytest.param("deal:99999999999999999999", "Pick", id="a number no row can have"),
        pytest.param("user:1", "Pick", id="a kind we never offered"),
        pytest.param("drop table", "Pick", id="no id at all"),
    ],
)
async def test_a_forged_choice_is_told_at_the_field_and_changes_nothing(
    desk: Desk, value: str, says: str
) -> None:
    ana = await desk.user("ana")
    answer = await desk.submit_forged(ana, (await a_mail(ana)).id, value)
    assert says in answer["errors"]["record"]
    assert await desk.scope.of(Link).count() == 0
    assert len(await desk.views(ana)) == 1


async def test_another_workspace_s_deal_cannot_be_linked(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_record(desk.workspace)
    foreign = await a_record(await a_workspace("initech"), "Secret plan")
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    assert await desk.suggest(ana, await desk.modal(ana, "Link this mail"), "secret") == []
    answer = await desk.submit_forged(ana, mail.id, f"deal:{foreign.id}")
    assert "not there any more" in answer["errors"]["record"]
    assert await desk.scope.of(Link).count() == 0


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody"])
async def test_submitting_for_a_mail_that_is_not_mine_links_nothing(desk: Desk, whose: str) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    forged = await desk.not_mine(whose)
    answer = await desk.submit_forged(ana, forged, f"deal:{deal.id}")
    assert answer["response_action"] == "update"
    assert GONE in said(await desk.modal(ana, "Sorry"))
    assert await desk.scope.of(Link).count() == 0


async def test_a_closed_deal_is_marked_and_comes_after_the_open_ones(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_record(desk.workspace, "Globex 2026", number=1, status=RecordStatus.WON)
    await a_record(desk.workspace, "Globex 2027", number=2)
    await a_record(desk.workspace, "Globex rollout", number=1, kind=RecordKind.PROJECT)
    await desk.click(await a_mail(ana, direction=Direction.FORWARDED), Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    assert await desk.suggest(ana, view, "globex") == [
        "Deal 2 · Globex 2027",
        "Deal 1 · Globex 2026 (won)",
        "Project 1 · Globex rollout",
    ]


async def test_suggestions_for_a_mail_that_is_not_mine_tell_nothing_of_it(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    await a_record(desk.workspace, "Globex renewal", jane)
    theirs = await a_mail(ben)
    assert await desk.suggest(ana, await desk.open_forged_link_modal(ana, theirs.id), "") == []


async def test_links_of_one_workspace_are_invisible_to_the_other(desk: Desk) -> None:
    other = await a_workspace("initech")
    milton = await a_user(other, "Milton Waddams")
    await a_link(await a_mail(milton), await a_record(other))
    assert await desk.scope.of(Link).count() == 0
    assert await Scope(other.id).of(Link).count() == 1
