"""A worker's job: authenticate a mail and read it. Bytes in, plain values out; no network, no database."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import process_time

from ingest.auth.authenticate import AuthSettings, authenticate
from ingest.auth.author import author_of
from ingest.auth.dns import Answer, Answers, NeedDns, Question
from ingest.auth.verdict import Verdict
from ingest.envelope import Envelope
from ingest.headers import Unsafe, split_headers
from ingest.indexing import indexed
from ingest.parse.mail import Malformed, ParsedMail
from models.types import Outcome

Parse = Callable[[bytes], ParsedMail | Malformed]


@dataclass(frozen=True, slots=True)
class ExamineRequest:
    """A mail to examine with the DNS answers known so far.

    `read` is false where reading it was tried and failed: then only who wrote it is asked. `verdict` is set
    where that was settled before: then it is only read. `cpu_seconds` is what the job may cost before its
    worker is killed. `vector` says how its text is to be indexed: as PostgreSQL keeps that.
    """

    envelope: Envelope
    answers: tuple[tuple[Question, Answer], ...]
    settings: AuthSettings
    read: bool = True
    cpu_seconds: float = 2.0
    verdict: Verdict | None = None
    vector: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """What a mail is.

    `refusal` is set where the bytes are not safe to interpret, or name no single author; the verdict is then
    a FAIL that says so. `mail` is None where nothing asks what it says: refused, or neither the author nor
    RFC5321.MailFrom proved. Its author's address is the one that was authenticated. `asked` is what the
    verdict needed of DNS and got.
    """

    verdict: Verdict
    mail: ParsedMail | Malformed | None
    refusal: Unsafe | None = None
    asked: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitsDns:
    """The job is to be handed over again when these are answered; so much it cost up to here."""

    questions: tuple[Question, ...]
    cpu_seconds: float = 0.0


def examine(request: ExamineRequest, parse: Parse) -> Examined | AwaitsDns:
    """The mail examined, or the DNS questions that stand in the way; `parse` reads what is proved."""
    started = process_time()
    envelope = request.envelope
    headers = split_headers(envelope.raw, smtputf8=envelope.smtputf8)
    if isinstance(headers, Unsafe):
        return _refused(headers)
    author = author_of(headers)
    if isinstance(author, Unsafe):
        return _refused(author)
    if request.verdict is not None:
        return Examined(request.verdict, _read(request, author, parse))
    answers = Answers(dict(request.answers))
    try:
        verdict = authenticate(envelope, headers, author, answers, request.settings)
    except NeedDns as need:
        return AwaitsDns(need.questions, process_time() - started)
    wanted = request.read and (verdict.outcome is Outcome.PASS or verdict.spf_sender is not None)
    return Examined(verdict, _read(request, author, parse) if wanted else None, asked=answers.asked)


def _refused(unsafe: Unsafe) -> Examined:
    return Examined(Verdict(Outcome.FAIL, None, None, unsafe.why, None, ()), None, unsafe)


def _read(request: ExamineRequest, author: str, parse: Parse) -> ParsedMail | Malformed:
    """The mail as a person would read it, under the author that was authenticated.

    Nothing gets out but a value: a mail that our reader fails on is kept and shown unread, never refused.
    """
    try:
        mail = parse(request.envelope.raw)
        if isinstance(mail, ParsedMail):
            mail = indexed(mail, vector=request.vector)
    except MemoryError:
        return Malformed("It takes too much memory to read.")
    except Exception as bug:  # the sender's bytes found it, and must not lose the mail by it
        return Malformed(f"It could not be read ({type(bug).__name__}).")
    if isinstance(mail, Malformed):
        return mail
    return replace(mail, author=replace(mail.author, address=author))
