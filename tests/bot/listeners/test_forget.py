"""/bcc forget: a preview, a question, and nothing left but a receipt."""

from typing import Any

import pytest

from bot.ids import Action, View
from bot.views.blocks import modal, section
from models import AuditEvent, HeldMail, Message, Person, PersonEmail, Refusal, Scope
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_leavers import dm_saying
from tests.bot.rows import a_held_mail, a_mail, a_person, a_user, a_workspace
from tests.builders import a_refusal
from tests.control import until

JANE = "jane@globex.example"


async def ask(desk: Desk, handle: str, text: str) -> dict[str, Any]:
    user = await desk.user(handle)
    answer: dict[str, Any] = await desk.control.post("command", user=user.slack_user_id, text=text)
    return answer


async def test_a_member_forgets_an_address_in_what_is_theirs(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await desk.card(await a_mail(ana, "To Jane", files=[("offer.pdf", 9)]))
    await a_mail(ana, "To Jane's other spelling", to=[("", "jane+news@globex.example"), ("Jane", JANE)])
    kept = await a_mail(ana, "To Bob", to=[("Bob", "bob@globex.example")])
    bens = await a_mail(ben, "Ben's to Jane")
    await a_refusal(ana, JANE)
    await a_held_mail(ana, JANE)
    jane = await a_person(desk.workspace, "Jane Doe", JANE)
    await ask(desk, "ana", f"forget <mailto:{JANE}|{JANE}>")
    view = await desk.modal_saying(ana, "would be erased for good")
    for count in ("2 mails", "1 attachment", "1 card in your DM", "1 mail held back", "1 refused mail"):
        assert count in said(view)
    assert "The contact" in said(view["blocks"])
    clicked = {"user": ana.slack_user_id, "view_id": view["id"]}
    await desk.control.post("action", **clicked, action_id=Action.FORGET_CONTACT.value)
    receipt = await dm_saying(desk, ana, "Erased for good, of yours")
    assert "2 mails" in said(receipt)
    assert JANE not in said(receipt)
    assert [row.id for row in await desk.scope.of(Message).order_by("id")] == [kept.id, bens.id]
    assert not await desk.scope.of(HeldMail).exists()
    assert not await desk.scope.of(Refusal).exists()
    assert await desk.scope.of(Person).filter(id=jane.id).exists()  # Ben's mail needs her
    event = await desk.scope.of(AuditEvent).get(verb="forgot")
    assert JANE not in f"{event.subject} {event.detail}"

    async def gone() -> bool:
        return "To Jane" not in said(await desk.control.get("messages", user=ana.slack_user_id))

    await until(gone, "the deletion of the card")
    assert await desk.views(ana)  # the note that it is under way


async def test_an_admin_forgets_it_everywhere_with_the_contact(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_mail(ben, "Ben's to Jane")
    await a_person(desk.workspace, "Jane Doe", JANE)
    milton = await a_user(await a_workspace("initech"), "Milton")
    other = await a_mail(milton, "Milton's to Jane")
    await ask(desk, "ana", f"forget {JANE} everywhere")
    view = await desk.modal_saying(ana, "Everything of anybody here")
    assert "1 mail, of 1 member" in said(view)
    clicked = {"user": ana.slack_user_id, "view_id": view["id"]}
    await desk.control.post("action", **clicked, action_id=Action.FORGET_CONTACT.value)
    await dm_saying(desk, ana, "in the whole workspace")
    assert not await desk.scope.of(Message).exists()
    assert not await desk.scope.of(PersonEmail).exists()
    assert not await desk.scope.of(Person).exists()
    assert await Scope(milton.workspace_id).of(Message).filter(id=other.id).exists()


@pytest.mark.parametrize(
    ("handle", "text", "answer"),
    [
        pytest.param("ana", "forget", "Say whose mail to forget", id="no address"),
        pytest.param("ana", "forget jane", "Say whose mail to forget", id="no domain"),
        pytest.param("ana", f"forget {JANE} now", "Say whose mail to forget", id="a word we don't know"),
        pytest.param("ana", f"forget {JANE}", "I have no mail of yours", id="nothing there"),
        pytest.param("ben", "forget ben@northwind.example", "That is your own address", id="their own"),
        pytest.param(
            "ben", f"forget {JANE} everywhere", "Only admins can forget", id="everywhere, as no admin"
        ),
        pytest.param("ana", "forget ben@northwind.example everywhere", "a member's own", id="a member's"),
    ],
)
async def test_what_cannot_be_forgotten_is_explained(desk: Desk, handle: str, text: str, answer: str) -> None:
    user = await desk.user(handle)
    await a_mail(await desk.user("clara"), "A colleague's")
    await ask(desk, handle, text)

    async def told() -> bool:
        views = await desk.views(user)
        return any(answer in each for each in [*map(said, views), *await desk.ephemerals(user)])

    await until(told, answer)
    assert await desk.scope.of(Message).count() == 1


@pytest.mark.parametrize("about", [f"{JANE} everywhere", "", "ben@northwind.example"])
async def test_a_forged_modal_erases_nothing(desk: Desk, about: str) -> None:
    ben = await desk.user("ben")
    await a_mail(await desk.user("ana"))
    await a_mail(ben)
    view = modal("Forget", [section("x")], View.FORGET, about=about or None)
    button = {"type": "button", "action_id": Action.FORGET.value, "value": "x"}
    button |= {"text": {"type": "plain_text", "text": "x"}}
    view["blocks"].append({"type": "actions", "elements": [button]})
    opened = await desk.open_forged(ben, view)
    clicked = {"user": ben.slack_user_id, "view_id": opened["id"]}
    await desk.control.post("action", **clicked, action_id=Action.FORGET.value)
    await desk.modal_saying(
        ben, "Only admins can forget" if "every" in about else "your own" if about else "Say whose"
    )
    assert await desk.scope.of(Message).count() == 2
