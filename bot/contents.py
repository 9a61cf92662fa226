"""The bytes of a mail's files, out of the mail as it came.

`scope` is the system's own: whoever asks has settled that they may.
"""

import asyncio
from dataclasses import dataclass

from models import Attachment, Message, RawMail, Scope
from models.raw import read_raw
from models.stretch import content_at


@dataclass(frozen=True, slots=True)
class Content:
    """A file to hand out."""

    name: str
    data: bytes


async def raw_of(scope: Scope, message: Message) -> bytes | None:
    """The mail as it came; None where it is not kept any more."""
    raw = await scope.of(RawMail).get_or_none(id=message.raw_mail_id)
    return None if raw is None else await read_raw(raw)


async def content_of(scope: Scope, attachment: Attachment) -> bytes | None:
    """A file's content; None where the mail as it came is not kept any more, or the file is not in it."""
    message = await scope.of(Message).get_or_none(id=attachment.message_id)
    raw = await raw_of(scope, message) if message else None
    return None if raw is None else await cut_out(raw, attachment)


async def cut_out(raw: bytes, attachment: Attachment) -> bytes | None:
    """A file's content out of its mail's bytes; None where it is not in them."""
    return await asyncio.to_thread(content_at, raw, attachment.part)
