"""What somebody typed to find a record, understood; and how well something matches it."""

import re
from dataclasses import dataclass

from bot.shown import Target, TargetKind
from models.fulltext import fold
from models.types import RecordStatus

_NUMBER = re.compile(r"(deal|lead|project|person)?s?[\s.#+-]*([0-9]{1,9})", re.IGNORECASE)
_KIND = re.compile(r"(deal|lead|project|person)s?", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"\W+")
_WORDS = 6
_LONGEST = 200

_ORDER = list(TargetKind)

Rank = tuple[int, bool, int, int]


@dataclass(frozen=True, slots=True)
class Query:
    """Perhaps a number, perhaps a kind, and words: as typed, without the one that only names the kind."""

    words: tuple[str, ...]
    number: int | None = None
    kind: TargetKind | None = None
    kind_word: str = ""


def read_query(text: str) -> Query:
    """Understand "42", "#42", "deal 42", "Deal-42", "deal globex", "globex renewal"."""
    text = " ".join(text[:_LONGEST].replace("\x00", " ").split())
    if found := _NUMBER.fullmatch(text):
        kind = TargetKind(found[1].lower()) if found[1] else None
        return Query((found[2],), int(found[2]), kind)
    words = tuple(text.split()[:_WORDS])
    if len(words) > 1 and (named := _KIND.fullmatch(words[0])):
        return Query(words[1:], kind=TargetKind(named[1].lower()), kind_word=words[0])
    return Query(words)


def rank(query: Query, target: Target, text: str) -> Rank | None:
    """How well a target, found by `text`, matches: lower is better; None where it does not.

    An exact number first, then words at the start of words, then anywhere; each open before closed,
    deals before leads, projects and persons, and new before old.
    """
    order = (_ORDER.index(target.kind), -target.id)
    closed = target.status not in (None, RecordStatus.OPEN)
    if query.number is not None and query.number == target.number and query.kind in (None, target.kind):
        return (0, closed, *order)
    if query.number is not None and query.kind is not None:
        return None
    # A kind is a filter, unless what is no deal has the word "deal" in its name.
    own_kind = query.kind in (None, target.kind)
    words = [fold(word) for word in (query.words if own_kind else (query.kind_word, *query.words))]
    text = fold(text)
    if not all(word in text for word in words):
        return None
    starts = _BETWEEN_WORDS.split(text)
    at_start = all(any(start.startswith(word) for start in starts) for word in words)
    return (1 if at_start else 2, closed, *order)
