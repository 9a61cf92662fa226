"""A mail's files, or the mail itself as it came, made ready for somebody who may read it."""

import re
from dataclasses import dataclass
from enum import Enum, auto, unique

from bot.contents import Content, cut_out, raw_of
from bot.posts import MOST_FILES
from bot.services.cards import own_mail
from models import Attachment, Message, Scope

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_NAME = 80


@unique
class Lack(Enum):
    """Why there is nothing to hand out."""

    NO_MAIL = auto()
    NO_FILE = auto()
    ERASED = auto()  # the company keeps mail as it came only so long


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed out, the names of what could not be had, and where the viewer's own card stands.

    Slack takes no file of no bytes: such ones are among those that could not be had.
    """

    message_id: int
    files: tuple[Content, ...]
    missing: tuple[str, ...] = ()
    channel: str | None = None
    thread: str | None = None


async def pack_files(scope: Scope, message_id: int, attachment_id: int | None) -> Parcel | Lack:
    """One file of a mail that the viewer may read, or all of them, pictures too but no signatures."""
    message = await scope.of(Message).filter(id=message_id).first()
    if message is None:
        return Lack.NO_MAIL
    rows = scope.of(Attachment).filter(message_id=message.id, signature=False)
    if attachment_id is not None:
        rows = rows.filter(id=attachment_id)
    wanted = await rows.order_by("inline", "position", "id").limit(MOST_FILES)
    if not wanted:
        return Lack.NO_FILE
    raw = await raw_of(Scope(scope.workspace_id), message)
    if raw is None:
        return Lack.ERASED
    found = [Content(one.name or "file", await cut_out(raw, one) or b"") for one in wanted]
    return _parcel(scope, message, found)


async def pack_eml(scope: Scope, message_id: int | None) -> Parcel | Lack:
    """The viewer's own mail as it came."""
    message = await own_mail(scope, message_id)
    if message is None:
        return Lack.NO_MAIL
    raw = await raw_of(Scope(scope.workspace_id), message)
    if raw is None:
        return Lack.ERASED
    return _parcel(scope, message, [Content(eml_name(message.subject), raw)])


def eml_name(subject: str) -> str:
    """A file name that every system takes."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", subject).split())[:_NAME].strip(" .")
    return f"{name or 'mail'}.eml"


def _parcel(scope: Scope, message: Message, found: list[Content]) -> Parcel:
    own = message.owner_id == scope.viewer_id
    return Parcel(
        message_id=message.id,
        files=tuple(one for one in found if one.data),
        missing=tuple(one.name for one in found if not one.data),
        channel=message.card_channel if own else None,
        thread=(message.card_thread_ts or message.card_ts) if own else None,
    )
