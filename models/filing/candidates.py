"""The records that a conversation may belong to, likeliest first.

What counts is who it is with, what it says, and where its owner filed mail with the same people before:
the owner's own filings only, never a colleague's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from models.address import domain_of
from models.correspondent import Correspondent
from models.mail import Link, Message
from models.scope import Scope

from .columns import column
from .lookups import Lookups
from .people import Known, known_of
from .weights import Evidence, Mailing, numbers_in, read_words, score, why

_PAST = 40  # earlier conversations that count
_RECORDS = 200
_COMPANY = 40
_KEYS = 200  # a mail to thousands is nobody's deal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a conversation may belong to, and in a few words what speaks for it."""

    record_id: int
    score: float
    why: str


async def candidates(scope: Scope, conversation_id: int, limit: int = 3) -> list[Candidate]:
    """The open records that a conversation may belong to and is not filed under, likeliest first.

    None for anybody but its owner: where they filed other mail is part of the evidence.
    """
    message = await scope.of(Message).filter(conversation_id=conversation_id).order_by("-id").first()
    if message is None or scope.viewer_id not in (None, message.owner_id):
        return []
    system = Scope(scope.workspace_id)
    rows = system.of(Correspondent).filter(conversation_id=conversation_id).limit(_KEYS)
    keys = await column(rows, "key")
    mailing = Mailing(message.owner_id, message.subject, message.text, message.received_at)
    known = await known_of(system, message.owner_id, keys)
    found = await gather(system, mailing, conversation_id, keys, known)
    links = system.of(Link).filter(conversation_id=conversation_id, removed_at__isnull=True)
    filed = set(await column(links, "record_id"))
    return best([one for one in found if one.record_id not in filed], mailing, limit)


def best(found: Iterable[Evidence], mailing: Mailing, limit: int = 3) -> list[Candidate]:
    """The likeliest open ones."""
    ranked = [Candidate(one.record_id, score(one, mailing), why(one)) for one in found if one.is_open]
    return sorted(ranked, key=lambda one: (-one.score, -one.record_id))[:limit]


async def gather(
    scope: Scope,
    mailing: Mailing,
    conversation_id: int,
    keys: Collection[str],
    known: Known,
) -> list[Evidence]:
    """Everything that speaks for any record, closed ones too: they tell what a mail is not about."""
    keys = list(keys)[:_KEYS]
    lookups = Lookups(scope.workspace_id)
    persons = {person for key in keys for person in known.persons.get(key, ())}
    theirs = await lookups.records_of(persons, _RECORDS) if persons else []
    past = _past_filings(known, mailing.owner_id, conversation_id, keys)
    ids = {record_id for record_id, _ in theirs} | {record_id for record_id, *_ in past}
    named = numbers_in(mailing.subject)
    found = await lookups.evidence(ids, named, _RECORDS) if ids or named else []
    found += await _of_companies(lookups, keys, persons, known, {one.record_id for one in found})
    by_id = {one.record_id: one for one in found}
    sure = known.sure_persons(keys)
    for record_id, person_id in theirs:
        if one := by_id.get(record_id):
            (one.persons if person_id in sure else one.sharing).add(person_id)
    for record_id, rank, by_hand, undone in past:
        if one := by_id.get(record_id):
            (one.undone if undone else one.by_hand if by_hand else one.filed).append(rank)
    read_words(found, mailing)
    return found


def _past_filings(
    known: Known, owner_id: int, but: int, keys: Iterable[str]
) -> list[tuple[int, int, bool, bool]]:
    """Where the owner's latest conversations with these people are filed: record, rank, by hand, undone."""
    filings: dict[int, dict[int, tuple[bool, bool]]] = defaultdict(dict)
    for one in sorted(one for key in keys for one in known.filings.get((owner_id, key), ())):
        if one.conversation_id != but:
            filings[one.conversation_id][one.record_id] = (one.by_hand, one.undone)
    return [
        (record_id, rank, by_hand, undone)
        for rank, conversation in enumerate(sorted(filings, reverse=True)[:_PAST])
        for record_id, (by_hand, undone) in filings[conversation].items()
    ]


async def _of_companies(
    lookups: Lookups, keys: Iterable[str], persons: Collection[int], known: Known, but: set[int]
) -> list[Evidence]:
    """The open records of the companies that these people work for, by their contact or their address."""
    companies = {one for key in keys for one in known.companies.get(domain_of(key), ())}
    if persons:
        companies |= await lookups.employers(persons)
    if not companies:
        return []
    found = await lookups.open_records_of(companies, _COMPANY)
    for one in found:
        one.company = True
    return [one for one in found if one.record_id not in but]
