"""The home tab: Slack takes it whatever stands in it, and it says what is to be done."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.at_home import HomeData, Step, Waiting
from bot.refused import RefusedLine, RefusedNews
from bot.settled import Preferences
from bot.shown import MailLine, Suggestion
from bot.views.home import home_view
from bot.views.home_inbox import Filed
from models.types import ContactCreation, RefusalReason, Visibility
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.values import JANE, NOW, a_target, hostile, moments, parties, several, suggested, targets
from tests.bot.views.values import rules as some_rules
from tests.fuzzing import fuzzed

ids = st.integers(1, 10**17)
mail_lines = st.builds(
    MailLine, ids, ids, hostile, parties, moments, hostile, st.none(), st.booleans(), st.integers(1, 999)
)
preferences = st.builds(
    Preferences,
    auto_link=st.booleans(),
    digest=st.booleans(),
    visibility=st.none() | st.sampled_from(Visibility),
    contacts=st.none() | st.sampled_from(ContactCreation),
    language=st.none() | st.sampled_from(["ja", "xx"]),
    quiet=st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
homes = st.builds(
    HomeData,
    name=hostile,
    address=st.just("northwind@bcc.localhost"),
    step=st.sampled_from(Step),
    waiting=st.lists(
        st.builds(Waiting, mail_lines, st.none() | suggested),
        max_size=10,
        unique_by=lambda one: one.mail.message_id,
    ).map(tuple),
    unfiled=st.integers(0, 1000),
    has_records=st.booleans(),
    tz=st.sampled_from(["UTC", "no/zone"]),
    rules=several(some_rules, 20, "rule_id"),
    preferences=preferences,
    company_visibility=st.sampled_from(Visibility),
    company=st.sampled_from(["", "Mail may be posted to every channel"]),
)


@given(homes, st.none() | st.builds(Filed, targets, st.none() | ids))
@fuzzed(10, always_alike=False)
def test_slack_takes_every_home_tab(data: HomeData, filed: Filed | None) -> None:
    view = home_view(data, filed)
    assert refusals("home_view", view) == []
    assert len(view["blocks"]) <= 85  # what is yet to come has room


def a_home(**fields: Any) -> HomeData:
    defaults: dict[str, Any] = {
        "name": "Ana Trujillo",
        "address": "northwind@bcc.localhost",
        "step": Step.DONE,
        "waiting": (),
        "unfiled": 0,
        "has_records": True,
        "tz": "UTC",
    }
    return HomeData(**(defaults | fields))


def waiting(likely: Suggestion | None = None) -> Waiting:
    return Waiting(MailLine(1, 2, "Offer", JANE, NOW, "Dear Jane"), likely)


@pytest.mark.parametrize(
    ("fields", "there", "missing"),
    [
        pytest.param(
            {"step": Step.FIRST_MAIL, "has_records": False},
            ("Get your first mail here", "step 1 of 3", "CSV files", "Your settings"),
            ("Inbox", "Copy"),
            id="newcomer",
        ),
        pytest.param(
            {"step": Step.FILE_IT, "waiting": (waiting(),), "unfiled": 1},
            ("File your first mail", "step 2 of 3", "Offer", "1 mail is not filed yet."),
            ("File: ",),
            id="first mail",
        ),
        pytest.param(
            {"step": Step.OTHER_ADDRESSES},
            ("step 3 of 3", "I have no others", "Everything is filed or done."),
            ("first mail",),
            id="other addresses",
        ),
        pytest.param(
            {"waiting": (waiting(Suggestion(a_target(), "its subject says so")),), "unfiled": 1000},
            ("File: Deal 42", "its subject says so", "1,000 mails or more"),
            ("Getting started", "For admins"),
            id="at work",
        ),
        pytest.param({"company": "x"}, ("For admins", "Company settings"), (), id="admin"),
        pytest.param(
            {"preferences": Preferences(quiet=(22, 7), digest=True, visibility=Visibility.SHARED)},
            ("quiet from 22:00 to 7:00", "new mail is shared", "weekly digest"),
            (),
            id="own settings",
        ),
    ],
)
def test_it_says_what_is_to_be_done(
    fields: dict[str, Any], there: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    text = said(home_view(a_home(**fields)))
    assert [words for words in there if words not in text] == []
    assert [words for words in missing if words in text] == []


def test_what_was_just_filed_can_be_undone_there() -> None:
    assert "Undo" in said(home_view(a_home(), Filed(a_target(), 7)))
    assert "Undo" not in said(home_view(a_home(), Filed(a_target(), None)))


def test_one_line_parts_two_sections() -> None:
    line = RefusedLine(1, "ana@old.example", RefusalReason.UNKNOWN_SENDER, 1, NOW, NOW, mine=False)
    blocks = home_view(a_home(refused=RefusedNews((line,), 1)))["blocks"]
    kinds = [block["type"] for block in blocks]
    assert "Refused mail" in said(blocks)
    assert ("divider", "divider") not in set(pairwise(kinds))
    assert "divider" not in (kinds[0], kinds[-1])


@pytest.mark.parametrize(
    ("one", "ways"),
    [
        pytest.param(
            waiting(Suggestion(a_target(), "")), "Click File below, or Link…", id="a button files it"
        ),
        pytest.param(waiting(), "Click Link…", id="it may belong to several"),
    ],
)
def test_the_first_task_names_only_buttons_that_are_there(one: Waiting, ways: str) -> None:
    assert ways in said(home_view(a_home(step=Step.FILE_IT, waiting=(one,), unfiled=1)))
