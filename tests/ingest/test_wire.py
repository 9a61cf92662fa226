from datetime import datetime, timedelta, timezone

import pytest

from ingest.auth.authenticate import AuthSettings
from ingest.auth.dns import Answer, question
from ingest.auth.verdict import Check, Signature, Verdict
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.headers import Unsafe
from ingest.parse.mail import AttachedFile, Forward, Mailbox, Malformed, ParsedMail
from ingest.wire import (
    BadResult,
    decode_request,
    decode_result,
    encode_failure,
    encode_request,
    encode_result,
)
from models.types import Outcome

SIGNATURE = Signature("dkim:0", ("date", "message-id"), 1_800_000_000)
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=5, minutes=30)))
JOE = Mailbox("Joe", "joe@acme.example")
VERDICT = Verdict(
    Outcome.PASS,
    "dkim",
    "acme.example",
    "DKIM pass",
    "joe@acme.example",
    (
        Check("dkim", Outcome.PASS, "acme.example", True, "verified", signature=SIGNATURE),
        Check("spf", Outcome.NONE, "", False, "none"),
    ),
    "joe@acme.example",
)


def a_parsed_mail(text: str = "Grüße 👋") -> ParsedMail:
    forward = Forward(None, (JOE,), (), "Re: x", WHEN, "body", None)
    file = AttachedFile("a.pdf", "application/pdf", 3, False, "ab" * 32, "1.0")
    return ParsedMail(
        author=JOE,
        to=(JOE, Mailbox("", "jane@globex.example")),
        cc=(),
        reply_to=(),
        subject="Hi",
        date=WHEN,
        message_id="1@acme.example",
        in_reply_to=None,
        references=("a", "b"),
        text=text,
        quoted=None,
        html=False,
        forwards=(forward,),
        attachments=(file,),
    )


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(AwaitsDns((question("acme.example", "TXT"),), 0.5), id="questions"),
        pytest.param(AwaitsDns((), 0.0), id="no questions"),
        pytest.param(Examined(VERDICT, a_parsed_mail()), id="a mail"),
        pytest.param(Examined(VERDICT, Malformed("why")), id="unreadable"),
        pytest.param(Examined(VERDICT, None, asked=(question("acme.example", "TXT"),)), id="not read"),
        pytest.param(Examined(VERDICT, None, Unsafe("two From", "author")), id="refused"),
    ],
)
def test_a_result_arrives_as_it_was_sent(result: Examined | AwaitsDns) -> None:
    assert decode_result(encode_result(result)) == result


def test_a_date_keeps_its_time_zone() -> None:
    arrived = decode_result(encode_result(Examined(VERDICT, a_parsed_mail())))
    assert isinstance(arrived, Examined)
    assert isinstance(arrived.mail, ParsedMail)
    assert arrived.mail.date is not None
    assert arrived.mail.date.isoformat() == "2026-03-04T05:06:07+05:30"


def test_text_that_has_no_encoding_comes_out_unread() -> None:
    arrived = decode_result(encode_result(Examined(VERDICT, a_parsed_mail("\ud800"))))
    assert isinstance(arrived, Examined)
    assert isinstance(arrived.mail, Malformed)
    assert arrived.verdict == VERDICT


def test_a_request_arrives_with_its_bytes_and_answers() -> None:
    answers = (
        (question("acme.example", "TXT"), Answer("ok", (b"v=spf1 \xff", b""))),
        (question("acme.example", "MX"), Answer("nxdomain")),
    )
    envelope = Envelope("192.0.2.1", "mx", "", ("a@b",), bytes(range(256)), True)
    request = ExamineRequest(envelope, answers, AuthSettings(("list.example",), WHEN), False, 0.5)
    assert decode_request(encode_request(request)) == request


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"garbage", id="garbage"),
        pytest.param(b"{}", id="neither questions nor a verdict"),
        pytest.param(b'{"questions": "x"}', id="another type"),
        pytest.param(b'{"verdict": {"outcome": "great"}}', id="an outcome that is none"),
        pytest.param(b"\x80\x04\x95.", id="a pickle"),
        pytest.param(b"[" * 100_000, id="nested"),
    ],
)
def test_what_is_no_result_is_refused(frame: bytes) -> None:
    with pytest.raises(BadResult):
        decode_result(frame)


def test_a_failure_says_what_the_worker_said() -> None:
    with pytest.raises(BadResult, match=r"ValueError at x\.py:1"):
        decode_result(encode_failure("ValueError at x.py:1"))
