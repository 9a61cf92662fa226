"""`/bcc find WORDS`."""

from typing import Any

from bot.ids import Action, Block
from bot.services.lines import PAGE
from models import User
from models.types import Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import a_mail


async def find(desk: Desk, words: str) -> tuple[User, dict[str, Any]]:
    ana = await desk.user("ana")
    await desk.control.post("command", user=ana.slack_user_id, text=f"find {words}".strip())
    return ana, await desk.modal(ana, "Find mail")


async def ask_again(desk: Desk, user: User, view: dict[str, Any], words: str) -> Any:
    values = {Block.WORDS.value: {Action.WORDS.value: words}}
    return await desk.control.post("submit", user=user.slack_user_id, view_id=view["id"], values=values)


async def test_mail_is_found_read_and_looked_for_again(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await a_mail(ana, "Our offer", "<!channel> *the* renewal :tada:")
    await a_mail(ben, "Shared offer", visibility=Visibility.SHARED)
    await a_mail(ben, "Ben's secret offer")
    ana, view = await find(desk, "OFFER")
    text = said(view)
    assert "Our offer" in text
    assert "<!channel> *the* renewal :tada:" in text
    assert "shared by Ben Okafor" in text
    assert "secret" not in text
    await desk.control.post("action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.READ.value)
    top = await desk.modal(ana, "Mail")
    assert "Shared offer" in said(top)  # the newest stands first
    await desk.control.post("close", user=ana.slack_user_id, view_id=top["id"])
    answer = await ask_again(desk, ana, view, "*** !!!")
    assert "Type a word or two" in str(answer)
    await ask_again(desk, ana, view, "zebra")
    assert "I found no mail of yours" in said(await desk.modal_saying(ana, "“zebra”"))


async def test_without_words_it_asks_for_them(desk: Desk) -> None:
    ana, view = await find(desk, "")
    await a_mail(ana, "Our offer")
    await ask_again(desk, ana, view, "offer")
    assert "Our offer" in said(await desk.modal_saying(ana, "Newest first"))


async def test_what_has_no_word_in_it_is_not_left_without_an_answer(desk: Desk) -> None:
    ana, _ = await find(desk, "🚀")
    await desk.modal_saying(ana, "Type a word or two to look for")


async def test_older_ones_are_a_click_away_and_so_is_the_way_back(desk: Desk) -> None:
    ana = await desk.user("ana")
    for number in range(PAGE + 1):
        await a_mail(ana, f"Offer {number}.")
    ana, view = await find(desk, "offer")
    assert "Offer 0." not in said(view)
    for action, says in ((Action.FIND_OLDER, "Offer 0."), (Action.FIND_NEWEST, f"Offer {PAGE}.")):
        await desk.control.post("action", user=ana.slack_user_id, view_id=view["id"], action_id=action.value)
        await desk.modal_saying(ana, says)
