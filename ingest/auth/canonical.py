"""DKIM's canonicalizations (RFC 6376 section 3.4), each linear in its input whatever the input is.

dkimpy's own are regular expressions that a line of spaces keeps busy for a minute; these give the same bytes.
"""

import hashlib
from collections.abc import Iterable

_WSP = b" \t"


def simple_body(body: bytes) -> bytes:
    """Section 3.4.3: empty lines at the end become one line end."""
    return body.rstrip(b"\r\n") + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """Section 3.4.4: white space runs become one space, none at line ends, no empty lines at the end."""
    lines = _compressed(body).replace(b" \r\n", b"\r\n").rstrip(b" \r\n")
    return lines + b"\r\n" if lines else b""


def simple_header(name: bytes, value: bytes) -> bytes:
    """Section 3.4.1: the field as it stands; `value` without its final CRLF, the result too."""
    return name + b":" + value


def relaxed_header(name: bytes, value: bytes) -> bytes:
    """Section 3.4.2: name in lower case, value on one line with single spaces and none outside."""
    return name.lower() + b":" + _compressed(value.replace(b"\r\n", b"")).strip(_WSP)


def without_signature(value: bytes) -> bytes:
    """The value of a signature field with its `b=` emptied (section 3.5), the rest untouched."""
    specs = value.split(b";")
    for at, spec in enumerate(specs):
        name, equals, _ = spec.partition(b"=")
        if equals and name.strip(b" \t\r\n") == b"b":
            specs[at] = name + equals
    return b";".join(specs)


def select(fields: Iterable[tuple[bytes, bytes]], names: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """The fields that `h=` names, each name taking the next instance from the bottom (section 5.4.2)."""
    instances: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for name, value in fields:
        instances.setdefault(name.lower(), []).append((name, value))
    chosen = (instances.get(name) for name in names)
    return [left.pop() for left in chosen if left]


class Body:
    """A body and its hashes, each made once however many signatures ask for it."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._hashes: dict[bytes, tuple[bytes, int]] = {}

    def sha256(self, canonicalization: bytes) -> tuple[bytes, int]:
        """The digest of the body in that canonical form, and that form's length."""
        known = self._hashes.get(canonicalization)
        if known is None:
            form = relaxed_body(self._body) if canonicalization == b"relaxed" else simple_body(self._body)
            known = self._hashes[canonicalization] = hashlib.sha256(form).digest(), len(form)
        return known


def _compressed(octets: bytes) -> bytes:
    if b"\t" in octets:
        octets = octets.replace(b"\t", b" ")
    while b"  " in octets:  # halves every run: as many rounds as the longest run has binary digits
        octets = octets.replace(b"  ", b" ")
    return octets
