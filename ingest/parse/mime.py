"""MIME structure (RFC 2046) in one bounded pass: offsets into the raw bytes, nothing copied."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.parse.params import Field, parse_field
from ingest.parse.words import raw_text
from models.stretch import Stretch
from models.transfer import decode_transfer

MAX_DEPTH = 40
MAX_READINGS = 8
_DECODING = 5  # a decoded copy costs time and memory
MAX_PARTS = 2_000
MAX_BOUNDARIES = 50_000
MAX_HEADER_BYTES = 1_000_000
MAX_HEADERS = 2_000

_UNTOLD = frozenset({"application/octet-stream", "application/eml", "application/x-eml"})
_FIELD = re.compile(rb"^([!-9;-~]{1,200})[ \t]*:[ \t]*")
_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")


@dataclass(slots=True)
class Part:
    """One MIME entity: its headers (lower-case names, unfolded) and where its content lies in `raw`.

    `raw` is the mail itself, or what came of an encoded part of it: then `around` leads there.
    """

    around: tuple[Stretch, ...]
    headers: Mapping[str, list[bytes]]
    raw: bytes
    start: int
    end: int
    kind: Field
    disposition: Field
    children: list["Part"] = field(default_factory=list)

    @property
    def type(self) -> str:
        """The media type, lower case."""
        return self.kind.value

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail of its own: by its type, or a file that some programs say nothing of but
        "….eml"."""
        if self.type in ("message/rfc822", "message/global"):
            return True
        name = self.disposition.params.get("filename") or self.kind.params.get("name") or ""
        return self.type in _UNTOLD and name.lower().endswith(".eml")

    def header(self, name: str) -> str:
        """The first header of that name, encoded words untouched; "" where there is none."""
        values = self.headers.get(name)
        return raw_text(values[0]) if values else ""

    def content(self, limit: int | None = None) -> bytes:
        """The content with its transfer encoding undone; of more than `limit` raw bytes, the beginning."""
        end = self.end if limit is None else min(self.end, self.start + limit)
        return decode_transfer(self.raw[self.start : end], self._encoding)

    @property
    def way(self) -> tuple[Stretch, ...]:
        """Where in the mail the content lies, for `models.stretch`."""
        return (*self.around, Stretch(self.start, self.end, self._encoding))

    @property
    def _encoding(self) -> str:
        return self.header("content-transfer-encoding").partition(";")[0].strip().lower()


def read(raw: bytes) -> Part:
    """The tree of a mail's parts, as deep and as wide as the bounds allow; what is beyond stays a leaf."""
    root = _entity(raw, 0, len(raw), (), "text/plain")
    waiting = [(root, 0)]
    parts, boundaries = 1, 0
    # Every level of nesting looks at its bytes again: so often, and no more.
    work = MAX_READINGS * len(raw)
    while waiting:
        part, depth = waiting.pop()
        cost = (part.end - part.start) * (_DECODING if _is_encoded(part) else 1)
        if depth >= MAX_DEPTH or parts >= MAX_PARTS or cost > work:
            continue
        if part.type.startswith("multipart/"):
            work -= cost
            spans, seen = _between_boundaries(part, MAX_BOUNDARIES - boundaries, MAX_PARTS - parts)
            boundaries += seen
            default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
            part.children = [_entity(part.raw, start, end, part.around, default) for start, end in spans]
        elif part.is_mail:
            work -= cost
            mail = _embedded(part)
            part.children = [mail] if part.type not in _UNTOLD or "from" in mail.headers else []
        parts += len(part.children)
        waiting.extend((child, depth + 1) for child in reversed(part.children))
    return root


def _is_encoded(part: Part) -> bool:
    """RFC 2046 section 5.2.1 forbids it for a mail; gateways do it."""
    return part.header("content-transfer-encoding").strip().lower() in ("base64", "quoted-printable")


def _embedded(part: Part) -> Part:
    if _is_encoded(part):
        data = part.content()
        return _entity(data, 0, len(data), part.way, "text/plain")
    return _entity(part.raw, part.start, part.end, part.around, "text/plain")


def _entity(raw: bytes, start: int, end: int, around: tuple[Stretch, ...], default: str) -> Part:
    headers, body = _headers(raw, start, end)
    kind = parse_field(raw_text(headers["content-type"][0])) if "content-type" in headers else Field(default)
    if "/" not in kind.value:
        kind = Field("text/plain", kind.params)  # RFC 2045 section 5.2
    disposition = headers.get("content-disposition")
    return Part(
        around,
        headers,
        raw,
        body,
        end,
        kind,
        parse_field(raw_text(disposition[0])) if disposition else Field(""),
    )


def _headers(raw: bytes, start: int, end: int) -> tuple[dict[str, list[bytes]], int]:
    """The header fields of an entity by lower-case name, and where its content begins."""
    for newline in (b"\r\n", b"\n", b"\r"):
        if raw.startswith(newline, start, end):
            return {}, start + len(newline)
    blank = _BLANK.search(raw, start, min(end, start + MAX_HEADER_BYTES))
    stop, body = (blank.start(), blank.end()) if blank else (min(end, start + MAX_HEADER_BYTES), end)
    fields: dict[str, list[bytes]] = {}
    current: list[bytes] | None = None
    name, count = "", 0
    for line in raw[start:stop].splitlines():
        if line[:1] in (b" ", b"\t"):
            if current is not None:
                current.append(line)
            continue
        if current is not None:
            fields.setdefault(name, []).append(b"".join(current))
            current = None
        match = _FIELD.match(line)
        count += 1
        if match and count <= MAX_HEADERS:
            name, current = match[1].decode("ascii").lower(), [line[match.end() :]]
    if current is not None:
        fields.setdefault(name, []).append(b"".join(current))
    return fields, body if fields else start


def _between_boundaries(part: Part, hits: int, most: int) -> tuple[list[tuple[int, int]], int]:
    """The spans between a multipart's boundary lines (RFC 2046 section 5.1.1), and the marks looked at."""
    boundary = part.kind.params.get("boundary", "").rstrip()
    if not boundary or len(boundary) > 1_000:
        return [], 0
    mark = b"--" + boundary.encode("utf-8", "replace")
    raw, end, position = part.raw, part.end, part.start
    spans: list[tuple[int, int]] = []
    begin, seen = -1, 0
    while seen < hits:
        at = raw.find(mark, position, end)
        if at < 0:
            break
        seen += 1
        position = at + len(mark)
        if at > part.start and raw[at - 1] not in b"\r\n":
            continue
        closing = raw.startswith(b"--", position, end)
        line_end, after = _line_end(raw, position + (2 if closing else 0), end)
        if raw[position + (2 if closing else 0) : line_end].strip(b" \t"):
            continue  # a longer boundary that begins like ours
        if begin >= 0:
            spans.append((begin, _before_newline(raw, begin, at)))
        begin = -1 if closing else after
        if closing or len(spans) >= most:
            break
        position = after
    if begin >= 0 and len(spans) < most:
        spans.append((begin, end))
    return spans, seen


def _line_end(raw: bytes, position: int, end: int) -> tuple[int, int]:
    """Where the line ends and the next begins; looks no further than a boundary line may be long."""
    stop = min(end, position + 1_000)
    line_feed = raw.find(b"\n", position, stop)
    if line_feed < 0:
        return stop, stop
    return (line_feed - 1 if raw[line_feed - 1 : line_feed] == b"\r" else line_feed), line_feed + 1


def _before_newline(raw: bytes, begin: int, at: int) -> int:
    """RFC 2046: the line break before a boundary belongs to the boundary."""
    if raw[at - 1 : at] == b"\n":
        at -= 1
    if raw[at - 1 : at] == b"\r":
        at -= 1
    return max(begin, at)
