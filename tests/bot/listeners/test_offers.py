"""What a card offers at one click."""

from typing import Any

from bot.ids import Action
from models import (
    AuditEvent,
    Conversation,
    FilingRule,
    Link,
    Message,
    Participant,
    Person,
    PersonEmail,
    Record,
    Workspace,
)
from models.types import ContactCreation, RecordStatus
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_workspace
from tests.control import until


async def suggest(mail: Message, *records: Record) -> None:
    """As the filing does where several records fit."""
    mail.conversation.suggestions = [{"record_id": one.id, "why": f"reason {one.number}"} for one in records]
    await mail.conversation.save()


def actions_of(card: dict[str, Any]) -> list[str]:
    """The ids of everything that can be clicked on a card."""
    elements = [element for block in card["blocks"] for element in block.get("elements", ())]
    elements += [block["accessory"] for block in card["blocks"] if "accessory" in block]
    return [element["action_id"] for element in elements if "action_id" in element]


async def test_one_click_files_under_a_suggested_record_and_undo_takes_it_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    first, second = await a_record(desk.workspace, "Renewal"), await a_record(desk.workspace, "Pilot")
    mail = await a_mail(ana, to=[])
    await suggest(mail, second, first)
    card = await desk.card(mail)
    [row] = [block for block in card["blocks"] if block["type"] == "actions" and len(block["elements"]) == 2]
    assert [button["text"]["text"] for button in row["elements"]] == ["Deal 2 · Pilot", "Deal 1 · Renewal"]
    assert [button.get("style") for button in row["elements"]] == ["primary", None]
    assert "reason 2" in row["elements"][0]["accessibility_label"]
    await desk.click(mail, Action.FILE_1)
    card = await desk.card_saying(mail, "Deal 2 · Pilot\nLinked by you")
    assert Action.FILE_2 not in actions_of(card)
    await desk.click(mail, Action.UNLINK)
    card = await desk.card_saying(mail, "No longer filed under Deal 2")
    assert Action.FILE_2 in actions_of(card)


async def test_what_is_closed_gone_or_foreign_is_not_offered(desk: Desk) -> None:
    ana = await desk.user("ana")
    closed = await a_record(desk.workspace, "Closed", status=RecordStatus.LOST)
    foreign = await a_record(await a_workspace("initech"), "Foreign")
    mail = await a_mail(ana, to=[])
    await suggest(mail, closed, foreign)
    assert Action.FILE_1 not in actions_of(await desk.card(mail))


async def test_a_record_that_closed_meanwhile_is_not_filed_under(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana, to=[])
    await suggest(mail, deal)
    await desk.card(mail)
    await desk.scope.of(Record).update(status=RecordStatus.WON)
    await desk.click(mail, Action.FILE_1)
    await desk.told(ana, "is closed now")
    assert await desk.scope.of(Link).count() == 0


async def test_somebody_unknown_is_added_at_one_click_and_once(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    card = await desk.card(mail)
    assert "Add Jane Doe (Globex)" in said(card)
    await desk.click(mail, Action.ADD_CONTACT)
    card = await desk.card_saying(mail, "Person 1 · Jane Doe\nLinked by you")
    assert Action.ADD_CONTACT not in actions_of(card)
    person = await desk.scope.of(Person).select_related("organization").get()
    assert (person.organization.name, person.organization.domain) == ("Globex", "globex.example")
    assert (await desk.scope.of(Participant).get()).person_id == person.id
    assert (await desk.scope.of(Conversation).get()).filed_by_hand_at is None
    verbs = await desk.scope.of(AuditEvent).order_by("id").values_list("verb", "actor_id")
    assert list(verbs) == [("created", ana.id), ("linked", ana.id)]


async def test_our_own_address_among_the_recipients_is_nobody_to_add(desk: Desk) -> None:
    to = [("Northwind", "northwind@bcc.localhost"), ("", "northwind+deal51@bcc.localhost")]
    card = await desk.card(await a_mail(await desk.user("ana"), to=to))
    assert Action.ADD_CONTACT not in actions_of(card)


async def test_an_address_that_several_read_asks_who_it_is(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, to=[("Globex", "info@globex.example")])
    assert "Who writes from info@globex.example?" in said(await desk.card(mail))
    await desk.click(mail, Action.ADD_CONTACT)
    view = await desk.modal(ana, "New person")
    assert await desk.scope.of(Person).count() == 0
    values = {"name": {Action.FIELD.value: "Joe Sales"}}
    await desk.control.post("submit", user=ana.slack_user_id, view_id=view["id"], values=values)
    await desk.card_saying(mail, "Person 1 · Joe Sales")
    assert (await desk.scope.of(PersonEmail).get()).address == "info@globex.example"


async def test_a_workspace_that_wants_no_contacts_is_asked_for_none(desk: Desk) -> None:
    await Workspace.filter(id=desk.workspace.id).update(contact_creation=ContactCreation.NEVER)
    card = await desk.card(await a_mail(await desk.user("ana")))
    assert Action.ADD_CONTACT not in actions_of(card)


async def test_two_persons_of_one_address_are_told_apart(desk: Desk) -> None:
    ana = await desk.user("ana")
    for name in ("Jane Doe", "Jane Roe"):
        await a_person(desk.workspace, name, "jane@globex.example")
    mail = await a_mail(ana)
    assert "Which Jane? Jane Doe" in said(await desk.card(mail))
    await desk.click(mail, Action.WHO_2)
    card = await desk.card_saying(mail, "Person 2 · Jane Roe\nLinked by you")
    assert Action.WHO_1 not in actions_of(card)


async def test_all_mail_with_somebody_goes_there_from_now_on_until_stopped(desk: Desk) -> None:
    ana = await desk.user("ana")
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    deal = await a_record(desk.workspace, "Renewal", jane)
    mail = await a_mail(ana)
    await suggest(mail, deal)
    await desk.click(mail, Action.FILE_1)
    await desk.card_saying(mail, "All mail with Jane Doe here")
    await desk.click(mail, Action.KEEP_HERE)
    await until(desk.scope.of(FilingRule).exists, "the rule")
    await desk.click(mail, Action.MENU, selected=f"why:{mail.id}")
    view = await desk.modal_saying(ana, "All your mail with Jane Doe is filed under Deal 1 · Renewal")
    rule = await desk.scope.of(FilingRule).get()
    assert (rule.owner_id, rule.person_id, rule.record_id) == (ana.id, jane.id, deal.id)
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.KEEP_STOP.value
    )
    await desk.modal_saying(ana, "Linked by you")

    async def stopped() -> bool:
        return not await desk.scope.of(FilingRule).exists()

    await until(stopped, "the rule is gone")


async def test_unlink_all_and_done_can_be_taken_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, to=[])
    for title in ("One", "Two"):
        await a_link(mail, await a_record(desk.workspace, title))
    await desk.click(mail, Action.UNLINK_ALL)
    card = await desk.card_saying(mail, "No longer filed under Deal 1 · One")
    assert "No longer filed under Deal 2 · Two" in said(card)
    await desk.click(mail, Action.DONE)
    await desk.card_saying(mail, "Done, without filing it")
    assert (await desk.scope.of(Conversation).get()).done_at == NOW
    await desk.click(mail, Action.NOT_DONE)
    await desk.card_saying(mail, "Not filed yet")


async def test_a_card_tells_which_mail_it_is_and_what_the_newest_says(desk: Desk) -> None:
    ana = await desk.user("ana")
    first = await a_mail(ana, reply_to_unseen=True)
    await desk.card(first)
    reply = await a_mail(ana, "Re: Offer", "We take it.", conversation=first.conversation, author_name="Jane")
    assert "Mail 2 of 2 in this conversation" in said(await desk.card(reply))
    card = await desk.card_saying(first, "Mail 1 of 2 in this conversation")
    assert "Newest, in the thread, from Jane: We take it." in said(card)
    assert "Answers a mail that never came here" in said(card)
