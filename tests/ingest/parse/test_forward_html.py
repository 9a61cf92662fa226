"""A forward that is only HTML is read as exactly as one in plain text."""

import pytest

from ingest.parse.body import BodyPiece
from ingest.parse.mail import Mailbox
from ingest.parse.reading import read_body
from tests.ingest.parse.clients import AUTHOR, BODY, CC, NOTE, SUBJECT, TO, WHEN
from tests.ingest.parse.html_clients import BODIES, TEMPLATES


@pytest.mark.parametrize("client", TEMPLATES)
@pytest.mark.parametrize("body", BODIES)
def test_every_field_of_an_html_forward_is_read(client: str, body: str) -> None:
    html = TEMPLATES[client].replace("BODY", BODIES[body])
    reading = read_body([BodyPiece(None, html)], f"Fwd: {SUBJECT}", is_reply=False)
    found = reading.forwards[0]
    assert found.author == Mailbox(*AUTHOR)
    assert found.to == tuple(Mailbox(*box) for box in TO)
    assert found.cc == tuple(Mailbox(*box) for box in CC)
    assert (found.subject, found.body, found.note) == (SUBJECT, BODY, NOTE)
    assert found.date is not None
    assert found.date.replace(tzinfo=None).isoformat() == WHEN


@pytest.mark.parametrize("client", TEMPLATES)
def test_an_html_reply_is_told_apart_from_what_it_answers_to(client: str) -> None:
    html = TEMPLATES[client].replace("BODY", BODIES["div"])
    if "orward" in html:
        html = html.replace("Forwarded", "Original").replace(
            "Begin forwarded message:", "On 1.1.2021 10:00 x wrote:"
        )
    reading = read_body([BodyPiece(None, html)], f"Re: {SUBJECT}", is_reply=True)
    assert reading.forwards == ()
    assert reading.text == NOTE
    assert reading.quoted is not None
    assert "1,200 EUR each" in reading.quoted
