"""`/bcc deal|lead|project|person …`."""

import pytest

from bot.ids import Action
from bot.shown import Target, TargetKind
from bot.views.record import choice_modal
from models import AuditEvent, Record, User
from models.types import RecordStatus
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_person, a_record, a_workspace
from tests.control import until


async def ask(desk: Desk, text: str) -> User:
    ana = await desk.user("ana")
    answer = await desk.control.post("command", user=ana.slack_user_id, text=text)
    assert answer["ack_ms"] < 3000
    return ana


async def click(desk: Desk, view: dict[str, object], user: User, action: Action, **fields: object) -> None:
    await desk.control.post(
        "action", user=user.slack_user_id, view_id=view["id"], action_id=action.value, **fields
    )


async def test_a_deal_is_shown_with_its_address_its_people_and_its_mail(desk: Desk) -> None:
    jane = await a_person(desk.workspace, "Jane Doe", "jane@globex.example", organization="Globex", number=9)
    deal = await a_record(desk.workspace, "Globex renewal 2027", jane, number=42, organization="Globex")
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_link(await a_mail(ana, "Our offer", "<!channel> *bold* :tada:"), deal)
    await a_link(await a_mail(ben, "Ben's secret"), deal)
    await ask(desk, "DEAL globex renew")
    view = await desk.modal(ana, "Deal 42")
    for part in (
        "Globex renewal 2027", "northwind+deal42@bcc.localhost", "Person 9 · Jane Doe", "Our offer",
        "<!channel> *bold* :tada:", "1 mail in the last 12 weeks",
    ):  # fmt: skip
        assert part in said(view), part
    assert "secret" not in said(view)
    await click(desk, view, ana, Action.READ)
    assert "Our offer" in said(await desk.modal(ana, "Mail"))
    assert len(await desk.views(ana)) == 2
    await ask(desk, "person 9")
    shown = said(await desk.modal(ana, "Person 9"))
    assert "jane@globex.example" in shown
    assert "Deal 42 · Globex renewal 2027" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("count", "heading"), [(10, "10 match:"), (11, "The first 10 that match. Add a word of its name")]
)
async def test_of_more_matches_than_fit_it_says_that_there_are_others(
    desk: Desk, count: int, heading: str
) -> None:
    for number in range(count):
        await a_record(desk.workspace, f"Globex {number}")
    ana = await ask(desk, "deal globex")
    view = await desk.modal_saying(ana, heading)
    assert sum(block["type"] == "section" for block in view["blocks"]) == 10


async def test_several_matches_are_a_list_to_pick_from(desk: Desk) -> None:
    await a_record(desk.workspace, "Globex renewal", number=1)
    await a_record(desk.workspace, "Globex pilot", number=2)
    ana = await ask(desk, "deal globex")
    view = await desk.modal(ana, "Which one?")
    await click(desk, view, ana, Action.PICK)
    await desk.modal(ana, "Deal 2")
    assert len(await desk.views(ana)) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("deal zebra", "I found no deal for “zebra”. Try its number", id="nothing"),
        pytest.param("lead globex", "Deal 42 · Globex renewal", id="of another kind"),
        pytest.param("deal globex zebra", "Deal 42 · Globex renewal", id="a word too many"),
        pytest.param("project", "I found no project yet", id="none at all"),
        pytest.param("deal *<!channel>*", "“*<!channel>*”", id="hostile markup"),
        pytest.param("deal secret", "I found no deal", id="another workspace's"),
    ],
)
async def test_nothing_found_is_said_kindly_with_a_guess(desk: Desk, text: str, says: str) -> None:
    await a_record(desk.workspace, "Globex renewal", number=42)
    await a_record(await a_workspace("initech"), "Secret plan", number=7)
    ana = await ask(desk, text)
    assert says in said(await desk.modal_saying(ana, "I found no"))


async def test_a_status_is_changed_and_undone_and_every_card_filed_there_shows_it(desk: Desk) -> None:
    deal = await a_record(desk.workspace, number=42)
    mails = [await a_mail(await desk.user(handle)) for handle in ("ana", "ben")]
    for mail in mails:
        await a_link(mail, deal)
        await desk.card(mail)
    view = await desk.modal(await ask(desk, "deal 42"), "Deal 42")
    ana = await desk.user("ana")
    await click(desk, view, ana, Action.STATUS, selected="won")
    view = await desk.modal_saying(ana, "Moved from open to won")
    for mail in mails:
        await desk.card_saying(mail, "Globex renewal 2027 (won)")
    fresh = await desk.scope.of(Record).get(id=deal.id)
    assert (fresh.status, fresh.closed_at) == (RecordStatus.WON, NOW)
    await click(desk, view, ana, Action.STATUS_UNDO)

    async def reopened() -> bool:
        return await desk.scope.of(Record).filter(id=deal.id, status="open", closed_at__isnull=True).exists()

    await until(reopened, "the deal open again")
    await desk.card_saying(mails[1], "Globex renewal 2027\nLinked by you")
    verbs = await desk.scope.of(AuditEvent).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["status_set", "status_undone"]


@pytest.mark.parametrize("action", [Action.PICK, Action.STATUS, Action.STATUS_UNDO, Action.TIMELINE_OLDER])
async def test_another_workspace_s_record_is_neither_shown_nor_changed(desk: Desk, action: Action) -> None:
    foreign = await a_record(await a_workspace("initech"), "Secret plan", number=7)
    ana = await desk.user("ana")
    view = choice_modal("x", [Target(TargetKind.DEAL, foreign.id, 7, "x")])
    view["private_metadata"] = f"deal:{foreign.id}"
    element = view["blocks"][1]["accessory"]
    element["action_id"] = action.value
    if action is not Action.PICK:
        element["value"] = "1"
    shown = await desk.open_forged(ana, view)
    await click(desk, shown, ana, action)
    assert "can't" in said(await desk.modal(ana, "Sorry"))
    assert "Secret" not in said(await desk.views(ana))
