"""Forwards as people write them, inside one another, folded, or not at all."""

import pytest

from ingest.parse.forward import find_forward, find_forwards
from ingest.parse.mail import Mailbox
from ingest.parse.quotes import split_quotes

JOHN = Mailbox("Jonas Berg", "john@acme.example")
BLOCK = (
    "From: Jonas Berg <john@acme.example>\nSent: Tuesday, April 6, 2021 5:34 PM\nTo: Bob\nSubject: Offer\n"
)


@pytest.mark.parametrize("blank", ["\n\n", "\n"], ids=["apart", "close"])
def test_the_note_may_name_the_original_sender(blank: str) -> None:
    found = find_forward(f"From: jane@acme.example{blank}My note.\n\n{BLOCK}\nThe body.", "Fwd: Offer")
    assert found is not None
    assert found.author == Mailbox("", "jane@acme.example")
    assert (found.note, found.body) == ("My note.", "The body.")
    assert found.to == (Mailbox("Bob", ""),)


def test_the_named_sender_is_no_header_of_a_block_that_begins_with_its_date() -> None:
    block = "Gesendet: Dienstag, 6. April 2021 um 17:34 Uhr\nVon: Jonas Berg <john@acme.example>\nAn: Bob\n"
    found = find_forward(f"From: jane@acme.example\n\n{block}Betreff: Offer\n\nThe body.", "Fwd: Offer")
    assert found is not None
    assert found.author == Mailbox("", "jane@acme.example")
    assert (found.note, found.body, found.to) == (None, "The body.", (Mailbox("Bob", ""),))


@pytest.mark.parametrize(
    ("label", "words"),
    [
        pytest.param("Subject", "An offer that goes on and on until it had to be\n folded", id="a subject"),
        pytest.param("To", "Bob <bob@b.example>,\nAnn Roe\n<ann@b.example>", id="a name off its address"),
    ],
)
def test_a_last_header_line_that_was_folded_is_whole(label: str, words: str) -> None:
    text = (
        f"From: Jo Berg <john@acme.example>\nSent: Tuesday, April 6, 2021 5:34 PM\n{label}: {words}\n\nText"
    )
    found = find_forward(text, "Fwd: Offer")
    assert found is not None
    assert found.body == "Text"
    assert label == "To" or found.subject == words.replace("\n", "")
    assert label == "Subject" or found.to == (
        Mailbox("Bob", "bob@b.example"),
        Mailbox("Ann Roe", "ann@b.example"),
    )


def test_a_forward_of_nothing_but_a_forward_has_it_for_its_body() -> None:
    mark = "---------- Forwarded message ---------\n"
    oldest = f"{mark}From: Jane Roe <jane@acme.example>\nDate: 5 April 2021\nSubject: Older\n\nThe oldest."
    forwards = find_forwards(f"{mark}{BLOCK}\n\n{oldest}\n", "Fwd: Offer")
    assert [one.body for one in forwards] == [oldest, "The oldest."]


@pytest.mark.parametrize(
    "mark", ["\n", "\n---------- Forwarded message ---------\n", "---------- Forwarded message ---------\n"]
)
def test_a_note_that_looks_like_a_header_is_a_note(mark: str) -> None:
    found = find_forward(f"To: do list for today\n{mark}{BLOCK}\nThe body.", "Fwd: Offer")
    assert found is not None
    assert (found.note, found.author, found.to) == ("To: do list for today", JOHN, (Mailbox("Bob", ""),))


@pytest.mark.parametrize("line", ["Vertraulichkeit: Hoch", "Mailer: Evolution", "Reply: other@acme.example"])
def test_a_line_that_tells_nothing_is_no_text(line: str) -> None:
    found = find_forward(f"{BLOCK}{line}\n\nThe body.", "Fwd: Offer")
    assert found is not None
    assert found.body == "The body."


def test_a_text_whose_first_line_names_its_author_is_a_forward() -> None:
    found = find_forward("From: Jane Roe <jane@acme.example>\n\nPasted text.\n\nMore.", "Fwd: Offer")
    assert found is not None
    assert found.author == Mailbox("Jane Roe", "jane@acme.example")
    assert (found.body, found.note, found.subject) == ("Pasted text.\n\nMore.", None, "Offer")


@pytest.mark.parametrize(
    ("subject", "original"),
    [
        ("Fwd: Offer", "Offer"),
        ("FW: Re: Offer", "Re: Offer"),
        ("WG: AW: Offer", "AW: Offer"),
        ("TR : Offer", "Offer"),
        ("Fwd: Fwd: Offer", "Offer"),
        ("[Fwd: Offer]", "Offer"),
        ("Offer (fwd)", "Offer"),
        ("转发：Offer", "Offer"),
        ("Továbbítás: Offer", "Offer"),
        ("İLT: Offer", "Offer"),
        ("Fwd:", None),
        ("Offer: 3 licences", "Offer: 3 licences"),
    ],
)
def test_without_a_subject_line_the_mails_own_counts(subject: str, original: str | None) -> None:
    text = "---------- Forwarded message ---------\nFrom: Jonas Berg <john@acme.example>\n\nThe body."
    found = find_forward(text, subject)
    assert found is not None
    assert found.subject == original


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        pytest.param("Hello\n\n" + BLOCK + "\nOld", "Re: Offer", id="a reply's history"),
        pytest.param(
            "Hello\n\n-----Original Message-----\n" + BLOCK + "\nOld", "AW: Offer", id="a marked one"
        ),
        pytest.param("Hello", "Fwd: Offer", id="nothing but a prefix"),
        pytest.param("Hello\n\nFrom: the heart\n", "Hello", id="a phrase"),
        pytest.param(
            "I have forwarded message 5 to you.\nForwarded message", "Hello", id="words in a sentence"
        ),
        pytest.param(
            "Yes.\n\nOn 6 Apr 2021, at 17:34, Bob <bob@b.example> wrote:\n"
            "> ---------- Forwarded message ---------\n"
            "> From: Jonas Berg <john@acme.example>\n> Date: 6 Apr 2021\n> Subject: Offer\n>\n> Body",
            "Re: Fwd: Offer",
            id="a reply to a forward",
        ),
        pytest.param(
            "Yes.\n\n> ---------- Forwarded message ---------\n"
            "> From: Jonas Berg <john@acme.example>\n> Subject: Offer",
            "Re: Fwd: Offer",
            id="a reply that only quotes a forward",
        ),
        pytest.param(
            "From: Jonas Berg <john@acme.example>\nSent: x\nSubject: y\n\nOld", "Re: y", id="an empty reply"
        ),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_no_forward_is_not_taken_for_one(text: str, subject: str | None) -> None:
    assert find_forward(text, subject) is None


def test_a_reply_is_known_by_its_headers_too() -> None:
    text = "Hello\n\n" + BLOCK + "\nOld"
    assert find_forward(text, "Offer", is_reply=True) is None
    assert find_forward(text, "Offer", is_reply=False) is not None
    assert split_quotes(text).new == "Hello"


def test_the_body_of_a_forward_is_not_cut() -> None:
    body = (
        "Hello,\n\n-- \nJohn\n\nOn 1 Jan 2021, at 10:00, Bob wrote:\n> quoted\n>> twice\n\n"
        "-----Original Message-----\n" + BLOCK + "\nThe oldest.\n\n> the last line"
    )
    found = find_forward(f"Note.\n\n---------- Forwarded message ---------\n{BLOCK}\n{body}\n", "Fwd: Offer")
    assert found is not None
    assert found.body == body


def test_nested_forwards_are_all_listed_the_newest_first() -> None:
    separator = "---------- Forwarded message ---------\n"
    inner = separator + BLOCK.replace("Jonas Berg <john@", "Jane Roe <jane@") + "\nOldest."
    found = find_forwards(f"Note.\n\n{separator}{BLOCK}\nMiddle.\n\n{inner}", "Fwd: Offer")
    assert [one.author for one in found] == [JOHN, Mailbox("Jane Roe", "jane@acme.example")]
    assert [one.body for one in found] == [f"Middle.\n\n{inner}", "Oldest."]
    assert [one.note for one in found] == ["Note.", "Middle."]
