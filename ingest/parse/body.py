"""Which parts of a mail are its text, which its attachments, which whole mails of their own."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from ingest.parse import charset
from ingest.parse.flowed import unflow
from ingest.parse.lines import plain_breaks
from ingest.parse.mime import Part

# What the text parts of a mail may hold together, and those of all mails attached to it. Of the part that
# goes beyond, the beginning is read; those behind it are attachments.
MAX_TEXT = 1_500_000
MAX_ATTACHED_TEXT = 150_000
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)


@dataclass(slots=True)
class Contents:
    """What a walk over the parts found: `plain` and `html` hold one entry for each piece of the body."""

    texts: list["BodyPiece"] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    mails: list[Part] = field(default_factory=list)
    calendars: list[Part] = field(default_factory=list)
    room: int = MAX_TEXT


@dataclass(frozen=True, slots=True)
class BodyPiece:
    """One piece of the body as its alternatives; at least one is there."""

    plain: str | None
    html: str | None


def collect(root: Part, room: int = MAX_TEXT) -> Contents:
    """The contents of a mail, in the order of its parts; text up to `room`, embedded mails closed."""
    contents = Contents(room=room)
    waiting = [root]
    while waiting:
        part = waiting.pop()
        kind = part.type
        if part.children and kind == "multipart/alternative":
            _alternative(part, contents)
        elif part.children and kind == "multipart/related":
            waiting.extend(reversed(_start_first(part)))
        elif part.children and kind.startswith("multipart/"):
            waiting.extend(reversed(part.children))
        else:
            _leaf(part, contents)
    return contents


def _leaf(part: Part, contents: Contents) -> None:
    if part.is_mail and part.children:
        contents.mails.append(part)
        contents.files.append(part)
    elif part.type == "text/calendar":
        contents.calendars.append(part)
        contents.files.append(part)
    elif part.type == "text/html" and _is_body(part, contents):
        contents.texts.append(BodyPiece(None, _take(part, contents)))
    elif (part.type in ("text/plain", "text/enriched") or part.type.startswith("multipart/")) and _is_body(
        part, contents
    ):
        contents.texts.append(BodyPiece(_take(part, contents), None))
    elif part.type not in _SIGNATURES and (part.end > part.start or _is_meant(part)):
        contents.files.append(part)


def _is_body(part: Part, contents: Contents) -> bool:
    if part.disposition.value == "attachment" or contents.room <= 0:
        return False
    return not _is_named(part) or (not contents.texts and part.disposition.value != "inline")


def _is_meant(part: Part) -> bool:
    """Whether its sender says that it is a file, be it an empty one."""
    return part.disposition.value == "attachment" or _is_named(part)


def _is_named(part: Part) -> bool:
    return "filename" in part.disposition.params or "name" in part.kind.params


def _take(part: Part, contents: Contents) -> str:
    text = text_of(part, contents.room)
    contents.room -= len(text) + 1
    return text


def _alternative(part: Part, contents: Contents) -> None:
    """RFC 2046 section 5.1.4: the same text several times; the first plain and the last HTML are kept."""
    plain: str | None = None
    html: str | None = None
    for child in part.children:
        found = collect(child, contents.room)
        contents.room = found.room
        plain = plain or _joined([piece.plain for piece in found.texts])
        html = _joined([piece.html for piece in found.texts]) or html
        # Another form of the text, such as text/x-amp-html, is no file.
        contents.files.extend(file for file in found.files if file is not child or not _is_text_form(file))
        contents.mails.extend(found.mails)
        contents.calendars.extend(found.calendars)
    if plain or html:
        contents.texts.append(BodyPiece(plain, html))


def _joined(texts: list[str | None]) -> str | None:
    return "\n".join(text for text in texts if text and text.strip()) or None


def _is_text_form(part: Part) -> bool:
    return part.type.startswith("text/") and part.type != "text/calendar" and not _is_named(part)


def _start_first(part: Part) -> list[Part]:
    """RFC 2387: the part that `start` names is the text, wherever it stands."""
    start = part.kind.params.get("start", "").strip()
    first = [child for child in part.children if start and child.header("content-id").strip() == start]
    return first + [child for child in part.children if child not in first] if first else part.children


def text_of(part: Part, most: int = MAX_TEXT) -> str:
    """A text part decoded, up to `most` characters, with plain line breaks, the soft ones undone."""
    text = charset.decode(part.content(3 * most), part.kind.params.get("charset", ""))[:most]
    text = plain_breaks(text).replace("\x00", "")
    if part.type != "text/html" and part.kind.params.get("format", "").lower() == "flowed":
        text = unflow(text, part.kind.params.get("delsp", "").lower() == "yes")
    return text


def content_id(part: Part) -> str:
    """The Content-ID without brackets, as a "cid:" link refers to it (RFC 2392)."""
    return unquote(part.header("content-id").strip().strip("<>"))
