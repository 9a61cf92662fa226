"""One spelling for each mail address, and the one that people read."""

import pytest

from models.address import canonical, readable


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("Ana@Northwind.Example", "ana@northwind.example", "ana@northwind.example"),
        (" ana@bücher.example ", "ana@xn--bcher-kva.example", "ana@bücher.example"),
        ("ana@BÜCHER.example", "ana@xn--bcher-kva.example", "ana@bücher.example"),
        # A domain of its own in IDNA 2008; the older mapping would make it strasse.example.
        ("ana@straße.example", "ana@xn--strae-oqa.example", "ana@straße.example"),
        ("ana@xn--strae-oqa.example", "ana@xn--strae-oqa.example", "ana@straße.example"),
        ("ana@例え.example.", "ana@xn--r8jz45g.example", "ana@例え.example"),
        ("ana@northwind.example.", "ana@northwind.example", "ana@northwind.example"),
        ("ana@under_score.example", "ana@under_score.example", "ana@under_score.example"),
        ("ana@a..example", "ana@a..example", "ana@a..example"),
        ("ana@xn--0.example", "ana@xn--0.example", "ana@xn--0.example"),
        ("nobody", "nobody", "nobody"),
        ("ÅSA@acme.example", "åsa@acme.example", "åsa@acme.example"),
        *((f"{space}ana@acme.example",) * 3 for space in "\u00a0\u0085\u2003\u2028\u3000"),
        # The Kelvin sign is no K: whoever has the one mailbox need not have the other.
        ("\u212aim@acme.example", "\u212aim@acme.example", "\u212aim@acme.example"),
    ],
)
def test_an_address_is_stored_in_one_spelling_and_shown_in_its_own_letters(
    written: str, stored: str, shown: str
) -> None:
    assert canonical(written) == stored
    assert readable(stored) == shown
