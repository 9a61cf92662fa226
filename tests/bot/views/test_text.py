"""Text that others wrote, made fit to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import clean, cut, escape, isolate, one_line, paragraphs, sentences, spoken, width
from tests.bot.views.values import hostile


@pytest.mark.parametrize(
    ("dirty", "shown"),
    [
        pytest.param("a\x00b\x07c", "abc", id="control characters"),
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line ends of every kind"),
        pytest.param("invoice\u202efdp.exe", "invoicefdp.exe", id="a right-to-left override"),
        pytest.param("\u2066x\u2069\u202ay\u202c", "xy", id="isolates and embeddings of theirs"),
        pytest.param("\u200fשלום", "\u200fשלום", id="Hebrew with its harmless mark"),
        pytest.param("a\ud800b", "a\ufffdb", id="half a surrogate pair"),
        pytest.param("a" + "\u0301" * 50, "a" + "\u0301" * 6, id="marks piled up"),
        pytest.param("é e\u0301 क्षि", "é e\u0301 क्षि", id="marks as people use them"),
        pytest.param("👩‍👩‍👧", "👩‍👩‍👧", id="a family"),
        pytest.param("x\U000e0041\U000e0042", "x", id="invisible tag letters"),
    ],
)
def test_clean(dirty: str, shown: str) -> None:
    assert clean(dirty) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        pytest.param("hello", 5, "hello", id="it fits"),
        pytest.param("hello world", 7, "hello…", id="no space before the dots"),
        pytest.param("ab👩‍👩‍👧", 6, "ab…", id="a family is not parted"),
        pytest.param("🇩🇪🇫🇷", 6, "🇩🇪…", id="a flag is not parted"),
        pytest.param("abe\u0301x", 4, "ab…", id="a letter keeps its accent or goes"),
        pytest.param("👍🏽👍🏽", 5, "👍🏽…", id="skin tones stay on"),
    ],
)
def test_cut(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(hostile, st.integers(1, 500))
def test_a_cut_text_is_never_longer_than_its_limit_however_slack_counts(text: str, limit: int) -> None:
    shown = cut(clean(text), limit)
    assert width(shown) <= limit
    assert len(shown.encode("utf-16-le")) // 2 == width(shown)


@pytest.mark.parametrize(
    "hostile_text",
    ["<!channel>", "<@U123>", "<http://evil.test|Bank>", "&lt;!here&gt;"],
)
def test_escaped_text_has_no_links_or_mentions(hostile_text: str) -> None:
    assert "<" not in escape(hostile_text)
    assert escape("&") == "&amp;"


@pytest.mark.parametrize("marked", ["*bold*", "_it_", "~no~", "`code`", ":smile:", ":+1:"])
def test_escaped_text_is_not_formatted(marked: str) -> None:
    shown = escape(marked)
    assert marked not in shown
    assert "".join(c for c in shown if unicodedata.category(c) != "Cf") == marked


@pytest.mark.parametrize("plain", ["offer_final_v2.pdf", "10:30", "3*4", "a@b.example", "don't"])
def test_ordinary_text_is_left_as_it_is(plain: str) -> None:
    assert escape(plain) == plain


@given(hostile)
def test_a_spoken_text_always_fits_an_update(text: str) -> None:
    assert len(spoken(clean(text)).encode()) <= 3900


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["Mail", "2 files", "Shared"], "Mail. 2 files. Shared"),
        (
            ["It works.", "Really!", "When?", "Wait…", "以上。", "Yes"],
            "It works. Really! When? Wait… 以上。 Yes",
        ),
        (
            ["\u2068متى؟ نعم.\u2069", "\u2068اليوم\u2069", "Filed."],
            "\u2068متى؟ نعم.\u2069 \u2068اليوم\u2069. Filed.",
        ),
        (["Mail"], "Mail"),
    ],
)
def test_no_full_stop_follows_a_mark_that_ends_a_sentence(parts: list[str], said: str) -> None:
    assert sentences(parts) == said


def test_only_right_to_left_text_is_isolated() -> None:
    assert isolate("Ana") == "Ana"
    assert isolate("ליאור") == "\u2068ליאור\u2069"


def test_lines_and_paragraphs_keep_no_idle_space() -> None:
    assert one_line(" a\n\t b\u00a0c ") == "a b c"
    assert paragraphs("\n\na\n\n \n\nb\n") == "a\n\nb"
