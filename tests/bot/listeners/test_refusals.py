"""`/bcc why`, and the home tab's part of it."""

import pytest

from bot.ids import Action
from bot.services.refusals import PAGE, refused_lately, refused_mail, refused_page
from models import Scope
from models.types import RefusalReason
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_home import home_of
from tests.bot.rows import NOW, a_user, a_workspace
from tests.builders import a_refusal

SPF = {
    "method": "spf",
    "outcome": "softfail",
    "domain": "northwind.example",
    "aligned": True,
    "detail": "9.9.9.9 should not send for northwind.example",
    "record": "v=spf1 include:_spf.example.net ~all",
}


async def test_only_mine_the_latest_first_in_pages(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    milton = await a_user(await a_workspace("initech"), "Milton Waddams")
    for hours in range(PAGE + 2):
        await a_refusal(ana, f"ana+{hours}@northwind.example", hours)
    foreign = [await a_refusal(who) for who in (ben, milton)]
    scope = Scope(workspace.id, ana.id)
    first = await refused_page(scope, "UTC")
    rest = await refused_page(scope, "UTC", before=first.older)
    seen = [line.claimed for line in (*first.lines, *rest.lines)]
    assert seen == [f"ana+{hours}@northwind.example" for hours in range(PAGE + 2)]
    assert (first.newest, rest.newest, rest.older) == (True, False, None)
    for row in foreign:
        assert await refused_mail(scope, row.id, "UTC") is None
        assert (await refused_page(scope, "UTC", row.claimed_sender)).lines == ()
    news = await refused_lately(scope, "UTC", NOW)
    assert (len(news.lines), news.mails, news.more) == (3, PAGE + 2, PAGE - 1)


async def test_what_became_a_colleagues_address_is_shown_no_more(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    row = await a_refusal(ana, "ben@northwind.example")
    scope = Scope(workspace.id, ana.id)
    assert len((await refused_page(scope, "UTC")).lines) == 1
    await a_user(workspace, "Ben Okafor")
    assert (await refused_page(scope, "UTC")).lines == ()
    assert await refused_mail(scope, row.id, "UTC") is None


async def test_a_refusal_is_explained_with_its_checks_and_the_record_to_publish(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_refusal(ana, count=3, checks=[SPF])
    await desk.control.post("command", user=ana.slack_user_id, text="why")
    view = await desk.modal_saying(ana, "3 times")
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.REFUSALS_WHY.value
    )
    text = said(await desk.modal(ana, "Why it was refused"))
    assert "softfail for northwind.example, which speaks for the sender" in text
    assert '"v=spf1 include:_spf.example.net ip4:9.9.9.9 ~all"' in text
    assert "550 5.7.26 Not proved" in text


async def test_from_home_one_click_explains_and_one_shows_all(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_refusal(ana, "ana.trujillo@northwind.example", reason=RefusalReason.UNKNOWN_SENDER.value)
    home = await home_of(desk, ana)
    assert "1 mail was refused in the last two weeks" in said(home)
    for action, title in (
        (Action.REFUSALS_OPEN, "Refused mail"),
        (Action.REFUSALS_WHY, "Why it was refused"),
    ):
        await desk.control.post("action", user=ana.slack_user_id, view_id=home["id"], action_id=action.value)
        view = await desk.modal(ana, title)
        assert "ana.trujillo@northwind.example" in said(view)
        await desk.control.post("close", user=ana.slack_user_id, view_id=view["id"])
    assert Action.ADDRESS_ADD.value in str(view)


async def test_nothing_refused_is_said_so_and_another_address_can_be_added(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_refusal(ben, "ben@home.example")
    await desk.control.post("command", user=ana.slack_user_id, text="why")
    await desk.modal_saying(ana, "Nothing of yours was refused")
    await desk.control.post("command", user=ana.slack_user_id, text="why Ben@home.example")
    view = await desk.modal_saying(
        ana, "I know of no refused mail from ben@home.example that is yours to see"
    )
    assert "Add ben@home.example" in said(view)


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody"])
async def test_a_forged_click_explains_nobody_elses(desk: Desk, whose: str) -> None:
    ana, number = await desk.user("ana"), 10**17
    if whose != "nobody":
        milton = await a_user(await a_workspace("initech"), "Milton Waddams")
        number = (await a_refusal(await desk.user("ben") if whose == "a colleague" else milton)).id
    await desk.click_forged(ana, Action.REFUSALS_WHY, str(number))
    await desk.told(ana, "I can't find that refusal any more")
    assert await desk.views(ana) == []
