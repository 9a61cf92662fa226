"""The author's own words are told apart from signature and history."""

import pytest

from ingest.parse.quotes import split_quotes

HEADERS = "From: Jane <jane@acme.example>\nSent: Monday, 5 April 2021 10:00\nTo: Bob\nSubject: Offer\n"


@pytest.mark.parametrize(
    ("text", "new", "quoted"),
    [
        pytest.param("Hello", "Hello", None, id="nothing quoted"),
        pytest.param("Hello\n\n-- \nJane\nAcme", "Hello", "--\nJane\nAcme", id="signature"),
        pytest.param("Hello\n\nOn 5 Apr 2021, at 10:00, Jane wrote:\n> Old", "Hello",
                     "On 5 Apr 2021, at 10:00, Jane wrote:\n> Old", id="attribution"),
        pytest.param("Hello\n\nOn Mon, Apr 5, 2021 at 10:00 AM Jane Roe <jane@acme.example>\nwrote:\n\n> Old",
                     "Hello", "On Mon, Apr 5, 2021 at 10:00 AM Jane Roe <jane@acme.example>\nwrote:\n\n> Old",
                     id="wrapped attribution"),
        pytest.param("Hello\n\n-----Original Message-----\n" + HEADERS + "\nOld", "Hello",
                     "-----Original Message-----\n" + HEADERS + "\nOld", id="original message"),
        pytest.param("Hello\n\n" + HEADERS + "\nOld", "Hello", HEADERS + "\nOld", id="header block"),
        pytest.param("Hello\n\n________________________________\n" + HEADERS + "\nOld", "Hello",
                     "________________________________\n" + HEADERS + "\nOld", id="rule and header block"),
        pytest.param("Hello\n> Old\n> older", "Hello", "> Old\n> older", id="quote marks alone"),
        pytest.param("On 5 Apr 2021, Jane wrote:\n> Question?\n\nAnswer.", "Answer.",
                     "On 5 Apr 2021, Jane wrote:\n> Question?", id="answer below"),
        pytest.param("> One?\nYes.\n> Two?\nNo.", "Yes.\nNo.", "> One?\n> Two?", id="answers between"),
        pytest.param("We wrote: it is fine.\nFrom: the heart", "We wrote: it is fine.\nFrom: the heart", None,
                     id="words that only look alike"),
        pytest.param("The items:\n- one: 1\n- two: 2\nTo: do", "The items:\n- one: 1\n- two: 2\nTo: do", None,
                     id="lists"),
        pytest.param(
            "Saluton\n\nJe 2021-04-06 17:34 skribis Jane:\n> Old",
            "Saluton",
            "Je 2021-04-06 17:34 skribis Jane:\n> Old",
            id="an attribution in a language nobody listed",
        ),
        pytest.param(
            "From: Berlin\nTo: Munich\nDate: 6 April 2021\nSeat: 12",
            "From: Berlin\nTo: Munich\nDate: 6 April 2021\nSeat: 12",
            None,
            id="an itinerary",
        ),
        pytest.param("-- \nJane", "--\nJane", None, id="nothing but a signature"),
        pytest.param("> Old", "", "> Old", id="nothing but a quote"),
        pytest.param("", "", None, id="nothing"),
    ],
)  # fmt: skip
def test_new_text_is_told_apart(text: str, new: str, quoted: str | None) -> None:
    found = split_quotes(text)
    assert (found.new, found.quoted) == (new, quoted)
