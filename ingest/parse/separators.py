"""The lines that announce a forwarded or older mail, and what a subject's prefix says.

The words are in separator_words.py.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from functools import cache

from ingest.parse import separator_words as words
from ingest.parse.lines import folded


@unique
class Separator(StrEnum):
    """What a separator line announces: surely a forward, or an older mail that may be one."""

    FORWARD = "forward"
    ORIGINAL = "original"


_DECORATION = "-‐‑—–_=*#~+<>[]|:•·― \t"


@cache
def _phrases() -> Mapping[str, Separator]:
    table = dict.fromkeys(words.ORIGINAL_PHRASES.split("|"), Separator.ORIGINAL)
    return table | dict.fromkeys(words.FORWARD_PHRASES.split("|"), Separator.FORWARD)


def separator_of(line: str) -> tuple[Separator, str] | None:
    """What a bare line announces, and what of it stands behind the separator; None for an ordinary line."""
    if len(line) < 3:
        return None
    dashed = line[0] in "-‐‑—–_=*#~<[―"
    # A phrase alone is a sentence somebody may write; dashes or a colon make it a separator.
    if not dashed and line.rstrip(" *_")[-1:] not in (":", "："):
        return None
    head = folded(line[:120].strip(_DECORATION).rstrip("：").rstrip(" ."))
    kind = _phrases().get(head)
    if kind is not None:
        return kind, ""
    if not dashed or line[0] == "<":
        return None
    return _inline(line, head)


def _inline(line: str, head: str) -> tuple[Separator, str] | None:
    """Separators with more on their line: Yahoo glues the headers to them, Notes says by whom and when."""
    if head.startswith(words.FORWARD_BEGINNINGS):
        return Separator.FORWARD, ""
    opening = line.lstrip(_DECORATION)
    for mark in ("---", "___", "-- ", "— "):
        phrase, found, rest = opening[:120].partition(mark)
        kind = _phrases().get(folded(phrase.strip(_DECORATION))) if found else None
        if kind is not None:
            return kind, (rest + opening[120:]).lstrip("-_— \t")
    return None


def is_rule(line: str) -> bool:
    """A line of nothing but dashes or underscores, five or longer, as Outlook draws above a header block."""
    squeezed = line.strip("* \t")
    return len(squeezed) >= 5 and not squeezed.strip("-‐‑_—–=―")


def is_dated_heading(line: str) -> bool:
    """ "Message du 06/04/21 17:34": what Orange puts over the header block, with the date in it."""
    return len(line) < 80 and line.lower().startswith(words.DATED_HEADINGS) and line[-1:].isdigit()


def is_plain_heading(line: str) -> bool:
    """Words that head a header block without any dashes: only right above one do they mean it."""
    return len(line) < 60 and folded(line) in _words(words.PLAIN_HEADINGS)


def is_scissors(line: str) -> bool:
    """ "===8<====Original message text====": The Bat cuts the original out between two of these."""
    return line[:40].lstrip("=-").startswith(("8<--", "8<=="))


def is_end_mark(line: str) -> bool:
    """ "----- End forwarded message -----": the original ends above it."""
    words_of_it = line[:120].strip(_DECORATION).removeprefix("8").strip(_DECORATION)
    return line[:2] in ("--", "==", "__") and folded(words_of_it) in _words(words.END_PHRASES)


def is_dashed_words(line: str) -> bool:
    """Words between dashes, "----- Something -----": a separator in a language the table does not know."""
    if len(line) > 120 or line[:2] not in ("--", "——", "––", "__", "=="):
        return False
    inner = line.strip("-—–_= \t")
    return bool(inner) and line.rstrip()[-2:] in ("--", "——", "––", "__", "==")


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(table.split("|"))


def _is_forward_prefix(word: str) -> bool:
    return word in _words(words.FORWARD_PREFIXES) or word in _words(words.EITHER_PREFIXES)


def subject_prefix(subject: str) -> tuple[str, str] | None:
    """The word before the first colon of a subject and what follows, where that word may be a prefix."""
    head = subject.lstrip("[( ")[:40]
    colons = [at for at in (head.find(":"), head.find("：")) if at > 0]
    if not colons:
        return None
    word = folded(head[: min(colons)]).rstrip(" 0123456789[]()^*")
    offset = len(subject) - len(subject.lstrip("[( "))
    rest = subject[offset + min(colons) + 1 :].strip()
    if subject.lstrip()[:1] in ("[", "(") and rest.endswith(("]", ")")):
        rest = rest[:-1].rstrip()
    return word.strip(), rest


def is_forward_subject(subject: str) -> bool:
    """The first prefix of the subject says that the mail is a forward."""
    prefix = subject_prefix(subject)
    known = prefix is not None and _is_forward_prefix(prefix[0])
    return known or subject.rstrip().lower().endswith("(fwd)")


def is_reply_subject(subject: str) -> bool:
    """The first prefix of the subject says that the mail is a reply."""
    prefix = subject_prefix(subject)
    return prefix is not None and prefix[0] in _words(words.REPLY_PREFIXES)


def without_forward_prefix(subject: str) -> str:
    """The subject as it was before somebody forwarded the mail."""
    for _ in range(20):
        prefix = subject_prefix(subject)
        if prefix is None or not _is_forward_prefix(prefix[0]):
            break
        subject = prefix[1]
    stripped = subject.rstrip()
    return stripped[:-5].rstrip() if stripped.lower().endswith("(fwd)") else stripped
