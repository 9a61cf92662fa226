"""The values a parse ends in. They cross a process boundary: plain data only, no methods with I/O."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person as a header or a forward names them. `name` may be empty; `address` too, in a forward."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One attachment.

    `part` is where it lies in the raw mail, for `models.stretch.content_at`; "" where that is too far in to
    say. `size` is in decoded bytes, `digest` the SHA-256 of them in hex.
    `inline` is true where the body shows it (Content-ID referenced) or its sender marked it so;
    `signature` is true for the small images that signatures carry.
    """

    name: str
    type: str
    size: int
    inline: bool
    digest: str
    part: str
    signature: bool = False


@dataclass(frozen=True, slots=True)
class Forward:
    """The original mail inside a forward, as far as the forward tells. None of it is proved."""

    author: Mailbox | None
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    subject: str | None
    date: datetime | None
    body: str
    note: str | None
    attached: bool = False
    # Nothing of a forward is in the text but the owner's own first line, "From: jane@acme.com".
    by_hand: bool = False
    message_id: str | None = None
    # What a search finds it by, the note included; made after reading: `ingest.indexing`.
    index: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as a person would read it.

    `text` is what the author wrote new (for a forward inline: the note, "" where there is none); `quoted`
    the signature and the history below it; `html` says that `text` was made from HTML. `forwards` holds
    every forwarded original, those inline and their nested ones first, then those attached, each newest
    first. `message_id`, `in_reply_to` and `references` are Message-IDs without
    brackets, oldest first. `automatic` is true for mail no person wrote (RFC 3834, lists' bulk mail). `index`
    is what a search finds `text` by, made after reading: `ingest.indexing`.
    """

    author: Mailbox
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    subject: str
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    text: str
    quoted: str | None
    html: bool
    forwards: tuple[Forward, ...]
    attachments: tuple[AttachedFile, ...]
    automatic: bool = False
    index: str = ""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A mail that cannot be read as one. `why` is one sentence for the sender's administrator."""

    why: str
