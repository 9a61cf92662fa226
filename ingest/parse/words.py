"""Header values to text: RFC 2047 encoded words, raw 8-bit bytes, folding."""

import binascii
import re

from ingest.parse import charset

# No part of it can match the same bytes in two ways, so it stays linear on 50,000 of them.
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_CONTROL = dict.fromkeys([*range(32), 127], " ")


def raw_text(value: bytes) -> str:
    """A header value as text, encoded words untouched (RFC 6532 UTF-8, or whatever 8-bit it is)."""
    return charset.decode(value).translate(_CONTROL)


def decode_words(value: str) -> str:
    """The value with its encoded words decoded; a damaged word stays as it was written."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending = b""
    pending_label = ""
    position = 0
    for match in _WORD.finditer(value):
        between = value[position : match.start()]
        payload = _payload(match[2], match[3])
        if payload is None:
            continue
        position = match.end()
        # RFC 2047 section 6.2: white space between two encoded words is not shown.
        joined = bool(pending_label) and (not between or between.isspace())
        if joined and pending_label == match[1].lower():
            pending += payload  # a multibyte character may be split over two words
            continue
        if pending_label:
            out.append(charset.decode(pending, pending_label))
        if not joined:
            out.append(between)
        pending, pending_label = payload, match[1].lower()
    if pending_label:
        out.append(charset.decode(pending, pending_label))
    out.append(value[position:])
    return "".join(out).translate(_CONTROL)


def _payload(encoding: str, text: str) -> bytes | None:
    if not text.isascii():
        return None
    if encoding in "qQ":
        return binascii.a2b_qp(text.encode("ascii"), header=True)
    try:
        return binascii.a2b_base64(text.rstrip("= ") + "=" * (-len(text.rstrip("= ")) % 4))
    except binascii.Error:
        return None


def header_text(value: bytes) -> str:
    """The value as a person reads it: decoded, unfolded, runs of white space made one."""
    return " ".join(decode_words(raw_text(value)).split())
