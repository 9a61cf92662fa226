"""How much each piece of evidence says that a mail belongs to a record. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.fulltext import fold
from models.types import RecordKind, RecordStatus

_WORD = re.compile(r"\w{2,}")
_NUMBERED = re.compile(r"\b(deal|lead|project)s?[\s#._-]{0,3}(\d{1,9})\b", re.IGNORECASE)
_BARE = re.compile(r"#(\d{1,9})\b")
_COMMON_WORDS = (
    "and the for of to in on with from by at an as a der die das und für von mit le la les de des du et pour"
    " el los y para con il e di per van en het re fwd"
)
_COMMON = frozenset(_COMMON_WORDS.split())

# So long there is still mail about what is closed.
_JUST_CLOSED = timedelta(days=14)

# The first piece of evidence that a record has is what its button says.
NAMED = "its number is in the subject"
FILED = "mail with them was filed here"
TITLE = "the subject has words of its title"
TEXT = "the text has words of its title"
PERSON = "one of their open records"
COMPANY = "their organization's"


@dataclass(frozen=True, slots=True)
class Mailing:
    """What there is to go by: a mail's words, whose it is, and when it came."""

    owner_id: int
    subject: str
    text: str
    at: datetime


@dataclass(slots=True)
class Evidence:
    """What speaks for one record. `filed` are the ranks of earlier conversations with these people that
    were filed there, 0 the latest; `by_hand` those that their owner filed, `undone` those taken away."""

    record_id: int
    title: str
    kind: RecordKind
    number: int
    status: RecordStatus
    owner_id: int | None
    created_at: datetime
    closed_at: datetime | None
    persons: set[int] = field(default_factory=set)
    sharing: set[int] = field(default_factory=set)
    company: bool = False
    filed: list[int] = field(default_factory=list)
    by_hand: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    subject_words: float = 0.0
    text_words: float = 0.0
    named: bool = False

    @property
    def is_open(self) -> bool:
        return self.status is RecordStatus.OPEN


def numbers_in(subject: str) -> list[tuple[RecordKind, int]]:
    """The records that a subject names as people do: "deal 42", "project #7"."""
    found = [(RecordKind(kind.lower()), int(number)) for kind, number in _NUMBERED.findall(subject[:500])]
    return [(kind, number) for kind, number in found if number < 2**31][:5]


def read_words(all_evidence: Sequence[Evidence], mailing: Mailing) -> None:
    """Find the titles' words in the mail. A word that several of the titles have counts for none of them."""
    if not all_evidence:
        return
    titles = {one.record_id: _words(one.title) for one in all_evidence}
    shared = Counter(word for words in titles.values() for word in words)
    subject, text = _words(mailing.subject), _words(mailing.text[:4000])
    named = set(numbers_in(mailing.subject))
    bare = {int(number) for number in _BARE.findall(mailing.subject[:500])}
    for one in all_evidence:
        own = [word for word in titles[one.record_id] if shared[word] == 1 or len(titles) == 1]
        one.subject_words = sum(_weight(word) for word in own if _has(subject, word))
        one.text_words = sum(_weight(word) for word in own if _has(text, word))
        one.named = (one.kind, one.number) in named or one.number in bare


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(fold(text)) if word not in _COMMON}


def _has(words: set[str], word: str) -> bool:
    """Whether the word is there, or one that begins with it or that it begins with: licence, licences."""
    if word in words:
        return True
    return len(word) > 4 and any(
        len(other) > 4 and (other.startswith(word) or word.startswith(other)) for other in words
    )


def _weight(word: str) -> float:
    return 0.5 if len(word) < 4 else 1.0


def score(one: Evidence, mailing: Mailing) -> float:
    """Higher is likelier; only a comparison between records of one mail means anything."""
    points = 100.0 * one.named
    points += sum(24.0 * 0.7**rank for rank in one.by_hand) + sum(12.0 * 0.7**rank for rank in one.filed)
    points -= sum(24.0 * 0.7**rank for rank in one.undone)
    points += min(60.0, 30.0 * one.subject_words) + min(30.0, 12.0 * one.text_words)
    points += min(30.0, 15.0 * len(one.persons)) + (5.0 if one.sharing - one.persons else 0.0)
    points += (4.0 * one.company) + 12.0 * (one.owner_id == mailing.owner_id)
    age = max(0.0, (mailing.at - one.created_at).total_seconds() / 86_400)
    return float(points + 10.0 * 0.5 ** (age / 60))


def why(one: Evidence) -> str:
    """The strongest piece of evidence, in words."""
    pieces: Mapping[str, object] = {
        NAMED: one.named,
        TITLE: one.subject_words,
        FILED: one.by_hand or one.filed,
        TEXT: one.text_words,
        PERSON: one.persons or one.sharing,
    }
    return next((words for words, holds in pieces.items() if holds), COMPANY)


def speaks_against(record: Evidence, others: Iterable[Evidence], at: datetime) -> bool:
    """Whether the one open record of a mail's people is still not to be linked unasked.

    Its owner files such mail elsewhere, or took it away from here; its people have another that was closed
    just now; the subject names another; or the mail has another record's words and none of its.
    """
    others = [one for one in others if one is not record]
    if record.undone and min(record.undone) < min([*record.by_hand, 10_000]):
        return True
    latest_elsewhere = min((rank for one in others for rank in one.by_hand), default=10_000)
    if latest_elsewhere < min([*record.by_hand, 10_000]):
        return True
    if any(one.named for one in others) and not record.named:
        return True
    if any(one.persons and one.closed_at and at - one.closed_at < _JUST_CLOSED for one in others):
        return True
    about = record.subject_words + record.text_words
    return not about and any(one.subject_words + one.text_words for one in others)
