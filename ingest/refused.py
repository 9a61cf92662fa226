"""A refusal as a value: what the sender is told, and what is written down."""

from dataclasses import dataclass

from models.types import RefusalReason as Reason

from . import reply
from .headers import Unsafe
from .reply import Reply

__all__ = ["Reason", "Refused", "unsafe"]


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
