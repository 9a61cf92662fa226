"""A new deal, lead, project or person out of a mail: the form, what it refuses, and what it makes."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from bot.asked import Draft
from bot.ids import Action
from bot.services.create import NewRecord, create_record
from bot.shown import TargetKind
from bot.views.create_modal import create_modal
from models import AuditEvent, Link, Message, Organization, Person, PersonEmail, Record, RecordPerson, Scope
from models.types import RecordKind
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_mail, a_person, a_record, a_user, a_workspace
from tests.control import until

COLLEAGUE = "@northwind.example is a colleague's address, and no contact"
OURS = "northwind+deal1@bcc.localhost is a Bcc address of mine, and no contact"


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """What stands in a form before anybody touches it, by block."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        options = [option["text"]["text"] for option in element.get("initial_options", ())]
        found[block["block_id"]] = options or element.get("initial_value") or element.get("initial_user")
    return found


async def submit(desk: Desk, user: Any, view: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Type into the form and press Create."""
    values = {
        block: {(Action.PEOPLE if block == "people" else Action.FIELD).value: value}
        for block, value in fields.items()
    }
    answer: dict[str, Any] = await desk.control.post(
        "submit", user=user.slack_user_id, view_id=view["id"], values=values
    )
    return answer


async def new_form(desk: Desk, mail: Message, kind: str) -> dict[str, Any]:
    """The form for a new one: from the card's menu, or for a person from Link…."""
    ana = await desk.user("ana")
    if kind != "person":
        await desk.click(mail, Action.MENU, selected=f"{kind}:{mail.id}")
        return await desk.modal(ana, f"New {kind}")
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    click = {"user": ana.slack_user_id, "view_id": view["id"], "action_id": Action.CREATE_PERSON.value}
    await desk.control.post("action", **click)
    return await desk.modal(ana, "New person")


async def test_a_deal_is_proposed_from_the_mail_created_and_linked_at_once(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_record(desk.workspace, "Old", number=41, value=Decimal(5), currency="EUR")
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example", organization="Globex")
    mail = await a_mail(
        ana, "Re: Fwd: Renewal 2027", to=[("Jane Doe", "jane@globex.example"), ("Joe", "joe@globex.example")]
    )
    await desk.click(mail, Action.MENU, selected=f"deal:{mail.id}")
    view = await desk.modal(ana, "New deal")
    form = filled(view)
    assert (form["title"], form["organization"], form["currency"]) == ("Renewal 2027", "Globex", "EUR")
    assert form["people"] == ["Person 1 · Jane Doe", "Joe (new contact)"]
    assert form["owner"] == ana.slack_user_id
    assert (await submit(desk, ana, view, value="12,000.50", organization="GLOBEX"))["errors"] is None
    await desk.card_saying(mail, "Deal 42 · Renewal 2027\nLinked by you")
    deal = await desk.scope.of(Record).get(number=42).select_related("organization")
    assert (deal.value, deal.currency, deal.owner_id) == (Decimal("12000.50"), "EUR", ana.id)
    assert (deal.organization.name, await desk.scope.of(Organization).count()) == ("Globex", 1)
    people = await desk.scope.of(RecordPerson).filter(record_id=deal.id).order_by("person_id")
    joe = await desk.scope.of(Person).get(name="Joe")
    assert [one.person_id for one in people] == [jane.id, joe.id]
    assert {event.verb for event in await desk.scope.of(AuditEvent)} == {"created", "linked"}
    await desk.click(mail, Action.UNLINK)
    await desk.card_saying(mail, "No longer filed under Deal 42")
    assert await desk.scope.of(Record).filter(number=42).exists()


@pytest.mark.parametrize(
    ("kind", "says"), [(TargetKind.LEAD, "Lead 1 · Offer"), (TargetKind.PROJECT, "Project 1 · Offer")]
)
async def test_leads_and_projects_are_made_from_the_menu_too(desk: Desk, kind: TargetKind, says: str) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, "AW: Offer", to=[])
    await desk.click(mail, Action.MENU, selected=f"{kind}:{mail.id}")
    await submit(desk, ana, await desk.modal(ana, f"New {kind}"))
    await desk.card_saying(mail, says)


async def test_a_person_is_made_with_addresses_and_a_public_domain_names_no_company(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, to=[("", "jane.doe@gmail.com")])
    view = await new_form(desk, mail, "person")
    form = filled(view)
    assert (form["name"], form["emails"], form["organization"]) == ("Jane Doe", "jane.doe@gmail.com", None)
    await submit(desk, ana, view, emails="jane.doe@gmail.com\nJane@Globex.example")
    await desk.card_saying(mail, "Person 1 · Jane Doe\nLinked by you")
    emails = await desk.scope.of(PersonEmail).order_by("address").values_list("address", "match_key")
    assert list(emails) == [
        ("jane.doe@gmail.com", "janedoe@gmail.com"),
        ("jane@globex.example", "jane@globex.example"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "block", "says"),
    [
        pytest.param("deal", {"title": "\u2066"}, "title", "title", id="a title nobody sees"),
        pytest.param("deal", {"value": "lots"}, "value", "12000", id="no amount"),
        pytest.param("deal", {"value": "5", "currency": ""}, "currency", "EUR", id="of no currency"),
        pytest.param("deal", {"currency": "E1"}, "currency", "Three letters", id="no currency"),
        pytest.param("person", {"emails": "jane at globex"}, "emails", "no e-mail", id="no address"),
        pytest.param("person", {"emails": "bob@x.example"}, "emails", "Person 1", id="somebody else's"),
        pytest.param(
            "person", {"emails": "a@y.example Ben@northwind.example"}, "emails", COLLEAGUE, id="ben"
        ),
        pytest.param("person", {"emails": "bot@northwind.example"}, "emails", COLLEAGUE, id="at our domain"),
        pytest.param("person", {"emails": "Northwind+deal1@bcc.localhost"}, "emails", OURS, id="our own"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    desk: Desk, kind: str, fields: dict[str, str], block: str, says: str
) -> None:
    ana = await desk.user("ana")
    await a_person(desk.workspace, "Bob", "bob@x.example")
    mail = await a_mail(ana)
    view = await new_form(desk, mail, kind)
    answer = await submit(desk, ana, view, organization="Typed by hand", **fields)
    assert says in answer["errors"][block]
    kept = (await desk.views(ana))[-1]
    assert kept["state"]["values"]["organization"][Action.FIELD.value]["value"] == "Typed by hand"
    assert await desk.scope.of(Record).count() + await desk.scope.of(Link).count() == 0


async def test_what_was_looked_for_in_vain_becomes_the_title_of_a_new_one(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_record(desk.workspace, "Something else")
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    await desk.suggest(ana, view, "Globex pilot")
    await desk.choose(ana, view, "new/lead/Globex pilot", suggest=False)
    form = await desk.modal(ana, "New lead")
    assert filled(form)["title"] == "Globex pilot"
    await submit(desk, ana, form)
    await desk.card_saying(mail, "Lead 1 · Globex pilot\nLinked by you")
    assert await desk.views(ana) == []


async def test_link_has_a_button_for_each_kind_of_new_one(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.CREATE_PROJECT.value
    )
    await submit(desk, ana, await desk.modal(ana, "New project"))
    await desk.card_saying(mail, "Project 1 · Offer")


async def test_people_are_found_as_one_types(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_person(desk.workspace, "Bob Ross", "bob@paint.example")
    await a_record(desk.workspace, "Bob's deal")
    mail = await a_mail(ana)
    await desk.click(mail, Action.MENU, selected=f"deal:{mail.id}")
    view = await desk.modal(ana, "New deal")
    ask = {"user": ana.slack_user_id, "view_id": view["id"], "action_id": Action.PEOPLE.value}
    found = await desk.control.post("suggest", query="bob", **ask)
    assert [option["text"]["text"] for option in found["options"]] == ["Person 1 · Bob Ross"]
    mine = await desk.control.post("suggest", query="", **ask)
    assert [option["text"]["text"] for option in mine["options"]] == ["Jane Doe (new contact)"]


async def test_two_who_create_at_once_get_two_numbers(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    mails = [await a_mail(ana) for _ in range(6)]
    scope = Scope(workspace.id, ana.id)
    wanted = NewRecord(RecordKind.DEAL, "Deal", "Globex")
    await asyncio.gather(*(create_record(scope, mail.id, "bcc.localhost", wanted, NOW) for mail in mails))
    numbers = await scope.of(Record).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6]
    assert await scope.of(Organization).count() == 1


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody"])
async def test_nothing_is_created_from_a_mail_that_is_not_mine(desk: Desk, whose: str) -> None:
    ana, forged = await desk.user("ana"), await desk.not_mine(whose)
    for kind in (TargetKind.DEAL, TargetKind.PERSON):
        view = await desk.open_forged(ana, create_modal(Draft(kind, forged, "Mine now"), ana.slack_user_id))
        if kind is TargetKind.DEAL:
            ask = {"user": ana.slack_user_id, "view_id": view["id"], "action_id": Action.PEOPLE.value}
            assert (await desk.control.post("suggest", query="", **ask))["options"] == []
        answer = await submit(desk, ana, view)
        assert answer["response_action"] == "update"
        assert "I can't find that mail" in said((await desk.views(ana))[-1])
        await desk.control.post("close", user=ana.slack_user_id, view_id=view["id"])
    assert await desk.scope.of(Record).count() + await desk.scope.of(Person).count() == 0


async def test_a_person_of_another_workspace_cannot_be_put_into_a_deal(desk: Desk) -> None:
    ana = await desk.user("ana")
    stranger = await a_person(await a_workspace("initech"), "Milton")
    mail = await a_mail(ana)
    view = create_modal(Draft(TargetKind.DEAL, mail.id, "Deal"), ana.slack_user_id)
    people = next(block["element"] for block in view["blocks"] if block.get("block_id") == "people")
    text = {"type": "plain_text", "text": "x"}
    people["initial_options"] = [{"text": text, "value": f"person:{stranger.id}"}]
    answer = await submit(desk, ana, await desk.open_forged(ana, view))
    assert "not there any more" in answer["errors"]["people"]
    assert await desk.scope.of(Record).count() == 0


async def asked_for_new(desk: Desk, text: str, title: str) -> dict[str, Any]:
    ana = await desk.user("ana")
    await desk.control.post("command", user=ana.slack_user_id, text=text)
    return await desk.modal(ana, title)


async def test_a_deal_is_created_without_a_mail_and_shown_with_its_address(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_person(desk.workspace, "Jane Doe", "jane@globex.example")
    view = await asked_for_new(desk, "new deal Globex  renewal 2028", "New deal")
    assert filled(view)["title"] == "Globex renewal 2028"
    assert view["submit"]["text"] == "Create"
    offered = await desk.control.post(
        "suggest", user=ana.slack_user_id, view_id=view["id"], action_id=Action.PEOPLE.value, query=""
    )
    assert "Jane Doe" in said(offered)
    answer = await submit(desk, ana, view, organization="Globex", value="900", currency="eur")
    assert answer["response_action"] == "update"
    deal = await desk.scope.of(Record).get(title="Globex renewal 2028")
    shown = said(await desk.modal(ana, f"Deal {deal.number}"))
    assert f"northwind+deal{deal.number}@bcc.localhost" in shown
    assert (deal.owner_id, deal.currency) == (ana.id, "EUR")
    assert not await desk.scope.of(Link).exists()
    [event] = await desk.scope.of(AuditEvent)
    assert (event.verb, event.subject, event.actor_id) == ("created", f"deal:{deal.id}", ana.id)


async def test_a_person_is_created_without_a_mail_from_an_address(desk: Desk) -> None:
    ana = await desk.user("ana")
    view = await asked_for_new(desk, "new person jane@globex.example", "New person")
    assert filled(view)["emails"] == "jane@globex.example"
    await submit(desk, ana, view, name="Jane Doe")
    await desk.modal_saying(ana, "Jane Doe")
    again = await asked_for_new(desk, "new PERSON Jane", "New person")
    answer = await submit(desk, ana, again, emails="jane@globex.example")
    assert "is Person 1 · Jane Doe already" in answer["errors"]["emails"]
    assert "/bcc person 1" in answer["errors"]["emails"]


async def test_new_alone_says_what_to_say(desk: Desk) -> None:
    ana = await desk.user("ana")
    for text in ("new", "new thing", "create a deal"):
        await desk.control.post("command", user=ana.slack_user_id, text=text)

    async def told() -> bool:
        heard = [each for each in await desk.ephemerals(ana) if "/bcc new deal Globex renewal" in each]
        return len(heard) == 3

    await until(told, "how to say it, each time")
