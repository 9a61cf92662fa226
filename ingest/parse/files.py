"""The attachments of a mail, those packed into a winmail.dat and those of forwarded mails among them."""

import re
from urllib.parse import unquote

from ingest.parse.attachments import describe, file_name, safe_name
from ingest.parse.body import BodyPiece, Contents, collect, content_id
from ingest.parse.mail import AttachedFile
from ingest.parse.mime import Part
from ingest.parse.tnef import Tnef, is_tnef, open_tnef
from models.stretch import Stretch

MAX_FILES = 500
_MAX_HTML = 1_500_000
_CID = re.compile(r"cid:([^\"'\s<>)]{1,300})", re.IGNORECASE)


def list_files(contents: Contents) -> tuple[AttachedFile, ...]:
    """Every attachment, in the order of the parts, up to MAX_FILES."""
    shown = _shown_ids([piece.html for piece in contents.texts if piece.html])
    found: list[AttachedFile] = []
    waiting = list(reversed(contents.files))
    while waiting and len(found) < MAX_FILES:
        part = waiting.pop()
        packed = _opened(part)
        if packed is not None:
            found.extend(_packed_files(part, packed))
            continue
        inline = part.disposition.value == "inline" or content_id(part) in shown
        found.append(describe(file_name(part), part.type, part.content(), inline, part.way))
        if part.children:
            inner = collect(part.children[0])
            shown |= _shown_ids([piece.html for piece in inner.texts if piece.html])
            waiting.extend(reversed(inner.files))
    return tuple(found[:MAX_FILES])


def packed_body(contents: Contents) -> list[BodyPiece]:
    """The text that only a winmail.dat holds."""
    for part in contents.files:
        packed = _opened(part)
        if packed is not None and (packed.text.strip() or packed.html.strip()):
            return [BodyPiece(packed.text.strip() or None, packed.html.strip() or None)]
    return []


def _opened(part: Part) -> Tnef | None:
    return open_tnef(part.content()) if is_tnef(part.type, file_name(part)) else None


def _packed_files(part: Part, packed: Tnef) -> list[AttachedFile]:
    shown = _shown_ids([packed.html])
    return [
        describe(
            safe_name(file.name) or "attachment",
            file.type,
            file.content,
            bool(file.content_id) and file.content_id in shown,
            (*part.way, Stretch(file.start, file.start + len(file.content))),
        )
        for file in packed.files
    ]


def _shown_ids(bodies: list[str]) -> set[str]:
    """The Content-IDs that HTML bodies refer to (RFC 2392)."""
    return {unquote(found) for html in bodies for found in _CID.findall(html[:_MAX_HTML])}
