"""Where in a mail's exact bytes the content of a file lies.

Whoever read the mail wrote the way down, so that whoever hands the file out needs to read nothing: the
process that holds Slack's tokens cuts and decodes, and never takes a stranger's MIME apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .transfer import decode_transfer

_STEP = re.compile(r"([0-9]{1,10})-([0-9]{1,10})([bq]?)")
_LETTERS = {"base64": "b", "quoted-printable": "q"}
_ENCODINGS = {letter: encoding for encoding, letter in _LETTERS.items()}
_LONGEST = 255  # of the column that holds it
_STEPS = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes from `start` to before `end`, and the transfer encoding that is to be undone on them."""

    start: int
    end: int
    encoding: str = ""

    def __str__(self) -> str:
        return f"{self.start}-{self.end}{_LETTERS.get(self.encoding, '')}"


def written(way: Iterable[Stretch]) -> str:
    """The way to a content, each stretch inside the one before; "" where it is too long to keep."""
    text = "/".join(map(str, way))
    return text if len(text) <= _LONGEST and text.count("/") < _STEPS else ""


def content_at(raw: bytes, way: str) -> bytes | None:
    """What lies there; None for a way that nobody wrote or that leads out of these bytes."""
    content = raw
    for step in way.split("/", _STEPS):
        found = _STEP.fullmatch(step)
        if found is None or not int(found[1]) <= int(found[2]) <= len(content):
            return None
        content = decode_transfer(content[int(found[1]) : int(found[2])], _ENCODINGS.get(found[3], ""))
    return content
