"""Modals that list mails and records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shown import MailLine, MailPage, StatusChange, Target, TargetData, TargetKind
from bot.views.find import find_modal
from bot.views.inbox import Told, inbox_modal
from bot.views.record import activity, choice_modal, nothing_modal, older_modal, target_modal
from models.types import RecordStatus
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.values import a_target, hostile, moments, parties, targets
from tests.fuzzing import fuzzed

ids = st.integers(1, 10**18)
mail_lines = st.builds(
    MailLine, ids, ids, hostile, parties, moments, hostile, st.none() | hostile, st.booleans(), ids
)
pages = st.builds(
    MailPage,
    st.lists(mail_lines, max_size=10, unique_by=lambda line: line.message_id).map(tuple),
    st.none() | ids,
    st.booleans(),
    st.sampled_from(["UTC", "Asia/Tokyo", "no/zone"]),
)
looks = st.builds(
    TargetData,
    targets,
    st.just("northwind+deal42@bcc.localhost"),
    st.none() | hostile,
    st.none() | moments,
    st.lists(targets, max_size=12).map(tuple),
    st.lists(hostile, max_size=10).map(tuple),
    st.lists(targets, max_size=12).map(tuple),
    st.lists(st.integers(0, 2000), min_size=12, max_size=12).map(tuple),
    pages,
)
changes = st.builds(StatusChange, ids, st.sampled_from(RecordStatus), st.sampled_from(RecordStatus))


@given(looks, st.none() | changes)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_record_and_person(data: TargetData, change: StatusChange | None) -> None:
    assert refusals("modal_view", target_modal(data, change)) == []
    assert refusals("modal_view", older_modal(data.target, data.page)) == []


@given(hostile, pages, st.lists(targets, max_size=10))
@fuzzed(10, always_alike=False)
def test_slack_takes_every_list(text: str, page: MailPage, found: list[Target]) -> None:
    told = Told.marked_done([line.message_id for line in page.lines])
    for view in (
        find_modal(text[:300].strip(), page),
        find_modal("", None),
        inbox_modal(page),
        inbox_modal(page, told),
        choice_modal("Which one?", found),
        nothing_modal(TargetKind.LEAD, text, found),
    ):
        assert refusals("modal_view", view) == []


@pytest.mark.parametrize("status", [None, *RecordStatus])
def test_only_what_is_not_closed_promises_that_its_address_files_mail(status: RecordStatus | None) -> None:
    target = a_target(kind=TargetKind.DEAL if status else TargetKind.PERSON, status=status)
    page = MailPage((), None, True, "UTC")
    shown = said(target_modal(TargetData(target, "deal42@x.test", None, None, (), (), (), (0,) * 12, page)))
    closed = status not in (None, RecordStatus.OPEN)
    waits = f"It is {status}: mail to this address is not filed, and waits in your inbox:"
    assert ("Put in Bcc, this address files mail here:" not in shown) is (waits in shown) is closed
    assert ("comes here by itself" in shown) is (status is RecordStatus.OPEN)


@pytest.mark.parametrize("asked", ["🚀", "%", '"', ":-)"])
def test_what_has_no_word_to_look_for_is_answered_with_what_to_type(asked: str) -> None:
    view = find_modal(asked, None)
    assert f"There is no letter or number in “{asked}”. Type a word or two to look for" in said(view)
    assert "Type a word or two" not in said(find_modal("", None))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("subject:offer", True),
        ("offer Cc: jane", True),
        ("has:pdf", True),
        ("from:jane to:ben has:file", False),
        ("FROM: jane has:attachments", False),
        ("https://globex.example 10:30", False),
        ("offer", False),
    ],
)
def test_where_nothing_is_found_by_an_unknown_filter_the_known_ones_are_named(asked: str, told: bool) -> None:
    nothing = said(find_modal(asked, MailPage((), None, True, "UTC")))
    assert ("Only from:, to: and has:file narrow it" in nothing) is told


def test_the_chart_says_in_words_what_it_shows() -> None:
    assert activity((0,) * 12) == "No mail in the last 12 weeks."
    assert activity((0,) * 10 + (1, 14)) == "▁▁▁▁▁▁▁▁▁▁▂█  15 mails in the last 12 weeks, most (14) this week"
    assert activity((3,) + (0,) * 11) == "█▁▁▁▁▁▁▁▁▁▁▁  3 mails in the last 12 weeks, most (3) 11 weeks ago"
