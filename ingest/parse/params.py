"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, 2231)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.parse import charset
from ingest.parse.words import decode_words

MAX_PARAMETERS = 10_000
_SPECIAL = re.compile(r'([";\\])')
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_NUMBERED = re.compile(r"^([^*]+)\*(\d{1,5})(\*?)$")


@dataclass(frozen=True, slots=True)
class Field:
    """A structured header value: lower-case `value`, parameters by lower-case name."""

    value: str
    params: Mapping[str, str] = field(default_factory=dict)


def parse_field(text: str) -> Field:
    """The value and parameters of a structured header; a damaged parameter is left out."""
    pieces = _split(text)
    plain: dict[str, str] = {}
    extended: dict[str, bytes] = {}
    labels: dict[str, str] = {}
    numbered: dict[str, dict[int, tuple[str, bool]]] = {}
    for piece in pieces[1 : MAX_PARAMETERS + 1]:
        name, equals, value = piece.partition("=")
        name, value = name.strip().lower(), value.strip()
        if not equals or not name:
            continue
        section = _NUMBERED.match(name)
        if section:
            numbered.setdefault(section[1], {}).setdefault(int(section[2]), (value, bool(section[3])))
        elif name.endswith("*"):
            labels[name[:-1]], extended[name[:-1]] = _extended(value)
        else:
            plain.setdefault(name, decode_words(value))
    for name, sections in numbered.items():
        labels[name], extended[name] = _continued(sections)
    decoded = {name: charset.decode(value, labels[name]) for name, value in extended.items()}
    return Field(pieces[0].strip().lower(), plain | decoded)


def _split(text: str) -> list[str]:
    """Pieces between semicolons that stand outside quotes, unquoted."""
    pieces: list[list[str]] = [[]]
    quoted = escaped = False
    for part in _SPECIAL.split(text):
        if not part:
            continue
        if escaped:
            escaped = False
        elif part == "\\" and quoted:
            escaped = True
            continue
        elif part == '"':
            quoted = not quoted
            continue
        elif part == ";" and not quoted:
            pieces.append([])
            continue
        pieces[-1].append(part)
    return ["".join(piece) for piece in pieces]


def _extended(value: str) -> tuple[str, bytes]:
    label, first, rest = value.partition("'")
    _language, second, encoded = rest.partition("'")
    return (label, _unpercent(encoded)) if first and second else ("", _unpercent(value))


def _unpercent(value: str) -> bytes:
    return _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), value.encode("utf-8", "replace"))


def _continued(sections: Mapping[int, tuple[str, bool]]) -> tuple[str, bytes]:
    """RFC 2231 section 3: the pieces in their order, up to the first that is missing."""
    label, out = "utf-8", []
    for number in range(len(sections)):
        if number not in sections:
            break
        value, encoded = sections[number]
        if number == 0 and encoded:
            label, data = _extended(value)
            out.append(data)
        else:
            out.append(_unpercent(value) if encoded else value.encode("utf-8", "replace"))
    return label, b"".join(out)
