"""A refusal as a value: what the sender is told, and what is written down."""

from dataclasses import dataclass
from enum import StrEnum, unique

from . import reply
from .headers import Unsafe
from .reply import Reply


@unique
class Reason(StrEnum):
    """Why a mail was refused. Stored by value: never rename one."""

    UNAUTHENTICATED = "unauthenticated"
    UNKNOWN_SENDER = "unknown_sender"
    MALFORMED = "malformed"
    BAD_AUTHOR = "bad_author"
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Refused:
    """A permanent refusal."""

    reason: Reason
    reply: Reply


def unsafe(found: Unsafe) -> Refused:
    """Bytes that we do not interpret, or that name no single author."""
    if found.about == "author":
        return Refused(Reason.BAD_AUTHOR, reply.bad_author(found.why))
    return Refused(Reason.MALFORMED, reply.malformed(found.why))
