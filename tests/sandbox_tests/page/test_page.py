"""Walks over the page: what a visitor sees, and what the app hears of their clicks."""

import json

import pytest
from playwright.async_api import expect
from slack_sdk.errors import SlackApiError

from tests.sandbox import Sandbox
from tests.sandbox_tests.kit import (
    CONFIRM,
    IN_HOMES,
    IN_MESSAGES,
    IN_MODALS,
    Block,
    button,
    modal,
    section,
    select,
)
from tests.sandbox_tests.people import post

from .desk import Desk, card
from .visitor import Visitor

# What the strict workspace keeps from this app: a file it never uploaded, and pictures it may not embed.
NOT_HERE = ('"slack_file"', '"video"', '"file"', '"Group"')


def allowed(blocks: list[Block]) -> list[Block]:
    """The blocks an app may use whatever its scopes; one that wants the focus is enough."""
    return [
        {key: value for key, value in block.items() if key != "block_id"}
        for block in blocks
        if not any(word in json.dumps(block) for word in (*NOT_HERE, "focus_on_load"))
    ]


async def test_every_kind_of_block_can_be_seen(ana: Visitor, desk: Desk) -> None:
    blocks = allowed(IN_MESSAGES)
    for start in range(0, len(blocks), 12):
        await desk.post("ana", *blocks[start : start + 12])
    await expect(ana.messages).to_have_count(-(-len(blocks) // 12))
    await expect(ana.page.locator(".conversation .block")).to_have_count(len(blocks))
    await expect(ana.page.locator(".unsupported")).to_have_count(0)


async def test_every_kind_of_block_can_be_seen_on_the_home_tab(ana: Visitor, desk: Desk) -> None:
    blocks = allowed(IN_HOMES)
    await ana.page.locator("[data-tab=home]").click()
    await expect(ana.element("settings")).to_be_visible()
    await desk.client.views_publish(user_id=ana.id_of("ana"), view={"type": "home", "blocks": blocks})
    await expect(ana.page.get_by_test_id("home").locator(".block")).to_have_count(len(blocks))
    await expect(ana.page.locator(".unsupported")).to_have_count(0)


async def test_every_kind_of_block_can_be_seen_in_a_modal(ana: Visitor, desk: Desk) -> None:
    blocks = allowed(IN_MODALS)
    await desk.post("ana", *card(button("show")))
    await ana.element("show").click()
    trigger = (await desk.next())["trigger_id"]
    await desk.client.views_open(trigger_id=trigger, view=modal(*blocks))
    await expect(ana.dialog.locator(".block")).to_have_count(len(blocks))
    await expect(ana.page.locator(".unsupported")).to_have_count(0)


async def test_a_click_while_the_card_is_drawn_anew_is_no_error(ana: Visitor, desk: Desk) -> None:
    ts = await desk.post("ana", *card(button("press", value="1")))
    await expect(ana.element("press")).to_be_visible()
    await ana.page.route("**/sandbox/messages**", lambda route: None)  # the news are slow to come
    blocks = card(button("press", value="2"))
    await desk.client.chat_update(channel=await desk.direct_message("ana"), ts=ts, text="x", blocks=blocks)
    await ana.element("press").click()
    assert (await desk.next())["actions"][0]["value"] == "1"
    await expect(ana.toast).to_have_count(0)
    await ana.page.unroute("**/sandbox/messages**")


async def test_a_click_reaches_the_app_and_its_update_the_page(ana: Visitor, desk: Desk) -> None:
    await desk.post("ana", *card(button("press", value="42")))
    await ana.element("press").click()
    heard = await desk.next()
    assert heard["actions"][0]["value"] == "42"
    where = heard["container"]
    await desk.client.chat_update(
        channel=where["channel_id"],
        ts=where["message_ts"],
        text="Filed",
        blocks=[section("Filed under *deal 42*")],
    )
    await expect(ana.messages.last).to_contain_text("Filed under deal 42")
    await expect(ana.element("press")).to_have_count(0)


async def test_a_choice_in_a_message_is_sent_and_stays_while_the_conversation_goes_on(
    ana: Visitor, desk: Desk
) -> None:
    await desk.post("ana", section("Choose", accessory=select()))
    await ana.element("choose").click()
    await ana.page.get_by_role("option", name="option b").click()
    assert (await desk.next())["actions"][0]["selected_option"]["value"] == "b"
    await desk.post("ana", text="another")
    await expect(ana.messages).to_have_count(2)
    await expect(ana.element("choose").get_by_role("combobox")).to_have_value("option b")


async def test_a_deed_that_asks_first_is_done_only_when_confirmed(ana: Visitor, desk: Desk) -> None:
    await desk.post("ana", *card(button("forget", confirm=CONFIRM, value="sure")))
    await ana.element("forget").click()
    await ana.page.get_by_test_id("confirm-no").click()
    await ana.element("forget").click()
    await expect(ana.page.get_by_role("alertdialog")).to_contain_text("Really?")
    await ana.page.get_by_test_id("confirm-yes").click()
    assert (await desk.next())["actions"][0]["value"] == "sure"
    assert desk.heard.empty()


async def test_an_app_that_does_not_answer_is_spoken_of(ana: Visitor, desk: Desk) -> None:
    await desk.post("ana", *card(button("hang")))
    await ana.element("hang").click()
    await expect(ana.toast).to_contain_text("Smart Bcc didn't answer in time")
    await expect(ana.element("hang")).not_to_have_attribute("aria-busy", "true")


async def test_messages_come_change_and_go_by_themselves(ana: Visitor, desk: Desk) -> None:
    channel = await desk.direct_message("ana")
    ts = await desk.post("ana", text="first")
    await expect(ana.messages).to_contain_text(["first"])
    await desk.client.chat_update(channel=channel, ts=ts, text="second")
    await expect(ana.messages).to_contain_text(["second"])
    await desk.client.chat_delete(channel=channel, ts=ts)
    await expect(ana.page.locator(".conversation .empty")).to_contain_text("Send a mail to see its card here")


async def test_a_command_is_answered_to_its_user_alone_until_dismissed(
    ana: Visitor, sandbox: Sandbox
) -> None:
    await ana.go("deals")
    await ana.write("/bcc inbox")
    answer = ana.messages.filter(has_text="You asked for inbox")
    await expect(answer).to_contain_text("Only visible to you")
    await ana.become("ben")
    await expect(ana.page.locator("#user-switch")).to_contain_text("Ben Okafor")
    await expect(answer).to_have_count(0)
    await ana.become("ana")
    await answer.get_by_test_id("dismiss").click()
    await expect(answer).to_have_count(0)


async def test_a_half_typed_command_is_explained(ana: Visitor) -> None:
    await ana.page.get_by_test_id("composer").fill("/b")
    await expect(ana.page.get_by_role("option", name="/bcc inbox")).to_be_visible()
    await ana.page.get_by_test_id("composer").fill("/bcc al")
    await ana.page.get_by_test_id("composer").press("Tab")
    await expect(ana.page.get_by_test_id("composer")).to_have_value("/bcc alias ")


async def test_people_talk_and_answer_in_threads(ana: Visitor) -> None:
    await ana.go("general")
    await ana.write("Has <anybody> heard from *Globex*?")
    await expect(ana.messages).to_contain_text(["Has <anybody> heard from *Globex*?"])
    await ana.messages.hover()
    await ana.messages.get_by_label("Reply in thread").click()
    await ana.page.get_by_test_id("thread-composer").fill("I have")
    await ana.page.get_by_test_id("thread-composer").press("Enter")
    await expect(ana.page.get_by_test_id("thread")).to_contain_text("I have")
    await expect(ana.page.get_by_test_id("thread-summary")).to_contain_text("1 reply")


async def test_a_message_shortcut_opens_its_modal(ana: Visitor) -> None:
    await ana.go("general")
    await ana.write("Worth keeping")
    await ana.messages.hover()
    await ana.messages.get_by_label("More actions").click()
    await ana.page.get_by_role("menuitem", name="Save to Smart Bcc").click()
    await expect(ana.dialog).to_contain_text("Where does it belong?")


async def test_the_address_leads_back_to_person_and_place(ana: Visitor) -> None:
    await ana.become("ben")
    await ana.go("deals")
    await ana.page.reload()
    await expect(ana.page.locator("#user-switch")).to_contain_text("Ben Okafor")
    await expect(ana.page.locator(".conversation h1")).to_have_text("deals")


async def test_a_private_channel_is_shown_to_its_members_only(ana: Visitor) -> None:
    leadership = ana.page.locator(f".sidebar [data-channel={ana.channel_id('leadership')}]")
    await expect(leadership).to_be_visible()
    await ana.become("ben")
    await expect(leadership).to_have_count(0)


async def test_unread_messages_are_counted_until_looked_at(ana: Visitor, desk: Desk) -> None:
    await ana.go("general")
    await desk.post("ana", text="one")
    await desk.post("ana", text="two")
    row = ana.page.locator(".sidebar .row", has_text="Smart Bcc")
    await expect(row.locator(".count")).to_have_text("2")
    await row.click()
    await expect(row.locator(".count")).to_have_count(0)
    await ana.go("general")
    await expect(row.locator(".count")).to_have_count(0)


async def test_what_slack_refused_stands_in_the_calls(ana: Visitor, desk: Desk, sandbox: Sandbox) -> None:
    await post(sandbox, "faults", method="chat.postMessage", kind="error", name="is_archived", times=1)
    with pytest.raises(SlackApiError, match="is_archived"):
        await desk.post("ana")
    await ana.page.locator("#calls-toggle").click()
    await expect(ana.page.locator(".call-failed")).to_contain_text("is_archived")
