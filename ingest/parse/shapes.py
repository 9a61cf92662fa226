"""What a header line's value looks like, where its label says nothing."""

import re
from collections.abc import Set

from ingest.parse.moments import parse_moment
from ingest.parse.role import Role

_MAX_LABEL = 25
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")


def label_shape(line: str) -> str | None:
    """The value of a line shaped like "Word or two: value", or None."""
    head = line[: _MAX_LABEL + 4]
    colons = [at for at in (head.find(":"), head.find("：")) if at > 0]
    if not colons:
        return None
    word, value = head[: min(colons)].strip("*_ \t"), line[min(colons) + 1 :]
    shaped = (
        bool(word) and len(word.split()) <= 3 and not any(char.isdigit() or char in "@/<>." for char in word)
    )
    # A sentence's colon and a link's are told apart by what stands around them.
    starts = word[:1].isupper() or not word[:1].islower()
    return (
        value.strip(" \t*_") if shaped and starts and value.strip() and not value.startswith("//") else None
    )


def role_by_value(value: str, taken: Set[Role]) -> Role | None:
    """The role that a value fits, of those not taken: people by their address, a date by its year."""
    if "@" in value:
        return next((role for role in (Role.FROM, Role.TO, Role.CC) if role not in taken), None)
    if (
        Role.DATE not in taken
        and len(value) < 100
        and _YEAR.search(value)
        and parse_moment(value) is not None
    ):
        return Role.DATE
    return Role.SUBJECT if Role.SUBJECT not in taken else None
