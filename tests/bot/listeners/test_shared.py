"""A posted copy's buttons: who may open, link and follow, at the moment of the click."""

from typing import Any

import pytest

from bot.ids import Action, Block
from models import Follow, Link, Share
from models.types import ShareState, Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import a_mail, a_record
from tests.bot.sharing import channel_id, click_copy, dm_saying, post_to
from tests.control import until


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        pytest.param("inside", "parts", id="somebody in the channel"),
        pytest.param("left", None, id="who left the channel"),
        pytest.param("outside", None, id="a member who never was in it"),
        pytest.param("outside of what all may read", "all", id="where all may read the mail"),
        pytest.param("guest", None, id="who became a guest"),
        pytest.param("deactivated", None, id="who was deactivated"),
        pytest.param("withdrawn", None, id="a withdrawn copy"),
        pytest.param("owner", "all", id="the owner"),
    ],
)
async def test_open_shows_what_was_shared_to_whom_it_was(desk: Desk, who: str, opens: str | None) -> None:
    ana, ben, elena = [await desk.user(name) for name in ("ana", "ben", "elena")]
    deals = await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer", "New words", quoted="Old words")
    share = await post_to(desk, mail, deals)
    user = ana if who == "owner" else elena if who.startswith("outside") else ben
    match who:
        case "left":
            state = await desk.control.get("state")
            members = next(one["members"] for one in state["channels"] if one["id"] == deals)
            await desk.control.patch(
                f"channels/{deals}", members=[one for one in members if one != ben.slack_user_id]
            )
        case "outside of what all may read":
            mail.visibility = Visibility.SHARED
            await mail.save(update_fields=["visibility"])
        case "guest" | "deactivated":
            await (
                desk.scope.of(type(ben))
                .filter(id=ben.id)
                .update(**{"guest": True} if who == "guest" else {"active": False})
            )
        case "withdrawn":
            await desk.scope.of(Share).all().update(state=ShareState.WITHDRAWN)
    # Not on the message itself: a stale or forged button may be clicked anywhere.
    await desk.click_forged(user, Action.SHARED_OPEN, str(share.id))
    if opens is None:
        await desk.told(user, "")
        assert await desk.views(user) == []
        return
    shown = said(await desk.modal(user, "Mail"))
    assert "New words" in shown
    assert ("These are the parts that were shared" in shown) is (opens == "parts")
    assert ("Show quoted text" in shown) is (opens == "all")
    assert "Old words" not in shown


async def test_a_message_to_one_colleague_opens_for_nobody_else(desk: Desk) -> None:
    ana, ben, elena = [await desk.user(name) for name in ("ana", "ben", "elena")]
    share = await post_to(desk, await a_mail(ana), colleague=ben.slack_user_id)
    await desk.click_forged(elena, Action.SHARED_OPEN, str(share.id))
    await desk.told(elena, "not shared here any more, or not with you")
    await click_copy(desk, ben, share, Action.SHARED_OPEN)
    await desk.modal(ben, "Mail")


async def test_a_colleague_asks_and_the_owner_files_in_one_click(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    mail = await a_mail(ana, "Offer")
    share = await post_to(desk, mail, await channel_id(desk, "deals"))
    await click_copy(desk, ben, share, Action.SHARED_LINK)
    assert "I will ask them" in said(await link_form(desk, ben))
    assert (await choose(desk, ben, f"deal:{deal.id}"))["response_action"] == "update"
    asked = await dm_saying(desk, ana, "Ben Okafor saw your mail “Offer” and asks to file it under Deal 42")
    assert await desk.scope.of(Link).all().count() == 0
    await answer_plea(desk, asked, Action.PLEA_YES)
    await dm_saying(desk, ana, "You filed it.")
    await dm_saying(desk, ben, "Ana Trujillo filed “Offer” under Deal 42")
    [link] = await desk.scope.of(Link).all()
    assert (link.record_id, link.user_id) == (deal.id, ana.id)


async def test_a_no_to_what_is_filed_there_meanwhile_says_that_it_is_filed(desk: Desk) -> None:
    ana, ben, clara = [await desk.user(name) for name in ("ana", "ben", "clara")]
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    share = await post_to(desk, await a_mail(ana, "Offer"), await channel_id(desk, "deals"))
    for user in (ben, clara):
        await click_copy(desk, user, share, Action.SHARED_LINK)
        await choose(desk, user, f"deal:{deal.id}")
    await answer_plea(desk, await dm_saying(desk, ana, "Ben Okafor saw your mail"), Action.PLEA_YES)
    await dm_saying(desk, ana, "You filed it.")
    await answer_plea(desk, await dm_saying(desk, ana, "Clara Weiss saw your mail"), Action.PLEA_NO)
    await dm_saying(desk, ana, "It is filed there already")
    told = said(await dm_saying(desk, clara, "Ana Trujillo leaves “Offer” where it is."))
    assert "Deal 42" not in told


async def test_a_colleague_asks_the_same_once_a_day_and_for_another_place_at_once(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    other = await a_record(desk.workspace, "Globex pilot 42", number=43)
    share = await post_to(desk, await a_mail(ana, "Offer"), await channel_id(desk, "deals"))
    answers = []
    for wanted in (deal, deal, other):
        await desk.close_all(ben)
        await click_copy(desk, ben, share, Action.SHARED_LINK)
        answers.append(await choose(desk, ben, f"deal:{wanted.id}"))
    assert [answer["response_action"] for answer in answers] == ["update", "errors", "update"]
    assert "today already" in str(answers[1])
    await dm_saying(desk, ana, "asks to file it under Deal 43")
    asked = await desk.control.get("messages", user=ana.slack_user_id)
    assert sum("asks to file it under Deal 42" in one["text"] for one in asked) == 1


async def answer_plea(desk: Desk, asked: dict[str, Any], action: Action) -> None:
    ana = await desk.user("ana")
    about = {"channel": ana.dm_channel, "ts": asked["ts"], "action_id": action.value}
    await desk.control.post("action", user=ana.slack_user_id, **about)


async def test_a_colleague_files_what_is_shared_within_the_company(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    mail = await a_mail(ana, visibility=Visibility.SHARED)
    share = await post_to(desk, mail, await channel_id(desk, "deals"))
    await click_copy(desk, ben, share, Action.SHARED_LINK)
    await link_form(desk, ben)
    answer = await choose(desk, ben, f"deal:{deal.id}")
    assert answer["response_action"] == "update", answer
    assert "filed under Deal 42 · " in said(await desk.modal(ben, "Filed"))
    await desk.card_saying(mail, "Linked by Ben Okafor")
    [link] = await desk.scope.of(Link).all()
    assert (link.record_id, link.user_id) == (deal.id, ben.id)


async def link_form(desk: Desk, user: object) -> dict[str, object]:
    return await desk.modal(user, "Link this mail")  # type: ignore[arg-type]


async def choose(desk: Desk, user: object, value: str) -> dict[str, object]:
    view = await link_form(desk, user)
    about = {"user": user.slack_user_id, "view_id": view["id"]}  # type: ignore[attr-defined]
    await desk.control.post("suggest", **about, action_id=Action.SHARED_RECORD.value, query="42")
    values = {Block.RECORD.value: {Action.SHARED_RECORD.value: value}}
    answer: dict[str, object] = await desk.control.post("submit", **about, values=values)
    return answer


async def test_who_follows_in_a_channel_hears_of_a_later_post_there_while_they_are_in_it(desk: Desk) -> None:
    ana, ben, clara = [await desk.user(name) for name in ("ana", "ben", "clara")]
    deals = await channel_id(desk, "deals")
    first = await a_mail(ana)
    share = await post_to(desk, first, deals)
    for user in (ben, clara):
        await click_copy(desk, user, share, Action.SHARED_FOLLOW)

    async def both() -> bool:
        return await desk.scope.of(Follow).all().count() == 2

    await until(both, "two who follow")
    state = await desk.control.get("state")
    members = next(one["members"] for one in state["channels"] if one["id"] == deals)
    await desk.control.patch(
        f"channels/{deals}", members=[one for one in members if one != clara.slack_user_id]
    )
    await post_to(desk, await a_mail(ana, "Signed", conversation=first.conversation), deals)
    assert "Signed" in said(
        await dm_saying(desk, ben, "A later mail of a conversation you follow was posted")
    )
    assert "Signed" not in said(await desk.control.get("messages", user=clara.slack_user_id))


async def test_only_the_owner_withdraws_from_the_copy_itself(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    share = await post_to(desk, await a_mail(ana), await channel_id(desk, "deals"))
    await click_copy(desk, ben, share, Action.SHARED_MENU, selected=f"withdraw:{share.id}")
    await desk.told(ben, "Only Ana Trujillo can withdraw it.")
    await click_copy(desk, ana, share, Action.SHARED_MENU, selected=f"withdraw:{share.id}")
    await dm_saying(desk, ana, "was withdrawn from #deals")
