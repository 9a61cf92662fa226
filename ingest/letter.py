"""A mail on its way into the database, for one owner: everything that is to be stored of it."""

import hashlib
import zlib
from dataclasses import dataclass, replace
from datetime import datetime

from models.address import BccAddress
from models.types import Direction, Visibility

from .auth.verdict import Verdict
from .envelope import Envelope
from .headers import Headers
from .parse.mail import Forward, Malformed, ParsedMail

MAX_KEY = 255  # what the columns hold; longer ids are kept as their digest
_LEVEL = 3  # of zlib: half the time of the default, a tenth more bytes

# What relays add or rewrite on the way: two copies of one mail differ in these.
_TRACE = frozenset(
    ["received", "return-path", "delivered-to", "x-original-to", "received-spf", "authentication-results"]
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The raw bytes as they are kept, and what the mail calls itself: its Message-ID or, where it has none
    (`has_id` is false), a digest.

    Once they are in the raw store, `content` is empty and `object_key` says where.
    """

    content: bytes
    digest: str
    size: int
    written: str
    has_id: bool
    object_key: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One owner's copy of a mail, with the addresses of ours that this owner's workspace was named by.

    `tz` is the owner's time zone. `names` are what it is known again by, the first its own for good.
    """

    workspace_id: int
    owner_id: int
    tz: str
    direction: Direction
    visibility: Visibility
    addresses: tuple[BccAddress, ...]
    rcpt_to: tuple[str, ...]
    envelope: Envelope
    mail: ParsedMail | Malformed
    verdict: Verdict
    sealed: Sealed
    names: tuple[str, ...]
    received_at: datetime

    @property
    def thread_key(self) -> str | None:
        """What later mails call it, where that is not its first name."""
        return self.sealed.written if self.sealed.written != self.names[0] else None

    @property
    def forward(self) -> Forward | None:
        """The original that a forward is about: the newest."""
        mail = self.mail
        return mail.forwards[0] if isinstance(mail, ParsedMail) and mail.forwards else None

    def unread(self, why: str) -> "Letter":
        """The same with nothing of what it says, for a mail whose text cannot be stored."""
        return replace(self, mail=Malformed(why))


def seal(raw: bytes, headers: Headers, message_id: str | None) -> Sealed:
    """Compress and name a mail. Slow for a large one: run it in a thread."""
    written = key_of(message_id) if message_id else _fingerprint(raw, headers)
    digest = hashlib.sha256(raw).hexdigest()
    return Sealed(zlib.compress(raw, _LEVEL), digest, len(raw), written, bool(message_id))


def key_of(message_id: str) -> str:
    """A Message-ID as we store it: itself where it fits, else its digest."""
    if len(message_id) <= MAX_KEY and "\0" not in message_id:
        return message_id
    return f"sha256:{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()}"


def _fingerprint(raw: bytes, headers: Headers) -> str:
    """A name for a mail without a Message-ID, the same for each copy of it that comes in."""
    digest = hashlib.sha256()
    for field in headers.fields:
        if field.key not in _TRACE:
            digest.update(f"{field.key}:".encode())
            digest.update(field.value + b"\r\n")
    digest.update(b"\r\n")
    digest.update(memoryview(raw)[headers.body_start :])
    return f"sha256:{digest.hexdigest()}"
