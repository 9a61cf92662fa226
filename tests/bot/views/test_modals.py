"""Modals and the home tab."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked import Draft, LinkForm, WhyData
from bot.ids import Action
from bot.shown import File, FileChoice, MailData, RecordAddress, Target
from bot.views.address import record_reply
from bot.views.create_modal import create_modal
from bot.views.help import greeting, help_reply
from bot.views.link_modal import link_modal, new_group, option_groups
from bot.views.mail_modal import mail_modal
from bot.views.note import note_modal
from bot.views.pages import page, page_starts
from bot.views.why import why_modal
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.values import (
    a_card,
    a_mail,
    a_target,
    drafts,
    forms,
    hostile,
    mails,
    targets,
    whys,
)
from tests.fuzzing import fuzzed


@given(mails, st.integers(-1, 50), st.booleans(), hostile)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_page_of_every_mail(mail: MailData, number: int, quoted: bool, told: str) -> None:
    assert refusals("modal_view", mail_modal(mail, number, quoted=quoted, told=told)) == []


@given(hostile, whys, st.booleans(), forms)
@fuzzed(10, always_alike=False)
def test_slack_takes_the_small_modals(text: str, why: WhyData, anything: bool, form: LinkForm) -> None:
    link = link_modal(1, text, anything=anything, form=form)
    for view in (link, why_modal(why), note_modal("Sorry", text)):
        assert refusals("modal_view", view) == []


@given(drafts)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_form_of_a_new_one(draft: Draft) -> None:
    assert refusals("modal_view", create_modal(draft, "U1")) == []


@given(hostile)
@fuzzed(10, always_alike=False)
def test_what_was_looked_for_in_vain_can_be_made_whatever_it_is(text: str) -> None:
    view = link_modal(1, "x", anything=True)
    group = new_group(text)
    view["blocks"][1]["element"] = {"type": "static_select", "action_id": "x", "option_groups": [group]}
    assert refusals("modal_view", view) == []


@given(st.lists(targets, max_size=40))
@fuzzed(10, always_alike=False)
def test_slack_takes_every_option(found: list[Target]) -> None:
    for group in option_groups(found):
        view = link_modal(1, "x", anything=True)
        view["blocks"][1]["element"] = {"type": "static_select", "action_id": "x", "option_groups": [group]}
        assert refusals("modal_view", view) == []


@given(hostile, st.lists(targets, max_size=10))
@fuzzed(10, always_alike=False)
def test_slack_takes_every_answer_to_a_command(text: str, found: list[Target]) -> None:
    addresses = [RecordAddress(target, "northwind+deal42@bcc.localhost") for target in found]
    for reply in (
        help_reply("/bcc", "northwind@bcc.localhost", text.strip()),
        record_reply(addresses, text),
        greeting(text, "northwind@bcc.localhost"),
    ):
        assert refusals("message_blocks", reply.blocks) == []


def test_pages_put_together_are_the_whole_text() -> None:
    text = "\n".join(f"{n} " * 40 for n in range(900))
    count = len(page_starts(text))
    assert "".join(page(text, n)[0] for n in range(1, count + 1)) == text
    assert page(text, 99) == page(text, count)
    assert page("", 1) == ("", 1, 1)


def test_the_last_page_offers_no_next_one() -> None:
    text = "word " * 4000
    last = mail_modal(a_mail(card=a_card(text=text)), 99)
    assert "Previous page" in said(last)
    assert "Next page" not in said(last)


def test_an_option_shows_number_and_state_however_long_its_title() -> None:
    [group] = option_groups([a_target("A very long title " * 20)])
    text = group["options"][0]["text"]["text"]
    assert text.startswith("Deal 42 · A very long title")
    assert len(text) <= 75


@pytest.mark.parametrize(
    ("fields", "says", "ways"),
    [
        pytest.param({"own": True}, "", 2, id="kept"),
        pytest.param({}, "", 1, id="a colleague's"),
        pytest.param({"own": True, "card": a_card(kept=False)}, "is not kept any more", 0, id="not kept"),
        pytest.param({"card": a_card(kept=False)}, "is not kept any more", 0, id="a colleague's, not kept"),
        pytest.param(
            {"own": True, "card": a_card(malformed="x")}, "Download .eml gets it", 2, id="malformed"
        ),
        pytest.param(
            {"own": True, "card": a_card(malformed="x", kept=False)},
            "The file it came as is not kept",
            0,
            id="malformed, not kept",
        ),
    ],
)
def test_what_is_not_kept_as_it_came_is_said_and_not_offered(
    fields: dict[str, Any], says: str, ways: int
) -> None:
    files = (FileChoice(1, File("offer.pdf", "application/pdf", 9)),)
    modal = mail_modal(a_mail(files=files, **fields))
    assert says in said(modal)
    assert ("not kept any more" in said(modal)) is (ways == 0)
    offered = [Action.GET_FILE.value in str(modal), Action.GET_EML.value in str(modal)]
    assert sum(offered) == ways
