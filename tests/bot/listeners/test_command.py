"""`/bcc …` and the shortcut."""

import pytest

from bot.ids import Shortcut
from models import Workspace
from models.types import RecordKind
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_person, a_record, a_workspace

ADDRESS = "northwind@bcc.localhost"


async def ask(desk: Desk, text: str, handle: str = "ana") -> str:
    user = await desk.control.user(handle)
    answer = await desk.control.post("command", user=user["id"], text=text)
    assert answer["ack_ms"] < 3000
    return said(answer["response"])


@pytest.mark.parametrize("text", ["", "help", "HELP", "address", " address ", "Address"])
async def test_the_address_is_never_more_than_a_word_away(desk: Desk, text: str) -> None:
    assert ADDRESS in await ask(desk, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("address deal 42", "northwind+deal42@bcc.localhost", id="kind and number"),
        pytest.param("address deal42", "northwind+deal42@bcc.localhost", id="no space"),
        pytest.param("address #42", "northwind+deal42@bcc.localhost", id="a number alone"),
        pytest.param("address globex", "northwind+deal42@bcc.localhost", id="a word"),
        pytest.param("address jane", "northwind+person9@bcc.localhost", id="a person"),
        pytest.param("address lead 42", "northwind+lead42@bcc.localhost", id="the lead of that number"),
        pytest.param("address zebra", "I found no deal", id="nothing"),
        pytest.param("address *<!channel>*", "I found no deal", id="hostile markup"),
    ],
)
async def test_a_record_has_its_own_address(desk: Desk, text: str, says: str) -> None:
    await a_record(desk.workspace, "Globex renewal 2027", number=42)
    await a_record(desk.workspace, "Trade fair", number=42, kind=RecordKind.LEAD)
    await a_person(desk.workspace, "Jane Doe", number=9)
    assert says in await ask(desk, text)


async def test_several_matches_are_listed(desk: Desk) -> None:
    await a_record(desk.workspace, "Globex renewal", number=1)
    await a_record(desk.workspace, "Globex pilot", number=2)
    answer = await ask(desk, "address globex")
    assert "+deal1@" in answer
    assert "+deal2@" in answer


async def test_of_more_addresses_than_fit_it_says_that_there_are_others(desk: Desk) -> None:
    for number in range(11):
        await a_record(desk.workspace, f"Globex {number}")
    assert "The first 10 that match" in await ask(desk, "address globex")


async def test_another_workspace_s_records_have_no_address_here(desk: Desk) -> None:
    await a_record(await a_workspace("initech"), "Secret plan", number=42)
    for text in ("address secret", "address deal 42"):
        assert "I found no deal" in await ask(desk, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("adress", "Did you mean /bcc address?", id="a slip of the pen"),
        pytest.param("hlep me", "Did you mean /bcc help?", id="with more words"),
        pytest.param("frobnicate", "I don't know “frobnicate”.", id="no idea"),
        pytest.param("<!channel> *x*", "I don't know “<!channel> *x*”.", id="hostile markup, shown as text"),
    ],
)
async def test_something_unknown_gets_help_that_guesses(desk: Desk, text: str, says: str) -> None:
    answer = await ask(desk, text)
    assert says in answer
    assert ADDRESS in answer


async def test_the_shortcut_shows_the_address_to_copy(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.control.post("shortcut", user=ana.slack_user_id, callback_id=Shortcut.COPY_ADDRESS.value)
    assert ADDRESS in said(await desk.modal(ana, "Your Bcc address"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"guest": True}, "full members", id="a guest"),
        pytest.param({"active": False}, "deactivated", id="a deactivated member"),
    ],
)
async def test_who_may_not_use_it_is_told_so(desk: Desk, change: dict[str, bool], says: str) -> None:
    ana = await desk.user("ana")
    await ana.update_from_dict(change).save()
    answer = await ask(desk, "address")
    assert says in answer
    assert ADDRESS not in answer
    await desk.control.post("shortcut", user=ana.slack_user_id, callback_id=Shortcut.COPY_ADDRESS.value)
    assert says in said(await desk.modal(ana, "Sorry"))


async def test_a_workspace_that_took_us_out_is_told_how_to_get_us_back(desk: Desk) -> None:
    await Workspace.filter(id=desk.workspace.id).update(uninstalled_at=NOW)
    assert "Ask an admin to install it" in await ask(desk, "address")


async def test_somebody_who_just_joined_is_found_in_slack(desk: Desk) -> None:
    ben = await desk.user("ben")
    await ben.delete()
    assert ADDRESS in await ask(desk, "address", "ben")
