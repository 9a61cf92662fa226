"""Mailboxes as headers write them, RFC 5322 section 3.4 and everything that is sent instead."""

import re
from collections.abc import Iterator

from ingest.parse.mail import Mailbox
from ingest.parse.words import decode_words

_SPECIAL = re.compile(r'([",;:<>()\\])')


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Every mailbox of an address list, in order; groups are opened, text without an address is left out."""
    return tuple(box for box in (_mailbox(*piece) for piece in _pieces(value)) if box.address)


def _pieces(value: str) -> Iterator[tuple[str, str | None, str]]:
    """(phrase, what stood in angle brackets, comment) of each list entry, in one pass."""
    phrase: list[str] = []
    comment: list[str] = []
    angle: list[str] | None = None
    quoted = in_angle = escaped = False
    depth = 0
    # With an odd number of quotes one of them is a typing error; then none of them quotes.
    quotes = value.replace("\\\\", "").replace('\\"', "").count('"') % 2 == 0
    for piece in _SPECIAL.split(value):
        if not piece:
            continue
        if escaped:
            escaped = False
        elif piece == "\\":
            escaped = quoted or depth > 0
            if escaped:
                continue
        elif quoted:
            if piece == '"':
                quoted = False
                continue
        elif depth:
            depth += (piece == "(") - (piece == ")")
            if piece == "(" and depth > 50:
                depth = 50
            if not depth:
                continue
        elif in_angle:
            if piece == ">":
                in_angle = False
            elif angle is not None and piece != '"':
                angle.append(piece)
            continue
        elif piece == '"' and quotes:
            quoted = True
            continue
        elif piece == "(":
            depth = 1
            continue
        elif piece == "<":
            in_angle, angle = True, []
            continue
        elif piece in (",", ";"):
            if phrase or angle is not None:
                yield "".join(phrase), None if angle is None else "".join(angle), "".join(comment)
            phrase, comment, angle = [], [], None
            continue
        elif piece == ":":
            phrase = []  # the name of a group (RFC 5322 section 3.4), or a "mailto:"
            continue
        (comment if depth else phrase).append(piece)
    yield "".join(phrase), None if angle is None else "".join(angle), "".join(comment)


def _mailbox(phrase: str, angle: str | None, comment: str) -> Mailbox:
    if angle is not None:
        # An obsolete route, "<@relay:jane@acme.com>", is dropped (RFC 5322 section 4.4).
        address = angle.rpartition(":")[2]
        return Mailbox(_name(phrase) or _name(comment), _address(address))
    address = _address(phrase)
    return Mailbox(_name(comment), address if "@" in address else "")


def _name(text: str) -> str:
    name = " ".join(decode_words(" ".join(text.split())).split())
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name


def _address(text: str) -> str:
    return "".join(text.split())
