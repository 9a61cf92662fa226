from collections.abc import Callable
from typing import Any

import pytest

from ingest.auth.authenticate import AuthSettings
from ingest.auth.dns import Answer, question
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest, examine
from ingest.headers import Unsafe
from ingest.parse.mail import Malformed, ParsedMail
from ingest.parse.message import parse
from models.types import Outcome
from tests.ingest.auth.builders import a_mail, now

SPF = {
    "acme.example": Answer("ok", (b"v=spf1 ip4:192.0.2.1 -all",)),
    "globex.example": Answer("ok", (b"v=spf1 ip4:192.0.2.1 -all",)),
    "silent.example": Answer("temporary"),
}


def request(
    raw: bytes, *, mail_from: str = "joe@acme.example", known: bool = True, **more: Any
) -> ExamineRequest:
    envelope = Envelope("192.0.2.1", "mx.acme.example", mail_from, (), raw)
    answers = tuple((question(name, "TXT"), answer) for name, answer in SPF.items()) if known else ()
    return ExamineRequest(envelope, answers, AuthSettings((), now()), **more)


def examined(asked: ExamineRequest, read: Callable[[bytes], ParsedMail | Malformed] = parse) -> Examined:
    outcome = examine(asked, read)
    assert isinstance(outcome, Examined), outcome
    return outcome


def test_a_proved_mail_is_read() -> None:
    outcome = examined(request(a_mail()))
    assert outcome.verdict.outcome is Outcome.PASS
    assert isinstance(outcome.mail, ParsedMail)
    assert outcome.mail.author.address == "joe@acme.example"
    assert outcome.refusal is None


def test_the_author_shown_is_the_author_proved() -> None:
    outcome = examined(request(a_mail(sender='"ceo@bank.example" <joe@ACME.example>')))
    assert isinstance(outcome.mail, ParsedMail)
    assert outcome.mail.author.address == outcome.verdict.author == "joe@acme.example"


def never(_: bytes) -> ParsedMail | Malformed:
    raise AssertionError("read without need")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(request(a_mail(), mail_from="eve@none.example"), id="fail"),
        pytest.param(request(a_mail(), mail_from="x@silent.example"), id="temperror"),
        pytest.param(request(a_mail(), read=False), id="asked not to"),
    ],
)
def test_a_mail_that_nobody_will_see_is_not_read(asked: ExamineRequest) -> None:
    none = (question("none.example", "TXT"), Answer("nxdomain"))
    outcome = examined(
        ExamineRequest(asked.envelope, (*asked.answers, none), asked.settings, asked.read), never
    )
    assert outcome.mail is None


def test_redirected_mail_is_read_too() -> None:
    outcome = examined(request(a_mail(), mail_from="jane@globex.example"))
    assert (outcome.verdict.outcome, outcome.verdict.spf_sender) == (Outcome.FAIL, "jane@globex.example")
    assert isinstance(outcome.mail, ParsedMail)


@pytest.mark.parametrize(
    ("raw", "about"),
    [
        pytest.param(b"X: a\rFrom: b@acme.example\r\n\r\n", "format", id="bytes"),
        pytest.param(b"Subject: x\r\n\r\n", "author", id="no author"),
        pytest.param(b"From: a@acme.example, b@acme.example\r\n\r\n", "author", id="two authors"),
    ],
)
def test_what_is_not_safe_to_interpret_is_not_interpreted(raw: bytes, about: str) -> None:
    outcome = examined(request(raw), never)
    assert isinstance(outcome.refusal, Unsafe)
    assert outcome.refusal.about == about
    assert (outcome.verdict.outcome, outcome.verdict.author, outcome.mail) == (Outcome.FAIL, None, None)
    assert outcome.verdict.reason == outcome.refusal.why


def test_without_answers_the_questions_come_back() -> None:
    outcome = examine(request(a_mail(), known=False), never)
    assert isinstance(outcome, AwaitsDns)
    assert outcome.questions == (question("acme.example", "TXT"),)
    assert outcome.cpu_seconds > 0


@pytest.mark.parametrize(
    "error", [ValueError("text of the mail"), MemoryError(), RecursionError(), KeyError("x")]
)
def test_a_reader_that_fails_loses_no_mail(error: Exception) -> None:
    def broken(_: bytes) -> ParsedMail | Malformed:
        raise error

    outcome = examined(request(a_mail()), broken)
    assert outcome.verdict.outcome is Outcome.PASS
    assert isinstance(outcome.mail, Malformed)
    assert "text of the mail" not in outcome.mail.why
