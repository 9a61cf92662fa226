"""How a job travels to a worker and its result back.

Never pickle: a worker that a mail took over must not be able to run code here, only to say something
wrong about that mail. Requests are MessagePack, which carries the raw bytes as they are; results are JSON,
which keeps a date's time zone.
"""

import struct

import msgspec

from ingest.auth.dns import Question
from ingest.auth.verdict import Verdict
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.headers import Unsafe
from ingest.parse.mail import Malformed, ParsedMail

LENGTH = struct.Struct("!I")
# What the nursery and its owner say to one another, one packet each: a letter, a worker's number, how it
# ended (READY and FORK leave the rest empty).
ORDER = struct.Struct("!cIi")
READY, FORK, KILL, EXITED = b"R", b"F", b"K", b"X"

MAX_FRAME = 512 * 1024 * 1024


class BadResult(Exception):
    """A worker said something that is no result, or that it has none."""


class _Result(msgspec.Struct, omit_defaults=True):
    """Either the questions, or a verdict with what was read; flat, since msgspec tells no classes apart."""

    questions: tuple[Question, ...] | None = None
    cpu_seconds: float = 0.0
    verdict: Verdict | None = None
    mail: ParsedMail | None = None
    malformed: Malformed | None = None
    refusal: Unsafe | None = None
    failure: str | None = None
    asked: tuple[Question, ...] = ()


def encode_request(request: ExamineRequest) -> bytes:
    """The request as a worker's `decode_request` takes it."""
    return msgspec.msgpack.encode(request)


def decode_request(frame: bytes | bytearray) -> ExamineRequest:
    """The request that `encode_request` made."""
    return _REQUEST.decode(frame)


def encode_result(result: Examined | AwaitsDns) -> bytes:
    """The result as `decode_result` takes it; a mail whose text has no encoding comes out unread."""
    if isinstance(result, AwaitsDns):
        return msgspec.json.encode(_Result(result.questions, result.cpu_seconds))
    mail = result.mail if isinstance(result.mail, ParsedMail) else None
    malformed = result.mail if isinstance(result.mail, Malformed) else None
    flat = _Result(
        verdict=result.verdict, mail=mail, malformed=malformed, refusal=result.refusal, asked=result.asked
    )
    try:
        return msgspec.json.encode(flat)
    except UnicodeEncodeError:  # lone surrogates
        flat.mail, flat.malformed = None, Malformed("Its text has characters that do not exist.")
        return msgspec.json.encode(flat)


def encode_failure(why: str) -> bytes:
    """A result that `decode_result` raises: a bug of ours, said without a word of the mail."""
    return msgspec.json.encode(_Result(failure=why))


def decode_result(frame: bytes | bytearray) -> Examined | AwaitsDns:
    """The result that a worker sent; raises `BadResult` for anything else it may have sent."""
    try:
        flat = _RESULT.decode(frame)
    except msgspec.MsgspecError as error:
        raise BadResult("not a result") from error
    if flat.failure is not None:
        raise BadResult(flat.failure)
    if flat.questions is not None:
        return AwaitsDns(flat.questions, flat.cpu_seconds)
    if flat.verdict is None:
        raise BadResult("neither questions nor a verdict")
    return Examined(flat.verdict, flat.mail or flat.malformed, flat.refusal, flat.asked)


_REQUEST = msgspec.msgpack.Decoder(ExamineRequest)
_RESULT = msgspec.json.Decoder(_Result)
