"""Withdraw: every copy goes, with its thread and files; what stays is said."""

from bot.ids import Action
from models import Share
from models.types import ShareState
from tests.bot.desk import Desk, said
from tests.bot.rows import a_file, a_mail
from tests.bot.sharing import channel_id, dm_saying, fill_post, invite, messages, post_to, press_post
from tests.control import until


async def test_three_copies_with_files_and_replies_go_and_the_report_says_what_stays(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    deals, general = await channel_id(desk, "deals"), await invite(desk, "general")
    mail = await a_mail(ana, "Offer")
    offer = await a_file(mail, "offer.pdf", b"whole")
    copies = [await post_to(desk, mail, channel, files=(offer.id,)) for channel in (deals, general)]
    copies.append(await post_to(desk, mail, colleague=ben.slack_user_id, files=(offer.id,)))
    await desk.control.post(
        "say", user=ben.slack_user_id, channel=deals, text="I like it", thread_ts=copies[0].ts
    )
    # In the middle of it Slack fails, and later goes on.
    await desk.control.post("faults", method="chat.delete", kind="http500", times=2)
    await desk.card_saying(mail, "Sent to Ben Okafor")
    await desk.click(mail, Action.WITHDRAW_ALL)
    places = "“Offer” was withdrawn from #deals, #general and your message to Ben"
    report = said(await dm_saying(desk, ana, places))
    assert "#deals: 1 reply by people in its thread stays" in report
    for channel in (general, copies[2].channel):
        assert not [one for one in await messages(desk, channel) if "Offer" in said(one)]
    [left] = await messages(desk, deals)
    assert left.get("subtype") == "tombstone"
    assert [reply["text"] for reply in left["replies"]] == ["I like it"]
    assert all(file.deleted for file in desk.sandbox.world.team.files.values())
    states = await desk.scope.of(Share).all().values_list("state", flat=True)
    assert set(states) == {ShareState.WITHDRAWN}

    async def clean() -> bool:
        return "#deals" not in said(await desk.card(mail))

    assert await until(clean, "a card without copies")


async def test_what_slack_does_not_let_us_remove_is_said_and_can_be_tried_again(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer")
    await post_to(desk, mail, deals)
    await desk.card_saying(mail, "Posted in #deals")
    await desk.control.post("faults", method="chat.delete", kind="error", name="cant_delete_message", times=1)
    await desk.click(mail, Action.WITHDRAW)
    report = await dm_saying(desk, ana, "“Offer” could not be withdrawn from #deals.")
    assert "Ask an admin to delete it, then try again." in said(report)
    card = await desk.card_saying(mail, "Could not be withdrawn from #deals: Slack does not let me delete it")
    assert "Try again" in said(card)
    await desk.click(mail, Action.WITHDRAW)
    await dm_saying(desk, ana, "was withdrawn from #deals")
    assert await messages(desk, deals) == []


async def test_a_copy_withdrawn_before_it_was_posted_is_never_posted(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer")
    await desk.card(mail)
    await desk.control.post("faults", method="chat.postMessage", kind="ratelimited", retry_after=1, times=1)
    await fill_post(desk, mail, deals)
    await press_post(desk, ana)
    await desk.card_saying(mail, "Being posted in #deals")
    await desk.click(mail, Action.WITHDRAW)
    await dm_saying(desk, ana, "was withdrawn from #deals")
    assert await messages(desk, deals) == []


async def test_what_is_left_of_ours_is_told_apart_from_what_people_said_and_can_be_tried_again(
    desk: Desk,
) -> None:
    ana, ben, deals = await desk.user("ana"), await desk.user("ben"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer")
    offer = await a_file(mail, "offer.pdf", b"whole")
    copy = await post_to(desk, mail, deals, files=(offer.id,))
    await desk.control.post("say", user=ben.slack_user_id, channel=deals, text="I like it", thread_ts=copy.ts)
    await desk.card_saying(mail, "Posted in #deals")
    await desk.control.post("faults", method="files.delete", kind="error", name="cant_delete_file", times=1)
    await desk.control.post("faults", method="chat.delete", kind="error", name="cant_delete_message", times=1)
    await desk.click(mail, Action.WITHDRAW)
    report = await dm_saying(desk, ana, "“Offer” was not wholly withdrawn from #deals.")
    both = "1 file and 1 message of mine in its thread could not be removed: Slack does not let me delete it"
    assert both in said(report)
    assert "1 reply by people in its thread stays" in said(report)
    assert "are gone" not in said(report)
    assert not (await desk.scope.of(Share).get(id=copy.id)).withdrawn_at
    await desk.card_saying(mail, "Not wholly withdrawn from #deals: 1 file and 1 message of mine")
    await desk.control.post(
        "action", user=ana.slack_user_id, channel="dm", ts=report["ts"], action_id=Action.WITHDRAW.value
    )
    again = await dm_saying(desk, ana, "“Offer” was withdrawn from #deals.")
    assert "1 reply by people in its thread stays" in said(again)
    assert all(file.deleted for file in desk.sandbox.world.team.files.values())
    [left] = await messages(desk, deals)
    assert [reply["text"] for reply in left["replies"]] == ["I like it"]


async def test_a_thread_that_cannot_be_looked_into_is_not_said_to_be_gone(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer")
    await post_to(desk, mail, deals)
    await desk.card_saying(mail, "Posted in #deals")
    state = await desk.control.get("state")
    bot, there = state["app"]["bot_user_id"], next(one for one in state["channels"] if one["id"] == deals)
    members = [one for one in there["members"] if one != bot]
    await desk.control.patch(f"channels/{deals}", members=members)
    await desk.click(mail, Action.WITHDRAW)
    report = said(await dm_saying(desk, ana, "“Offer” was withdrawn from #deals."))
    assert "The message and its files are gone." in report
    assert "what I said in its thread" not in report
    assert "#deals: I could not look into its thread" in report


async def test_a_mail_can_be_posted_anew_where_only_a_file_of_it_is_left(desk: Desk) -> None:
    ana, deals = await desk.user("ana"), await channel_id(desk, "deals")
    mail = await a_mail(ana, "Offer")
    offer = await a_file(mail, "offer.pdf", b"whole")
    await post_to(desk, mail, deals, files=(offer.id,))
    await desk.card_saying(mail, "Posted in #deals")
    await desk.control.post("faults", method="files.delete", kind="error", name="file_deleting_disabled")
    await desk.click(mail, Action.WITHDRAW)
    await dm_saying(desk, ana, "“Offer” was not wholly withdrawn from #deals.")
    await fill_post(desk, mail, deals)
    await press_post(desk, ana)
    await desk.card_saying(mail, "Posted in #deals: the new text.")
