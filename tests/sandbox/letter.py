"""What a mail is to be: read from JSON, checked, and turned into the bytes of a message."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, getaddresses, make_msgid, parseaddr
from typing import Any, Literal

from .keys import Algorithm

Json = Mapping[str, Any]
ENVELOPE = frozenset({"rcpt", "mail_from", "helo", "source_ip", "sign"})
HEADER = frozenset(
    {"from", "to", "cc", "reply_to", "subject", "date", "message_id", "in_reply_to", "references", "headers"}
)
KNOWN = ENVELOPE | HEADER | {"text", "html", "attachments", "raw", "raw_base64"}


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs; without an algorithm the key's own is used, RSA for a new key."""

    domain: str
    selector: str
    algorithm: Algorithm | None


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to send: envelope, header and body, none of which needs to agree with another."""

    from_header: str
    rcpt: tuple[str, ...]
    mail_from: str
    helo: str
    source_ip: str | None
    sign: Signing | Literal[False] | None
    raw: bytes | None
    subject: str
    text: str
    html: str | None
    header: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...] = field(default=())

    @property
    def needs_utf8(self) -> bool:
        """Whether an address is one that only SMTPUTF8 can carry (RFC 6531)."""
        if self.raw is not None:
            return not all(a.isascii() for a in (self.mail_from, *self.rcpt))
        values = [self.from_header, *(v for n, v in self.header if n in ("To", "Cc", "Reply-To"))]
        addresses = [address for _, address in getaddresses(values)]
        return not all(a.isascii() for a in (self.mail_from, *self.rcpt, *addresses))

    @classmethod
    def from_json(cls, fields: Json) -> Letter:
        """Reads the request; raises ValueError naming what is wrong with it."""
        unknown = sorted(set(fields) - KNOWN)
        if unknown:
            raise ValueError(f"unknown field: {', '.join(unknown)}")
        raw = _raw(fields)
        rcpt = tuple(_strings(fields, "rcpt"))
        if not rcpt:
            raise ValueError("rcpt: at least one recipient is needed")
        from_header = _string(fields, "from") or (_from_of(raw) if raw is not None else "")
        if not from_header:
            raise ValueError("from: an author is needed")
        mail_from = fields.get("mail_from")
        letter = cls(
            from_header=from_header,
            rcpt=rcpt,
            mail_from=parseaddr(from_header)[1] if mail_from is None else _string(fields, "mail_from"),
            helo=_string(fields, "helo") or "client.sandbox.example",
            source_ip=_string(fields, "source_ip") or None,
            sign=_signing(fields.get("sign")),
            raw=raw,
            subject=_string(fields, "subject"),
            text=_string(fields, "text"),
            html=_string(fields, "html") or None,
            header=tuple(_header(fields)),
            parts=tuple(_part(item) for item in _list(fields, "attachments")),
        )
        for text in (letter.mail_from, letter.helo, *rcpt):
            if any(ch in text for ch in "\r\n"):
                raise ValueError("an SMTP command is one line")
        return letter


@dataclass(frozen=True, slots=True)
class Composed:
    """The message as it goes over the wire, and the Message-ID it bears."""

    raw: bytes
    message_id: str


def compose(letter: Letter) -> Composed:
    """The unsigned message. A Bcc is nowhere in it: recipients are the envelope's business."""
    if letter.raw is not None:
        return Composed(letter.raw, _header_of(letter.raw, "Message-ID"))
    # 7-bit bodies, so that no relay on the way has a reason to re-encode what was signed.
    policy = (SMTPUTF8 if letter.needs_utf8 else SMTP).clone(cte_type="7bit")
    message = EmailMessage(policy=policy)
    try:
        message["From"] = letter.from_header
        message["Subject"] = letter.subject
        for name, value in letter.header:
            message[name] = value
    except (ValueError, IndexError) as error:
        raise ValueError(f"a header that cannot be written: {error}") from error
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    for part in letter.parts:
        _attach(message, part)
    return Composed(message.as_bytes(), str(message["Message-ID"]))


def address_of(letter: Letter, raw: bytes) -> str:
    """What stands in the message's From field, which is whom a signature speaks for."""
    return letter.from_header if letter.raw is None else _from_of(raw)


def _attach(message: EmailMessage, part: Part) -> None:
    maintype, _, subtype = part.type.partition("/")
    if part.type == "message/rfc822":
        message.add_attachment(message_from_bytes(part.content, policy=message.policy), filename=part.name)
        return
    message.add_attachment(
        part.content, maintype=maintype, subtype=subtype or "octet-stream", filename=part.name
    )


def _header(fields: Json) -> list[tuple[str, str]]:
    """Every field but From and Subject, in the order mail clients write them."""
    given = fields.get("headers") or {}
    if not isinstance(given, Mapping):
        raise ValueError("headers: an object is needed")
    own = {name.casefold() for name in given}
    domain = parseaddr(_string(fields, "from"))[1].rpartition("@")[2] or "sandbox.example"
    standard = {
        "To": ", ".join(_strings(fields, "to")),
        "Cc": ", ".join(_strings(fields, "cc")),
        "Reply-To": _string(fields, "reply_to"),
        "Date": _string(fields, "date") or format_datetime(datetime.now().astimezone()),
        "Message-ID": _string(fields, "message_id")
        or make_msgid(domain=domain if domain.isascii() else "sandbox.example"),
        "In-Reply-To": _string(fields, "in_reply_to"),
        "References": " ".join(_strings(fields, "references", separator=" ")),
    }
    header = [(name, value) for name, value in standard.items() if value and name.casefold() not in own]
    header += [(name, str(value)) for name, value in given.items()]
    return [(name, value) for name, value in header if name.casefold() != "bcc"]


def _part(item: Any) -> Part:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise ValueError("attachments: each needs a name")
    name = str(item["name"])
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if "content_base64" in item:
        content = _decoded(item["content_base64"], "attachments")
    else:
        content = str(item.get("content", "")).encode()
    return Part(name, str(item.get("type") or guessed), content)


def _raw(fields: Json) -> bytes | None:
    """A complete message given as it is; text without a single CRLF is taken to mean its newlines."""
    if "raw_base64" in fields:
        return _decoded(fields["raw_base64"], "raw_base64")
    if fields.get("raw") is None:
        return None
    text = _string(fields, "raw")
    return (text if "\r\n" in text else text.replace("\n", "\r\n")).encode()


def _decoded(value: Any, name: str) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error as error:
        raise ValueError(f"{name}: not base64: {error}") from error


def _signing(value: Any) -> Signing | Literal[False] | None:
    if value is None or value is True:
        return None
    if value is False:
        return False
    if not isinstance(value, Mapping) or not value.get("domain"):
        raise ValueError("sign: false, or an object with domain, selector and algorithm")
    algorithm = value.get("algorithm")
    # "rsa" means rsa-sha256: there is no other hash that may be signed with (RFC 8301).
    named = {name: one for one in Algorithm for name in (one.value, one.value.partition("-")[0])}
    if algorithm is not None and algorithm not in named:
        raise ValueError(f"sign: algorithm is one of {', '.join(named)}")
    return Signing(
        str(value["domain"]), str(value.get("selector") or "s1"), named[algorithm] if algorithm else None
    )


def _string(fields: Json, name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: a string is needed")
    return value


def _strings(fields: Json, name: str, separator: str | None = None) -> Sequence[str]:
    value = fields.get(name)
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return value.split(separator) if separator else [value]
    return [str(item) for item in _list(fields, name)]


def _list(fields: Json, name: str) -> list[Any]:
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise ValueError(f"{name}: a list is needed")
    return list(value)


def _from_of(raw: bytes) -> str:
    return _header_of(raw, "From")


def _header_of(raw: bytes, name: str) -> str:
    """The first such field, by the older and sturdier parser: raw messages may be hostile on purpose."""
    return str(message_from_bytes(raw).get(name) or "").strip()
