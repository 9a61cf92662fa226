"""Finding deals, leads, projects and persons by number, words, organization or people.

The database narrows down by words as typed; where it finds little, the newest rows are looked through
letter by letter, because neither database by itself takes "muller" for "Müller".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from bot.services.filings import target_of_person, target_of_record
from bot.services.query import Query, Rank, rank, read_query
from bot.shown import Target, TargetKind
from models import Person, PersonEmail, Record, RecordPerson, Scope
from models.fulltext import fold
from models.types import RecordStatus

_CANDIDATES = 60
_ENOUGH = 10
_SCANNED = 2000
_PEOPLE = 500


async def search(scope: Scope, text: str, limit: int = 40) -> tuple[Target, ...]:
    """The best matches of all four kinds, best first; none for an empty text."""
    query = read_query(text)
    if not query.words:
        return ()
    found: list[tuple[Rank, Target]] = []
    for target, words in [*await _records(scope, query), *await _persons(scope, query)]:
        if (place := rank(query, target, words)) is not None:
            found.append((place, target))
    found.sort(key=lambda pair: pair[0])
    return tuple(target for _, target in found[:limit])


async def has_any(scope: Scope) -> bool:
    """Whether there is anything to file under."""
    return await scope.of(Record).exists() or await scope.of(Person).exists()


async def _records(scope: Scope, query: Query) -> list[tuple[Target, str]]:
    if query.kind is TargetKind.PERSON and query.number is not None:
        return []
    wanted = Q()
    for word in query.words:
        people = scope.of(RecordPerson).filter(_contains("person__name", word)).limit(_PEOPLE)
        by_person = await people.values_list("record_id", flat=True)
        wanted &= _contains("title", word) | _contains("organization__name", word) | Q(id__in=by_person)
    rows = scope.of(Record).filter(wanted).order_by("-id")
    ids = await _ids(rows.filter(status=RecordStatus.OPEN).limit(_CANDIDATES))
    ids |= await _ids(rows.exclude(status=RecordStatus.OPEN).limit(_CANDIDATES))
    if query.number is not None:
        ids |= await _ids(scope.of(Record).filter(number=query.number))
    elif len(ids) < _ENOUGH:
        newest = scope.of(Record).order_by("-id").limit(_SCANNED)
        texts = {
            row[0]: list(row[1:]) for row in await newest.values_list("id", "title", "organization__name")
        }
        ids.update(_scan(query, await _with_people(scope, texts)))
    records = await scope.of(Record).filter(id__in=list(ids)).select_related("organization")
    targets = {record.id: target_of_record(record) for record in records}
    names = await _with_people(scope, {key: [t.title, t.organization] for key, t in targets.items()})
    return [(target, names[key]) for key, target in targets.items()]


async def _with_people(scope: Scope, texts: Mapping[int, list[str | None]]) -> dict[int, str]:
    """Each record's own words and the names of its people."""
    everything = defaultdict(list, {key: [part or "" for part in parts] for key, parts in texts.items()})
    if texts:
        rows = scope.of(RecordPerson).filter(record_id__in=list(texts))
        for record_id, name in await rows.values_list("record_id", "person__name"):
            everything[record_id].append(name)
    return {key: " ".join(parts) for key, parts in everything.items()}


async def _persons(scope: Scope, query: Query) -> list[tuple[Target, str]]:
    if query.number is not None and query.kind not in (None, TargetKind.PERSON):
        return []
    wanted = Q()
    for word in query.words:
        emails = scope.of(PersonEmail).filter(_contains("address", word)).limit(_PEOPLE)
        by_email = await emails.values_list("person_id", flat=True)
        wanted &= _contains("name", word) | _contains("organization__name", word) | Q(id__in=by_email)
    ids = await _ids(scope.of(Person).filter(wanted).order_by("-id").limit(_CANDIDATES))
    if query.number is not None:
        ids |= await _ids(scope.of(Person).filter(number=query.number))
    elif len(ids) < _ENOUGH:
        newest = await (
            scope.of(Person).order_by("-id").limit(_SCANNED).values_list("id", "name", "organization__name")
        )
        ids.update(_scan(query, {row[0]: f"{row[1]} {row[2] or ''}" for row in newest}))
    persons = await scope.of(Person).filter(id__in=list(ids)).select_related("organization")
    targets = {person.id: target_of_person(person) for person in persons}
    texts = {key: f"{t.title} {t.organization or ''}" for key, t in targets.items()}
    for key, address in await (
        scope.of(PersonEmail).filter(person_id__in=list(ids)).values_list("person_id", "address")
    ):
        texts[key] += f" {address}"
    return [(target, texts[key]) for key, target in targets.items()]


async def _ids(rows: QuerySet[Any]) -> set[int]:
    return {row[0] for row in await rows.values_list("id")}


def _scan(query: Query, texts: Mapping[int, str]) -> Iterable[int]:
    words = [fold(word) for word in query.words]
    return [key for key, text in texts.items() if all(word in fold(text) for word in words)][:_CANDIDATES]


def _contains(column: str, word: str) -> Q:
    """Whether a column has the word in it. SQLite tells no upper from lower case but in ASCII letters."""
    cases: list[Callable[[str], str]] = [str, str.lower, str.upper, str.capitalize]
    spellings = {word} if word.isascii() else {case(word) for case in cases}
    return Q(*(Q(**{f"{column}__icontains": spelling}) for spelling in sorted(spellings)), join_type=Q.OR)
