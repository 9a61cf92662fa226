"""Words as they are searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fulltext import fold, split_words, words_of


def test_words_are_the_same_however_they_are_written() -> None:
    assert split_words("Müller's STRASSE, straße_2") == ["muller", "s", "strasse", "strasse", "2"]
    assert split_words("契約 Über東京x") == ["契", "約", "uber", "東", "京", "x"]
    assert words_of("Re: Offer", None, "", "jane@globex.example") == "re offer jane globex example"


@given(st.text())
def test_ascii_is_split_as_any_other_text_is(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert [*split_words(plain), "e"] == split_words(f"{plain} é")
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_hold_nothing_that_a_query_language_knows(text: str) -> None:
    for word in split_words(text):
        assert word.isalnum()
        assert split_words(word) == [word]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Re:  Offer --- 3,50\tEUR\r\n\r\n", id="runs of what is no word"),
        pytest.param("\x00a_b\x7fC\x1c", id="control characters"),
        pytest.param(f"{'a' * 60} {'b' * 61} c", id="a word that is too long"),
        pytest.param("x" * 200_000, id="one word beyond all bounds"),
        pytest.param("ab " * 40_000, id="more than is looked through"),
        pytest.param("é " + "ab " * 40_000, id="more than is looked through, not ASCII"),
        pytest.param("a\ud800b 東京", id="no ASCII"),
        pytest.param(" -_- ", id="no word"),
    ],
)
def test_the_words_of_a_text_are_those_it_splits_into(text: str) -> None:
    assert words_of(text) == " ".join(split_words(text))
