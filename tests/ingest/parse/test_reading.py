"""Of a body's alternatives the one that tells more is read."""

from ingest.parse.body import BodyPiece
from ingest.parse.mail import Mailbox
from ingest.parse.reading import read_body, whole_body
from tests.ingest.parse.clients import AUTHOR, BODY, FORWARDS, NOTE, SUBJECT, compose
from tests.ingest.parse.html_clients import BODIES, TEMPLATES

HTML = TEMPLATES["outlook"].replace("BODY", BODIES["word"])


def test_a_forward_is_read_from_the_plain_alternative() -> None:
    reading = read_body([BodyPiece(compose(FORWARDS[0]), HTML)], f"Fwd: {SUBJECT}", is_reply=False)
    assert (reading.text, reading.html) == (NOTE, False)
    assert reading.forwards[0].body == BODY


def test_where_the_plain_alternative_hides_the_author_the_html_is_read() -> None:
    plain = compose(FORWARDS[0]).replace(f" <{AUTHOR[1]}>", "")
    reading = read_body([BodyPiece(plain, HTML)], f"Fwd: {SUBJECT}", is_reply=False)
    assert reading.html
    assert reading.forwards[0].author == Mailbox(*AUTHOR)


def test_a_plain_alternative_that_holds_no_forward_at_all_gives_way_too() -> None:
    reading = read_body([BodyPiece("A long note. " * 30, HTML)], f"Fwd: {SUBJECT}", is_reply=False)
    assert reading.forwards[0].author == Mailbox(*AUTHOR)


def test_what_html_marks_as_quoted_is_folded_with_the_signature_above_it() -> None:
    quote = "<div class=gmail_quote>On 1 Jan 2021 X wrote:<blockquote>Old</blockquote></div>"
    html = f"<p>New</p><p>-- <br>Jane</p>{quote}"
    reading = read_body([BodyPiece(None, html)], "Re: x", is_reply=True)
    assert (reading.text, reading.quoted) == ("New", "--\nJane\nOn 1 Jan 2021 X wrote:\n> Old")


def test_a_whole_body_keeps_everything_in_its_place() -> None:
    pieces = [BodyPiece("One\n\n-- \nJane", None), BodyPiece(None, "<p>Two</p>")]
    assert whole_body(pieces) == "One\n\n--\nJane\n\nTwo"
