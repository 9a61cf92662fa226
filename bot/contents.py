"""The bytes of a mail's files, out of the mail as it came."""

import asyncio
import zlib

from models import Attachment, Message, RawMail, Scope
from models.stretch import content_at


async def content_of(scope: Scope, attachment: Attachment) -> bytes | None:
    """A file's content; None where the mail as it came is not kept any more, or the file is not in it.

    `scope` is the system's own: whoever asks has settled that they may.
    """
    message = await scope.of(Message).get_or_none(id=attachment.message_id)
    raw = await scope.of(RawMail).get_or_none(id=message.raw_mail_id) if message else None
    if raw is None:
        return None
    return await asyncio.to_thread(_cut, raw.content, attachment.part)


def _cut(content: bytes, part: str) -> bytes | None:
    return content_at(zlib.decompress(content), part)
