"""One view of a mail's header section, taken before any library sees the bytes.

Two programs that split the same bytes into different headers are how one of them comes to trust what the
other never signed. So bytes that can be read in two ways are refused here, and everything above reads
the header fields from here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 1000
MAX_LINE = 32 * 1024  # RFC 5322 section 2.1.1 says 998; real senders exceed it, none by this much

# RFC 5322 section 3.6 allows each at most once; MIME's own by RFC 2045 section 3.
SINGLE = frozenset(
    [
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    ]
)

_NAME = bytes(range(0x21, 0x7F)).replace(b":", b"")
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Bytes we refuse to interpret, and why, in one line for the sender's administrator.

    `about` tells the two refusals apart: "format" is 554 5.6.0, "author" (no single RFC5322.From) 550 5.7.1.
    """

    why: str
    about: Literal["format", "author"] = "format"


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: its name as written, and its value exactly as written.

    `value` is all that follows the colon, folds included, without the final CRLF.
    """

    name: str
    value: bytes

    @property
    def key(self) -> str:
        """The name as names are compared: lower-cased."""
        return self.name.lower()

    @property
    def unfolded(self) -> bytes:
        """The value on one line, its folds undone (RFC 5322 section 2.2.3), outer space stripped."""
        return self.value.replace(b"\r\n", b"").strip(b" \t")


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of a mail, top to bottom, and where in the raw bytes its body starts."""

    fields: tuple[Field, ...]
    body_start: int

    def named(self, name: str) -> Iterator[Field]:
        """All fields of that name, top to bottom."""
        wanted = name.lower()
        return (field for field in self.fields if field.key == wanted)

    def first(self, name: str) -> Field | None:
        """The topmost field of that name."""
        return next(self.named(name), None)


def split_headers(raw: bytes, *, smtputf8: bool = False) -> Headers | Unsafe:
    """The header fields of `raw`, or why it is not safe to say what they are; linear in its size.

    With `Headers` the caller may rely on: CRLF is the only line end in the whole mail, there is no NUL, every
    header line is a field or continues one, names are ASCII, values are ASCII (valid UTF-8 where
    `smtputf8`) without control characters, and nothing in `SINGLE` stands twice.
    """
    lines = raw.count(b"\r\n")
    if raw.count(b"\r") != lines or raw.count(b"\n") != lines:
        return Unsafe("bare CR or LF in the message")
    if b"\0" in raw:
        return Unsafe("NUL in the message")
    blank = raw.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES + 4)
    if blank < 0 and len(raw) > MAX_HEADER_BYTES:
        return Unsafe("the header section is too long")
    end = len(raw) if blank < 0 else blank
    head = raw[:end].removesuffix(b"\r\n")
    if len(head.translate(None, _CONTROLS)) != len(head):
        return Unsafe("control characters in the headers")
    if not head.isascii() and not (smtputf8 and _is_utf8(head)):
        return Unsafe("8-bit characters in the headers without SMTPUTF8")
    fields = _fields(head)
    if isinstance(fields, Unsafe):
        return fields
    return _repeated(fields) or Headers(fields, min(end + 4, len(raw)))


def _fields(head: bytes) -> tuple[Field, ...] | Unsafe:
    """The fields of a header section; refuses lines that are none."""
    names: list[str] = []
    values: list[list[bytes]] = []
    for line in head.split(b"\r\n"):
        if len(line) > MAX_LINE:
            return Unsafe("a header line is too long")
        if line[:1] in (b" ", b"\t"):
            if not values:
                return Unsafe("the first header line is a continuation")
            values[-1].append(line)
            continue
        name, colon, value = line.partition(b":")
        if not colon or not name or name.translate(None, _NAME):
            return Unsafe("a line among the headers is not a header" if names else "the mail has no headers")
        if len(names) == MAX_FIELDS:
            return Unsafe("too many headers")
        names.append(name.decode("ascii"))
        values.append([value])
    return tuple(Field(name, b"\r\n".join(value)) for name, value in zip(names, values, strict=True))


def _repeated(fields: tuple[Field, ...]) -> Unsafe | None:
    """Why a field that may stand once stands more often, if one does."""
    for name, count in Counter(field.key for field in fields).items():
        if count > 1 and name in SINGLE:
            return Unsafe(f"more than one {name.title()} header", "author" if name == "from" else "format")
    return None


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
