"""`python -m ingest parse` answers in the shape that scripts rely on."""

import json

from ingest.parse.command import parse_command
from tests.ingest.parse.builders import mail, multipart, part
from tests.ingest.parse.clients import BODY, FORWARDS, NOTE, SUBJECT, compose


def test_a_mail_is_answered_with_every_promised_field() -> None:
    raw = multipart(
        "mixed",
        part("text/plain", "New\r\n\r\nOn 1 Jan 2021, at 10:00, X wrote:\r\n> Old"),
        part("application/pdf", "pdf", content_disposition="attachment; filename=a.pdf"),
        headers="Subject: Hi\nDate: Tue, 6 Apr 2021 17:34:00 +0200\nMessage-ID: <1@a>\nCc: C <c@c.example>",
    )
    answer = parse_command(raw, False, None)
    assert answer["from"] == {"name": "Jane Roe", "address": "jane@acme.example"}
    assert answer["to"] == [{"name": "", "address": "bcc@northwind.example"}]
    assert answer["cc"] == [{"name": "C", "address": "c@c.example"}]
    assert (answer["subject"], answer["message_id"]) == ("Hi", "1@a")
    assert answer["date"] == "2021-04-06T17:34:00+02:00"
    assert (answer["text"], answer["quoted"]) == ("New", "On 1 Jan 2021, at 10:00, X wrote:\n> Old")
    assert answer["forward"] is None
    files = answer["attachments"]
    assert isinstance(files, list)
    assert (
        files[0].items() >= {"name": "a.pdf", "type": "application/pdf", "size": 3, "inline": False}.items()
    )
    assert json.loads(json.dumps(answer)) == answer


def test_a_forward_is_answered_with_every_promised_field() -> None:
    answer = parse_command(compose(FORWARDS[0]).encode(), True, f"Fwd: {SUBJECT}")
    forward = answer["forward"]
    assert isinstance(forward, dict)
    assert forward["from"] == {"name": "Jonas Berg", "address": "jonas.berg@acme.example"}
    assert forward["to"][1] == {"name": "", "address": "amina@initech.example"}
    assert forward["cc"][0] == {"name": "Marek Novak", "address": "marek.novak@acme.example"}
    assert (forward["subject"], forward["date"]) == (SUBJECT, "2021-04-06T17:34:00")
    assert (forward["body"], forward["note"]) == (BODY, NOTE)
    assert answer["forwards"] == [forward]
    assert answer["text"] == NOTE


def test_what_cannot_be_read_says_why() -> None:
    assert parse_command(b"", False, None) == {"malformed": "The message has no headers."}


def test_a_plain_text_needs_no_subject() -> None:
    answer = parse_command(b"Hello", True, None)
    assert (answer["text"], answer["forward"], answer["subject"]) == ("Hello", None, "")


def test_an_ordinary_mail_is_no_forward() -> None:
    assert parse_command(mail("Hello"), False, None)["forwards"] == []
