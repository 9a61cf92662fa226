"""The home tab, the first hello, and chatting with a mail robot."""

from typing import Any

import pytest

from bot.ids import Action, Pair
from bot.services import links
from bot.shown import TargetKind
from models import Conversation, Link, OutboxItem, Scope, User
from models.types import OutboxKind
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_user, a_workspace
from tests.control import until


async def home_of(desk: Desk, user: User) -> dict[str, Any]:
    await desk.control.post("open_home", user=user.slack_user_id)

    async def published() -> dict[str, Any] | None:
        answer = await desk.control.get("home", user=user.slack_user_id)
        found: dict[str, Any] | None = answer.get("view") if isinstance(answer, dict) else None
        return found or (answer if answer and "blocks" in answer else None)

    return await until(published, "a home tab", seconds=5)


async def test_until_the_first_mail_the_home_tab_sets_one_task(desk: Desk) -> None:
    text = said(await home_of(desk, await desk.user("ana")))
    assert "Get your first mail here" in text
    assert "northwind@bcc.localhost" in text


async def test_the_home_tab_lists_my_inbox(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_link(await a_mail(ana, "Filed one"), await a_record(desk.workspace, number=42))
    await a_mail(ana, "Loose one")
    await a_mail(ben, "Not Ana's")
    await a_mail(await a_user(await a_workspace("initech")), "Foreign")
    text = said(await home_of(desk, ana))
    assert "1 mail is not filed yet." in text
    assert "Loose one" in text
    for hidden in ("Filed one", "Not Ana's", "Foreign"):
        assert hidden not in text


async def home_saying(desk: Desk, user: User, text: str, *, there: bool = True) -> dict[str, Any]:
    async def shown() -> dict[str, Any] | None:
        home: dict[str, Any] = await desk.control.get("home", user=user.slack_user_id)
        return home if (text in said(home)) is there else None

    return await until(shown, f"a home tab with {text!r}: {there}")


async def click(desk: Desk, user: User, action: Action, view: dict[str, Any]) -> None:
    place = {"user": user.slack_user_id, "view_id": view["id"], "action_id": action.value}
    await desk.control.post("action", **place)


async def test_a_mail_is_filed_from_the_home_tab_at_one_click_and_taken_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail, deal = await a_mail(ana, "Offer"), await a_record(desk.workspace, "Globex renewal", number=42)
    other, closed = (await a_record(desk.workspace, "B"), await a_record(desk.workspace, status="lost"))
    conversation = desk.scope.of(Conversation).filter(id=mail.conversation_id)
    offered = [{"record_id": key, "why": "its subject says so"} for key in (deal.id, other.id, closed.id)]
    await conversation.update(suggestions=offered)
    assert "File: Deal" not in said(await home_of(desk, ana))  # of two, the card asks
    await conversation.update(suggestions=[offered[0], offered[2]])
    await home_of(desk, ana)
    home = await home_saying(desk, ana, "File: Deal 42")
    assert "step 2 of 3" in said(home)
    await click(desk, ana, Action.HOME_FILE, home)
    home = await home_saying(desk, ana, "Filed under Deal 42")
    assert "step 3 of 3" in said(home)
    assert await desk.scope.of(Link).filter(removed_at__isnull=True, record_id=deal.id).count() == 1
    await click(desk, ana, Action.HOME_UNDO, home)
    await home_saying(desk, ana, "It is not filed under Deal 42")
    assert await desk.scope.of(Link).filter(removed_at__isnull=True).count() == 0


async def test_getting_started_is_over_when_they_say_so(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_link(await a_mail(ana, "Filed one"), await a_record(desk.workspace, number=42))
    home = await home_of(desk, ana)
    await click(desk, ana, Action.HOME_STARTED, home)
    home = await home_saying(desk, ana, "step 3 of 3", there=False)
    assert "Everything is filed or done." in said(home)


async def test_an_open_home_tab_shows_what_comes_and_what_is_done_elsewhere(desk: Desk) -> None:
    ana = await desk.user("ana")
    deal = await a_record(desk.workspace, number=42)
    await home_of(desk, ana)
    mail = await a_mail(ana, "Just in")
    await desk.card(mail)
    await home_saying(desk, ana, "Just in")
    await links.link(Scope(desk.workspace.id, ana.id), mail.id, TargetKind.DEAL, deal.id, NOW)
    desk.wakened.set()
    await home_saying(desk, ana, "Just in", there=False)
    calls = await desk.control.get("calls")
    users = {call["args"]["user_id"] for call in calls if call["method"] == "views.publish"}
    assert users == {ana.slack_user_id}


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody"])
async def test_nobody_files_what_is_not_theirs_from_home(desk: Desk, whose: str) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, number=42)
    foreign = await desk.not_mine(whose)
    await desk.click_forged(ana, Action.HOME_FILE, str(Pair(foreign, deal.id)))
    await desk.told(ana, "I can't find that mail any more")
    await desk.click_forged(ana, Action.HOME_UNDO, str(foreign))
    await desk.told(ana, "I can't find that link any more")
    assert await desk.scope.of(Link).count() == 0


async def test_a_mail_opens_from_the_home_tab(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_mail(ana, "Offer")
    home = await home_of(desk, ana)
    await desk.control.post("action", user=ana.slack_user_id, view_id=home["id"], action_id=Action.OPEN.value)
    assert "Offer" in said(await desk.modal(ana, "Mail"))
    await click(desk, ana, Action.INBOX_OPEN, home)
    assert "Offer" in said(await desk.modal(ana, "Inbox"))


async def replies(desk: Desk, user: User) -> list[dict[str, Any]]:
    messages = await desk.control.get("messages", user=user.slack_user_id)
    return [each for each in messages if each.get("bot_id") and not each.get("ephemeral")]


async def test_words_in_our_messages_are_answered_once_with_what_to_do(desk: Desk) -> None:
    ana = await desk.user("ana")
    opened = await desk.client.conversations_open(users=ana.slack_user_id)
    await desk.control.post("say", user=ana.slack_user_id, channel=opened["channel"]["id"], text="hello?")
    [reply] = await until(lambda: replies(desk, ana), "an answer")
    assert "northwind@bcc.localhost" in said(reply)
    # Our own answer came back to us as an event: a command and its answer later, there is still one.
    await desk.control.post("command", user=ana.slack_user_id, text="help")
    assert len(await replies(desk, ana)) == 1


async def test_a_newcomer_is_greeted_once(desk: Desk) -> None:
    ana = await desk.user("ana")
    for _ in range(2):
        await desk.control.post("open_home", user=ana.slack_user_id, tab="messages")
    [hello] = await until(lambda: replies(desk, ana), "a greeting")
    assert "Hello Ana!" in said(hello)
    await home_of(desk, ana)
    assert await desk.scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE).count() == 1
