"""What somebody typed after `/bcc find`, understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.fulltext import fold, split_words
from models.lookup import Place, Term

LONGEST = 300
_TERMS = 8
_WORDS = 12
_SHORTEST_BEGINNING = 3
_PART = re.compile(r'(?:(from|to):\s?)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_QUOTES = str.maketrans("“”„«»", '"""""')  # what phones and Slack's composer make of a quotation mark
_HAS_FILE = re.compile(r"has:(files?|attachments?)", re.IGNORECASE)
_PLACES = {"from": Place.SENDER, "to": Place.RECIPIENTS}
_WORD = re.compile(r"[^\W_]+")
_LOOKED_THROUGH = 20_000
_BEFORE, _AFTER = 60, 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The terms that a mail must have, all of them, and whether it must have a file."""

    terms: tuple[Term, ...] = ()
    with_file: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms) or self.with_file


def read_wanted(text: str) -> Wanted:
    """Understand `offer globex`, `"final offer"`, `from:jane`, `to:"jane doe"`, `has:file`.

    The last word may be only begun, and so may names. Anything else in it is taken as words.
    """
    terms: list[Term] = []
    with_file = False
    parts = list(_PART.finditer(text[:LONGEST].translate(_QUOTES)))
    for part in parts:
        place, phrase, word = part.groups()
        if word and place is None and _HAS_FILE.fullmatch(word):
            with_file = True
            continue
        where = _PLACES.get((place or "").lower(), Place.ANYWHERE)
        words = split_words(phrase if phrase is not None else word)[:_WORDS]
        begun = phrase is None and (where is not Place.ANYWHERE or part is parts[-1])
        # Every mail has words that begin with "a" or "re": nobody means them all.
        begun = begun and bool(words) and (len(words[-1]) >= _SHORTEST_BEGINNING or not words[-1].isascii())
        if words:
            terms.append(Term(tuple(words), prefix=begun, place=where))
    return Wanted(tuple(terms[:_TERMS]), with_file)


def snippet(text: str, terms: Sequence[Term]) -> str:
    """The text around the first word that was looked for; its beginning where none stands in it."""
    looked_for = tuple({term.words[0] for term in terms if term.place is Place.ANYWHERE})
    place = 0
    if looked_for:
        words = _WORD.finditer(text[:_LOOKED_THROUGH])
        place = next((word.start() for word in words if fold(word[0]).startswith(looked_for)), 0)
    start = max(0, place - _BEFORE)
    if start:
        start = text.find(" ", start, place) + 1 or place
    return ("…" if start else "") + text[start : place + _AFTER]
