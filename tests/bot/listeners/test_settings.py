"""A member's own settings, through Slack."""

from typing import Any

import pytest

from bot.ids import Action, Block
from bot.services.preferences import form_of
from bot.views.settings import settings_modal
from models import AuditEvent, OutboxItem, User
from models.outbox import HELD, enqueue_card
from models.types import ContactCreation, OutboxState, Visibility
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_home import home_of
from tests.bot.rows import a_mail
from tests.control import until

FIELD = Action.FIELD.value


async def submit(desk: Desk, user: User, view: dict[str, Any], values: dict[Block, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = await desk.control.post(
        "submit",
        user=user.slack_user_id,
        view_id=view["id"],
        values={block.value: {FIELD: value} for block, value in values.items()},
    )
    return answer


async def test_settings_are_set_from_the_home_tab_which_shows_them(desk: Desk) -> None:
    ana = await desk.user("ana")
    home = await home_of(desk, ana)
    click = {"user": ana.slack_user_id, "view_id": home["id"], "action_id": Action.SETTINGS_OPEN.value}
    await desk.control.post("action", **click)
    view = await desk.modal(ana, "Your settings")
    wanted = {
        Block.HABITS: ["digest"],
        Block.SHARING: "shared",
        Block.CONTACTS: "never",
        Block.LANGUAGE: "ja",
        Block.QUIET_FROM: "22",
    }
    answer = await submit(desk, ana, view, wanted)
    assert answer["errors"] == {"quiet_until": "Pick an hour here too, or “No quiet hours” in both."}
    answer = await submit(desk, ana, view, {Block.QUIET_UNTIL: "22"})
    assert answer["errors"] == {"quiet_until": "Pick another hour than the one they begin at."}
    assert await desk.scope.of(AuditEvent).filter(verb="set").count() == 0
    # What was typed before is still there.
    assert (await submit(desk, ana, view, {Block.QUIET_UNTIL: "7"}))["errors"] is None
    kept = await desk.user("ana")
    assert (kept.auto_link, kept.digest, kept.language) == (False, True, "ja")
    assert (kept.default_visibility, kept.contact_creation) == (Visibility.SHARED, ContactCreation.NEVER)
    assert (kept.quiet_from, kept.quiet_until) == (22, 7)
    [event] = await desk.scope.of(AuditEvent).filter(verb="set")
    assert (event.actor_id, event.subject) == (ana.id, f"user:{ana.id}")
    assert event.detail["language"] == [None, "ja"]

    async def shown() -> bool:
        text = said(await desk.control.get("home", user=ana.slack_user_id))
        return "quiet from 22:00 to 7:00" in text and "new mail is shared" in text

    await until(shown, "a home tab with the new settings")
    ben = await desk.user("ben")
    assert (ben.digest, ben.language, ben.quiet_from) == (False, None, None)


async def test_a_card_waits_for_the_end_of_quiet_hours_and_comes_when_they_are_lifted(desk: Desk) -> None:
    ana = await desk.user("ana")
    tz = {"tz": "UTC", "quiet_from": 9, "quiet_until": 11}  # it is nine o'clock
    await desk.scope.of(User).filter(id=ana.id).update(**tz)
    mail = await a_mail(ana, "Not now")
    await enqueue_card(mail, mail.received_at)
    desk.wakened.set()

    async def held() -> OutboxItem | None:
        return await desk.scope.of(OutboxItem).filter(last_error=HELD).first()

    item = await until(held, "the card is held")
    assert (item.state, item.attempts, item.unsure, item.due_at.hour) == (OutboxState.PENDING, 0, False, 11)
    # Ben is not quiet, and is not held up.
    assert "For Ben" in said(await desk.card(await a_mail(await desk.user("ben"), "For Ben")))
    await desk.control.post("command", user=ana.slack_user_id, text="settings")
    view = await desk.modal(ana, "Your settings")
    await submit(desk, ana, view, {Block.QUIET_FROM: "never", Block.QUIET_UNTIL: "never"})
    cards = await until(lambda: desk.control.cards("ana"), "the card")
    assert ["Not now" in said(card) for card in cards] == [True]


@pytest.mark.parametrize("block", [Block.SHARING, Block.CONTACTS, Block.LANGUAGE, Block.QUIET_FROM])
async def test_a_choice_that_was_never_offered_is_refused_at_its_field(desk: Desk, block: Block) -> None:
    ana = await desk.user("ana")
    view = settings_modal(form_of(ana, desk.workspace))
    [element] = [each["element"] for each in view["blocks"] if each.get("block_id") == block]
    forged = {"text": {"type": "plain_text", "text": "x"}, "value": "99"}
    element |= {"options": [forged], "initial_option": forged}
    answer = await submit(desk, ana, await desk.open_forged(ana, view), {})
    assert answer["errors"] == {block.value: "Pick one from the list."}
