"""Finding deals, leads, projects and persons by number, words, organization or people.

The full-text index finds by the beginnings of words, in tens of thousands of rows as fast as in ten. Where
that is little, the newest rows are looked through letter by letter, so that "newal" finds "renewal".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.services.filings import target_of_person, target_of_record
from bot.services.query import Query, Rank, rank, read_query
from bot.shown import Target, TargetKind
from models import Person, PersonEmail, Record, RecordPerson, Scope, TargetWords
from models.fulltext import split_words
from models.lookup import find_targets
from models.types import RecordKind

_CANDIDATES = 60
_ENOUGH = 10
_SCANNED = 2000

_Row = tuple[int | None, int | None]  # a record's id, or a person's


async def search(scope: Scope, text: str, limit: int = 40) -> tuple[Target, ...]:
    """The best matches of all four kinds, best first; none for an empty text.

    Of more than `limit` each kind keeps some: a hundred deals hide nobody.
    """
    query = read_query(text)
    if not query.words:
        return ()
    rows = await _candidates(scope, query)
    texts = {
        **await _records(scope, [record for record, _ in rows if record is not None]),
        **await _persons(scope, [person for _, person in rows if person is not None]),
    }
    found: list[tuple[Rank, Target]] = []
    for target, words in texts.items():
        if (place := rank(query, target, words)) is not None:
            found.append((place, target))
    found.sort(key=lambda pair: pair[0])
    return _fair([target for _, target in found], limit)


def _fair(found: Sequence[Target], limit: int) -> tuple[Target, ...]:
    """As many of these, in their order: the best of each kind, then the second best of each, and so on."""
    seen: Counter[TargetKind] = Counter()
    turns = []
    for place, target in enumerate(found):
        turns.append((seen[target.kind], place))
        seen[target.kind] += 1
    return tuple(found[place] for place in sorted(place for _, place in sorted(turns)[:limit]))


async def find_record(scope: Scope, record_id: int) -> Target | None:
    """A deal, lead or project of this workspace by its row id."""
    record = await scope.of(Record).filter(id=record_id).select_related("organization").first()
    return target_of_record(record) if record else None


async def has_any(scope: Scope) -> bool:
    """Whether there is anything to file under."""
    return await scope.of(Record).exists() or await scope.of(Person).exists()


async def _candidates(scope: Scope, query: Query) -> set[_Row]:
    """The rows that may match: by number, then by the beginnings of words, open and closed apart."""
    found: set[_Row] = set(await _numbered(scope, query))
    if query.number is not None and query.kind is not None:
        return found
    asked = [(split_words(" ".join(query.words)), query.kind)]
    if query.kind_word:  # what is no deal may have the word "deal" in its name
        asked.append((split_words(" ".join((query.kind_word, *query.words))), None))
    for words, kind in asked:
        if not words:
            continue
        for marks in _marks(kind):
            found.update(await find_targets(scope, words, marks, _CANDIDATES))
    if len(found) < _ENOUGH:
        found.update(await _scan(scope, asked[0][0]))
    return found


def _marks(kind: TargetKind | None) -> Sequence[Sequence[str]]:
    if kind is TargetKind.PERSON:
        return [["#person"]]
    if kind is not None:
        return [[f"#{kind}", "#open"], [f"#{kind}", "#closed"]]
    each = [[f"#{kind.value}", "#open"] for kind in RecordKind]
    return [*each, ["#closed"], ["#person"]]


async def _numbered(scope: Scope, query: Query) -> Iterable[_Row]:
    if query.number is None:
        return []
    kinds = [kind for kind in RecordKind if query.kind in (None, TargetKind(kind.value))]
    records = scope.of(Record).filter(kind__in=kinds, number=query.number)
    rows: list[_Row] = [(row[0], None) for row in await records.values_list("id")]
    if query.kind in (None, TargetKind.PERSON):
        rows += [
            (None, row[0]) for row in await scope.of(Person).filter(number=query.number).values_list("id")
        ]
    return rows


async def _scan(scope: Scope, words: Sequence[str]) -> Iterable[_Row]:
    if not words:
        return []
    newest = scope.of(TargetWords).order_by("-id").limit(_SCANNED)
    rows = await newest.values_list("record_id", "person_id", "words")
    return [row[:2] for row in rows if all(word in row[2] for word in words)][:_CANDIDATES]


async def _records(scope: Scope, ids: Sequence[int]) -> Mapping[Target, str]:
    """Records with all that they are found by: their own words and their people's names."""
    if not ids:
        return {}
    names: dict[int, list[str]] = defaultdict(list)
    people = scope.of(RecordPerson).filter(record_id__in=list(ids))
    for record_id, name in await people.values_list("record_id", "person__name"):
        names[record_id].append(name)
    records = await scope.of(Record).filter(id__in=list(ids)).select_related("organization")
    targets = [target_of_record(record) for record in records]
    return {t: " ".join([t.title, t.organization or "", *names[t.id]]) for t in targets}


async def _persons(scope: Scope, ids: Sequence[int]) -> Mapping[Target, str]:
    """Persons with all that they are found by: name, organization and addresses."""
    if not ids:
        return {}
    addresses: dict[int, list[str]] = defaultdict(list)
    emails = scope.of(PersonEmail).filter(person_id__in=list(ids))
    for person_id, address in await emails.values_list("person_id", "address"):
        addresses[person_id].append(address)
    persons = await scope.of(Person).filter(id__in=list(ids)).select_related("organization")
    targets = [target_of_person(person) for person in persons]
    return {t: " ".join([t.title, t.organization or "", *addresses[t.id]]) for t in targets}
