"""Share…: who may read a mail, the way back, and what changes on the card."""

import pytest

from bot.ids import Action, Block
from models import AuditEvent, Conversation, Message, Scope
from models.types import Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import a_mail, a_share
from tests.bot.sharing import dm_saying, share_within
from tests.control import until


async def test_a_shared_mail_is_found_by_colleagues_and_made_private_again(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail, other = await a_mail(ana, "Offer to Globex"), await a_mail(ana, "Another")
    answer = await share_within(desk, mail, "shared")
    assert answer["response_action"] == "update"
    modal = await desk.modal(ana, "Shared")
    assert "every member of your company" in said(modal)
    card = await desk.card_saying(mail, "Shared within the company: every member can find and read it.")
    assert "Make private" in said(card)
    seen = Scope(desk.workspace.id, ben.id).of(Message)
    assert [one.id for one in await seen.all()] == [mail.id]
    [event] = await desk.scope.of(AuditEvent).filter(verb="shared")
    assert (event.actor_id, event.subject, event.detail["mails"]) == (ana.id, f"message:{mail.id}", [mail.id])

    await desk.close_all(ana)
    await desk.click(mail, Action.MAKE_PRIVATE)
    private = await desk.modal(ana, "Private")
    assert await seen.all().count() == 0
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=private["id"], action_id=Action.SHARE_UNDO.value
    )
    await desk.modal(ana, "Shared")
    assert [one.id for one in await seen.all()] == [mail.id]
    assert (await desk.scope.of(Message).get(id=other.id)).visibility is Visibility.PRIVATE


async def test_a_conversation_is_shared_and_made_private_as_a_whole(desk: Desk) -> None:
    ana = await desk.user("ana")
    first = await a_mail(ana)
    second = await a_mail(ana, "Re: Offer", conversation=first.conversation)
    await share_within(desk, first, "shared", "whole")
    await desk.card_saying(second, "Shared within the company, the whole conversation")
    assert (await desk.scope.of(Conversation).get()).shared_at is not None
    await desk.close_all(ana)
    await desk.click(second, Action.MAKE_PRIVATE)
    assert "This conversation is private to you now" in said(await desk.modal(ana, "Private"))
    assert (await desk.scope.of(Conversation).get()).shared_at is None
    assert set(await desk.scope.of(Message).values_list("visibility", flat=True)) == {Visibility.PRIVATE}


async def test_undo_does_not_take_back_what_was_changed_since(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    await share_within(desk, mail, "shared")
    view = await desk.modal(ana, "Shared")
    await desk.scope.of(Message).filter(id=mail.id).update(visibility=Visibility.PRIVATE)
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.SHARE_UNDO.value
    )
    assert "can't be undone any more" in said(await desk.modal(ana, "Sorry"))


async def test_making_a_mail_private_offers_to_withdraw_its_copies(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana, visibility=Visibility.SHARED)
    await a_share(mail)
    await desk.click(mail, Action.MAKE_PRIVATE)
    shown = said(await desk.modal(ana, "Private"))
    assert "Copies of it still stand" in shown
    assert "Posted in #deals: the new text." in shown
    assert "Withdraw" in shown


async def test_a_follower_hears_of_a_later_mail_once_it_is_shared(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    first = await a_mail(ana, visibility=Visibility.SHARED)
    share = await a_share(first)
    await desk.click_forged(ben, Action.SHARED_FOLLOW, str(share.id))
    await desk.told(ben, "I will tell you")
    later = await a_mail(ana, "Re: Offer, signed", conversation=first.conversation)
    await share_within(desk, later, "shared")
    told = await dm_saying(
        desk, ben, "A later mail of a conversation you follow was shared within the company"
    )
    assert "Re: Offer, signed" in said(told)
    await desk.click_forged(ben, Action.SHARED_MENU, f"unfollow:{share.id}", menu=True)
    await desk.told(ben, "You will hear no more")


async def test_open_offers_to_link_and_share_to_the_owner_alone(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail = await a_mail(ana, visibility=Visibility.SHARED)
    for user, offered in ((ana, True), (ben, False)):
        await desk.click_forged(user, Action.OPEN, str(mail.id))
        shown = said(await desk.modal(user, "Mail"))
        assert ("Share…" in shown, "Link…" in shown) == (offered, offered)
    view = await desk.modal(ana, "Mail")
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.SHARE.value
    )
    await desk.modal(ana, "Share this mail")


@pytest.mark.parametrize(
    ("readers", "extent"),
    [
        pytest.param("shared", "one", id="who may read it"),
        pytest.param("private", "whole", id="how much of it"),
    ],
)
async def test_a_choice_that_is_not_saved_is_not_lost_on_the_way_to_a_post(
    desk: Desk, readers: str, extent: str
) -> None:
    ana = await desk.user("ana")
    await desk.click(await a_mail(ana), Action.SHARE)
    view = await desk.modal(ana, "Share this mail")
    click = {"user": ana.slack_user_id, "view_id": view["id"]}
    values = {
        Block.READERS.value: {Action.READERS.value: readers},
        Block.EXTENT.value: {Action.EXTENT.value: extent},
    }
    await desk.control.post("input", values=values, **click)
    await desk.control.post("action", action_id=Action.POST.value, **click)
    top = await desk.modal(ana, "Sorry")
    assert "not saved yet" in said(top)
    await desk.control.post("close", user=ana.slack_user_id, view_id=top["id"])
    view = await desk.modal(ana, "Share this mail")
    assert view["state"]["values"][Block.READERS][Action.READERS]["selected_option"]["value"] == readers


async def test_what_stands_unchanged_is_no_change(desk: Desk) -> None:
    ana = await desk.user("ana")
    mail = await a_mail(ana)
    answer = await share_within(desk, mail, "private")
    assert answer["response_action"] is None
    assert await desk.scope.of(AuditEvent).all().count() == 0

    async def closed() -> bool:
        return await desk.views(ana) == []

    assert await until(closed, "no modal")
