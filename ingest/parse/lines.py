"""Lines as the forward and quote readers look at them: what is decoration told apart from what is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

# Marks that set writing direction or break nothing visible: clients strew them around addresses and labels.
_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_SPACES = dict.fromkeys([0xA0, 0x202F, 0x2007, 0x3000], " ")
_TABLE = {**_INVISIBLE, **_SPACES}
# What stands below so many lines is text of whatever stands above; it is kept, as one piece.
MAX_LINES = 10_000
MAX_ATTRIBUTION = 4  # lines

_MARKS = "> \t|"
_MARKED = re.compile(r"\n[> \t|]")
# RFC 3676 section 4.3, and what is left of it where a program lost its space.
SIGNATURE_MARKS = ("-- ", "--")
_COLONS = frozenset(":：")
_DASHES = frozenset("-‐‑—–_=*#~<[―")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in lines, beside the same lines without quote marks, NBSP and invisible marks.

    `colons` are the numbers of those that end in a colon, `telling` of those that may announce something:
    a separator, a header line or an attribution. Most lines of a mail are passed over by that, at the speed
    of C. `marked` is false where no line begins with a quote mark or is set in.
    """

    lines: tuple[str, ...]
    bare: tuple[str, ...]
    colons: frozenset[int]
    telling: frozenset[int]
    marked: bool = True


def normalised(text: str) -> str:
    """The text with "\\n" line breaks, plain spaces and no direction marks."""
    text = plain_breaks(text)
    return text if text.isascii() else text.translate(_TABLE)


def plain_breaks(text: str) -> str:
    """The text with "\\n" line breaks."""
    # To look for two characters that are nowhere takes a hundred times as long as for one.
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def folded(text: str) -> str:
    """The text for comparing with a table of words: lower case (a Turkish "İ" too), plain apostrophes."""
    return text.lower().replace("i̇", "i").replace("’", "'")


def as_text(text: str) -> Text:
    """The lines of a normalised text."""
    lines = text.split("\n", MAX_LINES)
    if text[:1] in _MARKS or _MARKED.search(text):
        return of_lines(lines, list(map(bare, lines)))
    return replace(of_lines(lines, list(map(str.rstrip, lines))), marked=False)


def of_lines(lines: Sequence[str], bare: Sequence[str]) -> Text:
    """A text of these lines, whose bare ones are known."""
    # A separator has dashes or a colon, a header line a colon, and an attribution ends in one.
    signed = [at for at, line in enumerate(bare) if ":" in line or line[:1] in _DASHES or "：" in line]
    colons = frozenset(at for at in signed if ends_in_colon(bare[at]))
    attributing = (at - above for at in colons for above in range(min(MAX_ATTRIBUTION, at + 1)))
    return Text(tuple(lines), tuple(bare), colons, frozenset([*signed, *attributing]))


def ends_in_colon(bare: str) -> bool:
    """The line ends in a colon, whatever marks of bold type stand behind it."""
    return bare.rstrip("*_ ")[-1:] in _COLONS


def bare(line: str) -> str:
    """The line without quote marks and surrounding spaces."""
    return line.lstrip(_MARKS).rstrip() if line[:1] in _MARKS else line.rstrip()


def quote_depth(line: str) -> int:
    """How many quote marks stand before the line (RFC 3676 section 4.5, with spaces allowed between)."""
    depth = 0
    for char in line[:100]:
        if char == ">":
            depth += 1
        elif char not in " \t":
            break
    return depth


def unquote(line: str, depth: int) -> str:
    """The line without its first `depth` quote marks, each with the one space behind it."""
    for _ in range(depth):
        stripped = line.lstrip(" \t")
        if not stripped.startswith(">"):
            break
        line = stripped[1:]
        line = line.removeprefix(" ")
    return line


def is_indented(line: str) -> bool:
    """The line is set in behind its quote marks, as a folded header goes on (RFC 5322 section 2.2.3)."""
    return unquote(line, quote_depth(line))[:1] in (" ", "\t")


def trimmed(lines: Sequence[str]) -> str:
    """The lines as one text without empty lines around it and spaces at its ends."""
    return "\n".join(map(str.rstrip, lines)).strip("\n").strip()


def trimmed_whole(lines: Sequence[str]) -> str:
    """The lines trimmed, but signature marks keep their space, so that other programs know them still."""
    kept = (line if line == "-- " else line.rstrip() for line in lines)
    return "\n".join(kept).strip("\n").strip()
