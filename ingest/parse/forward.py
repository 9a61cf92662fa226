"""The original mail inside a forward's text, in one pass over its lines.

What announces it and how its headers are labelled are tables: separators.py, labels.py, attribution.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.parse.attribution import read_attribution
from ingest.parse.forward_people import author_in, people_in
from ingest.parse.header_block import Block, read_block
from ingest.parse.labels import label_of
from ingest.parse.lines import (
    Text,
    as_text,
    normalised,
    of_lines,
    quote_depth,
    trimmed_whole,
    unquote,
)
from ingest.parse.mail import Forward, Mailbox
from ingest.parse.moments import parse_moment
from ingest.parse.role import Role
from ingest.parse.separators import (
    Separator,
    is_dashed_words,
    is_dated_heading,
    is_end_mark,
    is_forward_subject,
    is_plain_heading,
    is_reply_subject,
    is_rule,
    is_scissors,
    separator_of,
    without_forward_prefix,
)
from ingest.parse.unknown_block import guess_block

MAX_NESTED = 5
_MAX_GAP = 4
_MAX_SHARED = 50


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the original begins: note up to line `note_end`, headers or an attribution, body from `body`."""

    note_end: int
    body: int
    depth: int
    block: Block | None = None
    author: Mailbox | None = None
    date: datetime | None = None


def find_forwards(text: str, subject: str | None, is_reply: bool = False) -> tuple[Forward, ...]:
    """The forwarded mail of a text and those nested in it, the newest first; () for an ordinary mail.

    `subject` is the mail's own (None where it is not known); `is_reply` says that the mail has In-Reply-To.
    """
    return forwards_in(as_text(normalised(text)), subject, is_reply)


def forwards_in(view: Text, subject: str | None, is_reply: bool) -> tuple[Forward, ...]:
    """The same of a text in lines."""
    forward = _newest(view, subject, is_reply)
    found: list[Forward] = []
    while forward is not None and len(found) <= MAX_NESTED:
        found.append(forward)
        forward = _nested(forward.body)
    return tuple(found)


def find_forward(text: str, subject: str | None, is_reply: bool = False) -> Forward | None:
    """The newest forwarded mail of a text, its body whole; None for an ordinary mail."""
    return _newest(as_text(normalised(text)), subject, is_reply)


def _newest(view: Text, subject: str | None, is_reply: bool) -> Forward | None:
    forwarded = subject is not None and is_forward_subject(subject)
    replied = not forwarded and (is_reply or (subject is not None and is_reply_subject(subject)))
    found = _find(view, forwarded, replied)
    if found is None:
        return None if replied else _by_hand(view, subject)
    return _overridden(_build(view, found, subject))


def _nested(body: str) -> Forward | None:
    """A forward inside a forwarded mail: only what surely is one, for replies have header blocks too."""
    view = as_text(body)
    for line, bare in enumerate(view.bare):
        found = separator_of(bare) if bare else None
        if found is not None and found[0] is Separator.FORWARD:
            start = _behind_separator(view, line, found[1])
            return _build(view, start, None) if start is not None and start.block is not None else None
    return None


def _find(view: Text, forwarded: bool, replied: bool) -> _Found | None:
    for line in sorted(view.telling):
        bare = view.bare[line]
        announced = separator_of(bare)
        if announced is None and forwarded and is_dashed_words(bare):
            found = _behind_separator(view, line, "")
            if found is not None and found.block is not None:
                return found
        if announced is not None:
            kind, rest = announced
            # What a reply quotes is its history, whoever forwarded it before.
            if replied and (kind is Separator.ORIGINAL or quote_depth(view.lines[line])):
                return None
            found = _behind_separator(view, line, rest)
            if found is not None and (found.block is not None or kind is Separator.FORWARD or forwarded):
                return found
            continue
        block = _bare_block(view, line, forwarded)
        if block is not None:
            # An older mail's headers under a reply are its history, not a forward.
            note_end = _note_end(view, line)
            return None if replied else _Found(note_end, block.end, _depth(view, block), block)
        attribution = read_attribution(view, line)
        if attribution is not None:
            if not forwarded:
                return None
            depth = quote_depth(view.lines[line])
            return _Found(line, attribution.end, depth, None, attribution.author, attribution.date)
    return None


def _bare_block(view: Text, line: int, forwarded: bool) -> Block | None:
    """The header block at `line` that no separator announces; where the subject does, in any words."""
    if label_of(view.bare[line]) is not None:
        block = read_block(view, line)
        if block is None or not block.is_sure or _names_another(view, block) or _repeats(view, block):
            return None
        return block
    # Cheap first: an unknown language's block begins with its author.
    return guess_block(view, line) if forwarded and "@" in view.bare[line][:500] else None


def _names_another(view: Text, block: Block) -> bool:
    """The first line, on its own, names the author; the block below it has one too."""
    end = block.end
    if block.start + 1 >= len(view.bare) or view.bare[block.start + 1] or end >= len(view.bare):
        return False
    label = label_of(view.bare[end])
    return label is not None and label[0] is Role.FROM


def _repeats(view: Text, block: Block) -> bool:
    """The first line, on its own, is the note: the block below it is whole without it and has such a line."""
    line = block.start + 1
    if line >= len(view.bare) or view.bare[line]:
        return False
    while line < block.end and not view.bare[line]:
        line += 1
    below, label = read_block(view, line), label_of(view.bare[block.start])
    return below is not None and below.is_sure and label is not None and label[0] in below.values


def _behind_separator(view: Text, line: int, rest: str) -> _Found | None:
    """The header block behind a separator, which may share its line; without one, the text behind it."""
    if rest:
        window = slice(line + 1, line + 1 + _MAX_SHARED)
        shared = of_lines((rest, *view.lines[window]), (rest, *view.bare[window]))
        block = read_block(shared, 0)
        if block is not None and block.is_plausible:
            return _Found(line, line + block.end, quote_depth(view.lines[line]), block)
    for start in range(line + 1, min(line + 1 + _MAX_GAP, len(view.bare))):
        if not view.bare[start] or is_rule(view.bare[start]):
            continue
        block = read_block(view, start)
        if block is None or not block.is_plausible:
            block = guess_block(view, start)
        if block is not None:
            return _Found(_note_end(view, line), block.end, _depth(view, block), block)
        attribution = read_attribution(view, start)
        depth = quote_depth(view.lines[start])
        if attribution is not None:
            return _Found(line, attribution.end, depth, None, attribution.author, attribution.date)
        return _Found(line, start, depth)
    return None


def _depth(view: Text, block: Block) -> int:
    return quote_depth(view.lines[block.start])


def _note_end(view: Text, line: int) -> int:
    """The note ends above the rule or the words between dashes that some clients put over a header block."""
    above = line - 1
    while above >= 0 and not view.bare[above]:
        above -= 1
    if above < 0 or line - above > _MAX_GAP:
        return line
    bare = view.bare[above]
    # Apple Mail in a language that the table does not know: "…:" over a quoted block, or on top of it.
    unknown = bare.endswith((":", "：")) and quote_depth(view.lines[line]) > 0
    plain = above == line - 1 and is_plain_heading(bare)
    if is_dated_heading(bare):
        return above - 1 if above and is_rule(view.bare[above - 1]) else above
    return above if is_rule(bare) or is_dashed_words(bare) or unknown or plain else line


def _heading(view: Text, found: _Found) -> str:
    """The line above the headers that holds the date, "Message du 06/04/21 17:34"; "" where there is none."""
    above = view.bare[found.note_end : found.note_end + 2]
    return next((line for line in above if is_dated_heading(line)), "")


def _build(view: Text, found: _Found, subject: str | None) -> Forward:
    values = found.block.values if found.block is not None else {}
    author, date = found.author, found.date
    if found.block is not None:
        author = author_in(values.get(Role.FROM, "")) or author_in(values.get(Role.REPLY_TO, ""))
        date = parse_moment(values.get(Role.DATE) or _heading(view, found))
    body = _unquoted(view.lines[_body_start(view, found) :], found.depth)
    return Forward(
        author=author,
        to=people_in(values.get(Role.TO, "")),
        cc=people_in(values.get(Role.CC, "")),
        subject=values.get(Role.SUBJECT) or (without_forward_prefix(subject) if subject else None) or None,
        date=date,
        body=trimmed_whole(_dedented(body) if found.block is None else body),
        note=trimmed_whole(view.lines[: found.note_end]) or None,
    )


def _body_start(view: Text, found: _Found) -> int:
    """Behind the line that closes the headers: Zoho repeats its separator there, The Bat has scissors."""
    start = found.body
    while found.block is not None and start < len(view.bare) and not view.bare[start]:
        start += 1
    if start >= len(view.bare):
        return found.body
    line, above = view.bare[start], view.bare[found.note_end]
    repeated = (
        line == above and is_dashed_words(line) and _behind(view, start) is None
    )  # no forward nested in it
    closes = is_scissors(line) or repeated
    return start + 1 if found.block is not None and closes else found.body


def _behind(view: Text, line: int) -> Block | None:
    """The header block right behind a line."""
    block = read_block(view, line + 1)
    return block if block is not None and block.is_plausible else None


def _unquoted(lines: Sequence[str], depth: int) -> list[str]:
    """The body without the quote marks of its header lines, or with those that only it has (ProtonMail)."""
    written = [line for line in lines if line.strip()]
    if not depth and written and all(line.startswith(">") for line in written):
        depth = 1
    body = [unquote(line, depth) for line in lines] if depth else list(lines)
    last = next((at for at in range(len(body) - 1, -1, -1) if body[at].strip()), 0)
    return body[:last] if body and is_end_mark(body[last].strip()) else body


def _dedented(lines: list[str]) -> list[str]:
    """Outlook for Mac sets a forwarded text in by four spaces."""
    first = next((line for line in lines if line.strip()), "")
    return [line.removeprefix("    ") for line in lines] if first.startswith("    ") else lines


def _overridden(forward: Forward) -> Forward:
    """The forward with the author whom the note's first line names, "From: jane@acme.com"."""
    named = _named_author(forward.note or "")
    if named is None:
        return forward
    author, rest = named
    return replace(forward, author=author, note=rest or None)


def _by_hand(view: Text, subject: str | None) -> Forward | None:
    """A text whose first line is "From: jane@acme.com": what follows is hers, says the owner."""
    first = label_of(next((line for line in map(str.strip, view.lines) if line), ""))
    if first is None or first[0] is not Role.FROM:
        return None
    named = _named_author(trimmed_whole(view.lines))
    if named is None:
        return None
    author, body = named
    original = without_forward_prefix(subject) if subject else None
    return Forward(author, (), (), original or None, None, body, None, by_hand=True)


def _named_author(note: str) -> tuple[Mailbox, str] | None:
    first, _, rest = note.partition("\n")
    label = label_of(first.strip())
    if label is None or label[0] is not Role.FROM or "@" not in label[1]:
        return None
    author = author_in(label[1])
    return (author, rest.strip()) if author is not None and author.address else None
