"""Attachments described: names, sizes, digests, and which of them only decorate."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable

from ingest.parse.mail import AttachedFile
from ingest.parse.mime import Part
from ingest.parse.words import decode_words
from models.stretch import Stretch, written

_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
}
_SIGNATURE_NAME = re.compile(
    r"^(image\d{3,4}|outlook-\w{6,12}|logo\w{0,12}|signature\w{0,8})\.(png|jpe?g|gif)$"
)
SIGNATURE_BYTES = 60_000
SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 420, 160


def describe(name: str, media_type: str, data: bytes, inline: bool, way: Iterable[Stretch]) -> AttachedFile:
    """The attachment of that name, type and content that `way` leads to."""
    return AttachedFile(
        name=name,
        type=media_type,
        size=len(data),
        inline=inline,
        digest=hashlib.sha256(data).hexdigest(),
        part=written(way),
        signature=inline and is_signature_image(name, media_type, data),
    )


def file_name(part: Part) -> str:
    """The name a part's sender gave it, made safe to show; a plain one where there is none."""
    given = part.disposition.params.get("filename") or part.kind.params.get("name") or ""
    name = safe_name(decode_words(given))
    if not name and part.children:
        subject = safe_name(decode_words(part.children[0].header("subject")).replace("/", " "))
        name = f"{subject[:100]}.eml" if subject else ""
    return name or "attachment" + _EXTENSIONS.get(part.type, "")


def safe_name(name: str) -> str:
    """The last path component, without control characters and direction overrides, at most 200 long."""
    name = name.replace("\\", "/").rpartition("/")[2][:1_000]
    visible = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    visible = " ".join(visible.split()).strip(". ") if visible.strip(". ") else ""
    if len(visible) > 200:
        stem, dot, extension = visible.rpartition(".")
        visible = (
            f"{stem[: 199 - len(extension)]}.{extension}" if dot and len(extension) < 20 else visible[:200]
        )
    return visible


def is_signature_image(name: str, media_type: str, data: bytes) -> bool:
    """Small, wide or tiny pictures that mail signatures and trackers carry."""
    if not media_type.startswith("image/") or len(data) > SIGNATURE_BYTES:
        return False
    size = image_size(data)
    if size is not None:
        width, height = size
        return height <= SIGNATURE_HEIGHT and width <= SIGNATURE_WIDTH
    return bool(_SIGNATURE_NAME.match(name.lower())) and len(data) <= SIGNATURE_BYTES // 3


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG from its first bytes; None where they cannot be told."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + max(2, int.from_bytes(data[position + 2 : position + 4], "big"))
    return None
