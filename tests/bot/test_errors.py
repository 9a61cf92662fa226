"""What people are told when something goes wrong, and what the log is not told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs
from tortoise.connection import get_connection

from bot.ids import Action
from tests.bot.desk import Desk, said
from tests.bot.rows import a_link, a_mail, a_record


@asynccontextmanager
async def a_table_lost(name: str) -> AsyncIterator[None]:
    """What nobody expects: a table is not there. The next test finds it again."""
    connection = get_connection("default")
    await connection.execute_script(f"ALTER TABLE {name} RENAME TO lost")
    try:
        yield
    finally:
        await connection.execute_script(f"ALTER TABLE lost RENAME TO {name}")


async def test_a_bug_gets_a_number_to_quote_and_nothing_of_the_mail_gets_into_the_log(desk: Desk) -> None:
    ana = await desk.user("ana")
    link = await a_link(await a_mail(ana, "Top secret"), await a_record(desk.workspace))
    async with a_table_lost("link"):
        with capture_logs() as logs:
            await desk.click_forged(ana, Action.UNLINK, str(link.id))
            told = await desk.told(ana, "Something went wrong on our side")
    [entry] = [each for each in logs if each["event"] == "listener.failed"]
    assert entry["incident"] in told
    assert entry["error"] == "OperationalError"
    assert "secret" not in str(logs)


async def test_a_bug_behind_a_modal_s_button_is_told_in_the_modal(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana)
    await desk.click(mail, Action.LINK)
    view = await desk.modal(ana, "Link this mail")
    await desk.suggest(ana, view, "")
    async with a_table_lost("link"):
        answer = await desk.choose(ana, view, f"deal:{deal.id}", suggest=False)
    assert answer["response_action"] == "update"
    assert "Something went wrong on our side" in said(await desk.modal(ana, "Sorry"))


async def test_a_bug_behind_a_command_is_its_answer(desk: Desk) -> None:
    ana = await desk.user("ana")
    async with a_table_lost("target_words"):
        answer = await desk.control.post("command", user=ana.slack_user_id, text="address globex")
    assert "Something went wrong on our side" in said(answer["response"])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        pytest.param("expired_trigger_id", "click once more", id="Slack lost patience"),
        pytest.param("internal_error", "Something went wrong on our side", id="Slack is in trouble"),
    ],
)
async def test_a_modal_that_slack_does_not_open_is_told_beside_the_card(
    desk: Desk, error: str, says: str
) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await desk.card(mail)
    await desk.control.post("faults", method="views.open", kind="error", error=error, times=1)
    await desk.click(mail, Action.OPEN)
    await desk.told(ana, says)


async def test_a_button_of_an_older_version_says_so(desk: Desk) -> None:
    ana = await desk.user("ana")
    element = {"type": "button", "action_id": "v0.gone", "text": {"type": "plain_text", "text": "x"}}
    posted = await desk.client.chat_postMessage(
        channel=ana.slack_user_id, text="x", blocks=[{"type": "actions", "elements": [element]}]
    )
    await desk.control.post(
        "action",
        user=ana.slack_user_id,
        channel=posted["channel"],
        ts=posted["ts"],
        action_id="v0.gone",
    )
    await desk.told(ana, "older version")


async def test_a_click_that_fails_is_acknowledged_all_the_same(desk: Desk) -> None:
    answer = await desk.click_forged(await desk.user("ana"), Action.OPEN, "no number")
    assert answer["ack_ms"] < 2500
