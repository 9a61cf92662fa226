"""The home tab, the first hello, and chatting with a mail robot."""

from typing import Any

from bot.ids import Action
from models import OutboxItem, User
from models.types import OutboxKind
from tests.bot.desk import Desk, said
from tests.bot.rows import a_link, a_mail, a_record, a_user, a_workspace
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


async def test_the_home_tab_lists_my_mails_and_their_state(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_link(await a_mail(ana, "Filed one"), await a_record(desk.workspace, number=42))
    await a_mail(ana, "Loose one")
    await a_mail(ben, "Not Ana's")
    await a_mail(await a_user(await a_workspace("initech")), "Foreign")
    text = said(await home_of(desk, ana))
    assert "Filed under Deal 42" in text
    assert "1 mail is not filed yet." in text
    assert "Loose one" in text
    assert "Not Ana's" not in text
    assert "Foreign" not in text


async def test_a_mail_opens_from_the_home_tab(desk: Desk) -> None:
    ana = await desk.user("ana")
    await a_mail(ana, "Offer")
    home = await home_of(desk, ana)
    await desk.control.post("action", user=ana.slack_user_id, view_id=home["id"], action_id=Action.OPEN.value)
    assert "Offer" in said(await desk.modal(ana, "Mail"))


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
