"""winmail.dat opened: Outlook's TNEF (MS-OXTNEF), as far as its files and its text go."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.parse import charset

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_ATTRIBUTES = 5_000
MAX_PROPERTIES = 2_000
MAX_FILES = 200

_BODY, _ATTACH_DATA, _ATTACH_TITLE = 0x800C, 0x800F, 0x8010
_ATTACH_REND, _ATTACH_PROPS, _MESSAGE_PROPS, _CODEPAGE = 0x9002, 0x9005, 0x9003, 0x9007
# MAPI properties, MS-OXPROPS.
_PR_BODY, _PR_BODY_HTML = 0x1000, 0x1013
_PR_DATA, _PR_NAME, _PR_LONG_NAME, _PR_MIME, _PR_CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_INTERFACE_ID = 16  # bytes

_Packed = dict[int, tuple[int, bytes]]  # what is known of a file: where each value begins, and the value


@dataclass(frozen=True, slots=True)
class TnefFile:
    """A file packed into winmail.dat, from its byte `start` on; `content_id` is "" for all but pictures of
    the text."""

    name: str
    type: str
    content: bytes
    content_id: str
    start: int


@dataclass(frozen=True, slots=True)
class Tnef:
    """What a winmail.dat holds; `text` and `html` are "" where it holds none."""

    files: tuple[TnefFile, ...]
    text: str
    html: str


def is_tnef(media_type: str, name: str) -> bool:
    """A part that its type or its name says to be TNEF."""
    return media_type in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat"


def open_tnef(data: bytes) -> Tnef | None:
    """The contents of a winmail.dat, as far as it is whole; None where it is none."""
    if not data.startswith(SIGNATURE):
        return None
    codepage = "cp1252"
    body = html = ""
    files: list[_Packed] = []
    for attribute, start, content in _attributes(data):
        if attribute == _CODEPAGE and len(content) >= 4:
            number = int.from_bytes(content[:4], "little")
            codepage = charset.codec_for(f"cp{number}") or codepage
        elif attribute == _BODY:
            body = _text(content, codepage)
        elif attribute == _MESSAGE_PROPS:
            values = {name: value for name, _, value in _properties(content, codepage)}
            body = _decoded(values.get(_PR_BODY)) or body
            html = _decoded(values.get(_PR_BODY_HTML), codepage) or html
        elif attribute == _ATTACH_REND and len(files) < MAX_FILES:
            files.append({})
        elif files and attribute == _ATTACH_TITLE:
            files[-1].setdefault(_PR_NAME, (start, _text(content, codepage).encode()))
        elif files and attribute == _ATTACH_DATA:
            files[-1][_PR_DATA] = (start, content)
        elif files and attribute == _ATTACH_PROPS:
            found = {name: (start + at, value) for name, at, value in _properties(content, codepage)}
            files[-1] = {**found, **files[-1]}
    return Tnef(tuple(_file(values) for values in files if _PR_DATA in values), body, html)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Section 2.1.3: level, id and type, length, content, checksum (which is not checked).

    Yields the id and type, where the content begins, and the content."""
    position = 6
    for _ in range(MAX_ATTRIBUTES):
        if position + 9 > len(data):
            return
        attribute, length = struct.unpack_from("<HxxI", data, position + 1)
        start = position + 9
        yield attribute, start, data[start : start + length]
        position = start + length + 2


def _properties(data: bytes, codepage: str) -> Iterator[tuple[int, int, bytes]]:
    """Section 2.1.3.4: MAPI properties, each with where its value begins; strings come out as UTF-8, the
    rest as it is."""
    position = 4
    for _ in range(min(MAX_PROPERTIES, int.from_bytes(data[:4], "little"))):
        if position + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:
            position = _after_name(data, position)
        values, several = 1, bool(kind & 0x1000)
        kind &= 0xEFFF
        if several or kind in (_STRING8, _UNICODE, _BINARY, _OBJECT):
            values = int.from_bytes(data[position : position + 4], "little")
            position += 4
        for index in range(min(values, MAX_PROPERTIES)):
            length = _FIXED.get(kind)
            if length is None:
                if kind not in (_STRING8, _UNICODE, _BINARY, _OBJECT) or position + 4 > len(data):
                    return
                length = int.from_bytes(data[position : position + 4], "little")
                position += 4
            # An embedded object carries the id of its interface before its bytes.
            start = position + (_INTERFACE_ID if kind == _OBJECT else 0)
            content = data[start : position + length]
            position += length + (-length % 4)
            if index == 0 and name < 0x8000:
                yield name, start, _as_utf8(content, kind, codepage)


def _after_name(data: bytes, position: int) -> int:
    """Past the name of a named property: a GUID, then a number or a string."""
    by_string = int.from_bytes(data[position + 16 : position + 20], "little") == 1
    position += 20
    if not by_string:
        return position + 4
    length = int.from_bytes(data[position : position + 4], "little")
    return position + 4 + length + (-length % 4)


def _as_utf8(content: bytes, kind: int, codepage: str) -> bytes:
    if kind == _STRING8:
        return _text(content, codepage).encode()
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\x00").encode("utf-8", "replace")
    return content


def _text(content: bytes, codepage: str) -> str:
    return charset.decode(content.rstrip(b"\x00"), codepage).encode("utf-8", "replace").decode()


def _decoded(value: bytes | None, label: str = "utf-8") -> str:
    return charset.decode(value.rstrip(b"\x00"), label) if value else ""


def _file(packed: _Packed) -> TnefFile:
    values = {name: value for name, (_, value) in packed.items()}
    name = values.get(_PR_LONG_NAME) or values.get(_PR_NAME) or b""
    return TnefFile(
        name=_decoded(name),
        type=_decoded(values.get(_PR_MIME)).lower() or "application/octet-stream",
        content=values[_PR_DATA],
        content_id=_decoded(values.get(_PR_CONTENT_ID)),
        start=packed[_PR_DATA][0],
    )
