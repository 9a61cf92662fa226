"""Modals as a person meets them: searching, typing, errors, keys, and what lies underneath."""

import pytest_asyncio
from playwright.async_api import expect

from tests.sandbox_tests.kit import button, field, modal, section, text_input

from .desk import Desk, card
from .visitor import Visitor


@pytest_asyncio.fixture(loop_scope="session")
async def form(ana: Visitor, desk: Desk) -> Visitor:
    """Ana with the desk's form open."""
    await desk.post("ana", *card(button("open")))
    await ana.element("open").click()
    await expect(ana.dialog).to_be_visible()
    return ana


async def choose_deal(visitor: Visitor) -> None:
    """Search for a deal and take the first that is found."""
    await visitor.element("find").get_by_role("combobox").fill("glo")
    await visitor.page.get_by_role("option", name="Globex renewal").click()


async def test_a_choice_found_by_searching_is_submitted_with_what_was_typed(
    form: Visitor, desk: Desk
) -> None:
    await choose_deal(form)
    await form.element("note").fill("signed in ink")
    await form.page.get_by_test_id("modal-submit").click()
    values = (await desk.next())["view"]["state"]["values"]
    assert values["deal"]["find"]["selected_option"]["value"] == "0"
    assert values["note"]["note"]["value"] == "signed in ink"
    await expect(form.dialog).to_have_count(0)


async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(form: Visitor, desk: Desk) -> None:
    await choose_deal(form)
    await form.element("note").fill("rude")
    await form.page.get_by_test_id("modal-submit").click()
    error = form.dialog.locator("[data-error-for=note]")
    await expect(error).to_have_text("Please say it more kindly.")
    await expect(form.element("note")).to_have_value("rude")
    await expect(form.element("find").get_by_role("combobox")).to_have_value("Globex renewal")
    await form.element("note").fill("kind")
    await expect(error).to_be_empty()
    await form.page.get_by_test_id("modal-submit").click()
    await expect(form.dialog).to_have_count(0)


async def test_a_required_field_is_asked_for_before_the_app_hears_anything(form: Visitor, desk: Desk) -> None:
    await form.page.get_by_test_id("modal-submit").click()
    await expect(form.dialog.locator("[data-error-for=deal]")).to_have_text(
        "Please complete this required field."
    )
    await form.element("note").fill("far too long a note for the forty signs it may have")
    await form.page.get_by_test_id("modal-submit").click()
    await expect(form.dialog.locator("[data-error-for=note]")).to_contain_text("no more than 40 characters")
    assert desk.heard.empty()


async def test_a_menu_asks_only_when_enough_is_typed_and_says_when_it_finds_nothing(form: Visitor) -> None:
    search = form.element("find").get_by_role("combobox")
    await search.click()
    await expect(form.page.get_by_role("listbox")).to_contain_text("Type 2 or more characters")
    await search.fill("zz")
    await expect(form.page.get_by_role("listbox")).to_contain_text("No results")


async def test_a_menu_and_the_modal_obey_the_keyboard(form: Visitor) -> None:
    search = form.element("find").get_by_role("combobox")
    await search.fill("e")
    await search.fill("en")
    await expect(form.page.get_by_role("option")).to_have_count(1)
    await search.press("Enter")
    await expect(search).to_have_value("Globex renewal")
    await search.press("ArrowDown")
    await expect(form.page.get_by_role("listbox")).to_be_visible()
    await search.press("Escape")
    await expect(form.page.get_by_role("listbox")).to_have_count(0)
    await expect(form.dialog).to_be_visible()
    await search.press("Escape")
    await expect(form.dialog).to_have_count(0)


async def test_the_focus_stays_in_the_modal_and_returns_to_the_button(form: Visitor) -> None:
    await expect(form.element("find").get_by_role("combobox")).to_be_focused()
    for _ in range(8):
        await form.page.keyboard.press("Tab")
        assert await form.page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    await form.page.get_by_test_id("modal-cancel").click()
    await expect(form.element("open")).to_be_focused()


async def test_what_was_typed_is_there_again_under_a_pushed_view(form: Visitor, desk: Desk) -> None:
    await form.element("note").fill("half a thought")
    await form.element("push").click()
    state = (await desk.next())["view"]["state"]["values"]
    assert state["note"]["note"]["value"] == "half a thought"
    await expect(form.dialog).to_contain_text("On top")
    await form.page.get_by_label("Back").click()
    await expect(form.element("note")).to_have_value("half a thought")


async def test_the_cross_closes_the_whole_stack(form: Visitor, desk: Desk) -> None:
    await form.element("push").click()
    await desk.next()
    await expect(form.dialog).to_contain_text("On top")
    await form.page.get_by_test_id("modal-close").locator("visible=true").click()
    await expect(form.dialog).to_have_count(0)


async def test_an_update_keeps_what_was_typed_and_where_the_person_is(ana: Visitor, desk: Desk) -> None:
    await desk.post("ana", *card(button("show")))
    await ana.element("show").click()
    trigger = (await desk.next())["trigger_id"]
    typed = field(text_input(multiline=True), block_id="words")
    answer = await desk.client.views_open(trigger_id=trigger, view=modal(section("before"), typed))
    await ana.element("text").press_sequentially("one two")
    await desk.client.views_update(view_id=answer["view"]["id"], view=modal(section("after"), typed))
    await expect(ana.dialog).to_contain_text("after")
    await ana.page.keyboard.type(" three")
    await expect(ana.element("text")).to_have_value("one two three")


async def test_a_reload_finds_the_modal_open_with_what_was_typed(form: Visitor) -> None:
    async with form.page.expect_response("**/sandbox/input"):
        await form.element("note").fill("kept")
    await form.page.reload()
    await expect(form.element("note")).to_have_value("kept")
