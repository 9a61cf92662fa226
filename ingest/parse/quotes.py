"""New text apart from the history and the signature below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse.attribution import is_dated, read_attribution
from ingest.parse.header_block import read_block
from ingest.parse.labels import label_of
from ingest.parse.lines import SIGNATURE_MARKS, Text, as_text, normalised, trimmed
from ingest.parse.separators import is_dashed_words, is_rule, separator_of


@dataclass(frozen=True, slots=True)
class Split:
    """What the author wrote, and what is folded away below it: signature and history, or None."""

    new: str
    quoted: str | None


def split_quotes(text: str) -> Split:
    """The author's own words apart from what they answer to."""
    return split_lines(as_text(normalised(text)))


def split_lines(view: Text) -> Split:
    """The same of a text in lines."""
    new, quoted = _apart(view)
    signature = min((new.index(mark) for mark in SIGNATURE_MARKS if mark in new), default=len(new))
    own = trimmed(new[:signature])
    if not own:
        own, signature = trimmed(new), len(new)
    folded = trimmed([*new[signature:], *([""] if new[signature:] else []), *quoted])
    return Split(own, folded or None)


def _apart(view: Text) -> tuple[Sequence[str], Sequence[str]]:
    """The lines that are new and those of the history, in one pass."""
    if not (view.marked and any(line.startswith(">") for line in view.lines)):
        # Without a quoted line nothing new stands below the history.
        begins = (at for at in sorted(view.telling) if _is_history(view, at) or read_attribution(view, at))
        end = next(begins, len(view.lines))
        return view.lines[:end], view.lines[end:]
    new: list[str] = []
    quoted: list[str] = []
    target = new  # empty lines belong to what stands above them
    line = 0
    while line < len(view.lines):
        telling = line in view.telling
        if telling and _is_history(view, line):
            quoted.extend(view.lines[line:])
            break
        attribution = read_attribution(view, line) if telling else None
        if attribution is not None and not view.lines[line].startswith(">"):
            quoted.extend(view.lines[line : attribution.end])
            line, target = attribution.end, quoted
            if not _quote_follows(view, line):
                quoted.extend(view.lines[line:])
                break
            continue
        if telling and _introduces_quote(view, line):
            target = quoted
        elif view.lines[line]:
            target = quoted if view.lines[line].startswith(">") else new
        target.append(view.lines[line])
        line += 1
    return new, quoted


def _is_history(view: Text, line: int) -> bool:
    """From here on the text is an older mail: a separator, or a header block with or without a rule above."""
    bare = view.bare[line]
    if separator_of(bare) is not None:
        return True
    start = line
    if is_rule(bare) or is_dashed_words(bare):
        start = line + 1
        while start < len(view.bare) - 1 and start < line + 3 and not view.bare[start]:
            start += 1
    if start >= len(view.bare) or label_of(view.bare[start]) is None:
        return False
    block = read_block(view, start)
    return block is not None and block.is_sure


def _introduces_quote(view: Text, line: int) -> bool:
    """A dated or addressed line that ends in a colon over a quote: an attribution in an unknown language."""
    bare = view.bare[line]
    shaped = len(bare) < 200 and bare.endswith((":", "：")) and is_dated(bare)
    return shaped and not view.lines[line].startswith(">") and _quote_follows(view, line + 1)


def _quote_follows(view: Text, line: int) -> bool:
    """Behind an attribution stand quoted lines, so that what is not quoted is new (bottom posting)."""
    while line < len(view.lines) and not view.bare[line]:
        line += 1
    return line < len(view.lines) and view.lines[line].startswith(">")
