"""Digests and the answer to /bcc test, whatever strangers wrote."""

from hypothesis import given
from hypothesis import strategies as st

from bot.refused import RefusedNews, Trial, Week
from bot.shown import InboxLine
from bot.views.digests import refusals_digest, week_digest
from bot.views.trial import trial_reply
from tests.bot.desk import said
from tests.bot.views.strict import refusals, shown_characters
from tests.bot.views.test_cures import refused_lines, unique_lines
from tests.bot.views.test_lists import mail_lines
from tests.bot.views.values import NOW, hostile, ids, moments, parties, targets
from tests.fuzzing import fuzzed

lines = st.builds(InboxLine, ids, hostile, parties, moments, st.lists(targets, max_size=3).map(tuple))
counts = st.integers(0, 10**6)
weeks = st.builds(
    Week,
    moments,
    st.lists(counts, min_size=7, max_size=7).map(tuple),
    counts,
    counts,
    counts,
    counts,
    st.lists(mail_lines, max_size=5, unique_by=lambda line: line.message_id).map(tuple),
    counts,
    st.sampled_from(["UTC", "Asia/Tokyo", "no/zone"]),
)
trials = st.builds(
    Trial,
    st.just("northwind@bcc.localhost"),
    hostile,
    st.none() | lines,
    st.none() | refused_lines,
    st.just("UTC"),
)


def test_what_is_spoken_of_a_trial_has_no_two_full_stops() -> None:
    text = trial_reply(Trial("northwind@bcc.localhost", "", None, None, "UTC")).text
    assert text.endswith("No mail of yours has come yet. Nothing of yours was refused.")


def test_a_trial_in_quiet_hours_promises_no_card_within_seconds() -> None:
    trial = Trial("northwind@bcc.localhost", "", None, None, "Europe/Amsterdam", quiet_until=NOW)
    for said_there in (trial_reply(trial).text, said(trial_reply(trial).blocks)):
        assert "Your quiet hours hold cards back until 10:00." in said_there
        assert "seconds" not in said_there


@given(weeks, unique_lines.filter(len), trials, st.sampled_from([None, "F0123456789"]))
@fuzzed(10, always_alike=False)
def test_slack_takes_them(week: Week, refused: tuple, trial: Trial, picture: str | None) -> None:
    for message in (
        week_digest(week, picture),
        refusals_digest(RefusedNews(refused[:5], 10**6, 9)),
        trial_reply(trial),
    ):
        for blocks in filter(None, (message.blocks, message.simpler)):
            assert refusals("message_blocks", blocks) == []
            assert shown_characters(blocks) < 10_000
        assert 0 < len(message.text.encode()) <= 4000
