"""What a mail probably belongs to, before anybody has typed a letter."""

from collections.abc import Iterable

from bot.services.filings import links_of, target_of, target_of_person, target_of_record
from bot.shown import Target, TargetKind
from models import Link, Message, Participant, Person, PersonEmail, Record, RecordPerson, Scope
from models.address import mailbox_key
from models.types import LinkOrigin, RecordStatus

_PEOPLE = 30
_RECENT = 30


async def likely(scope: Scope, message: Message, limit: int = 60) -> tuple[Target, ...]:
    """The records of this mail's people and the people themselves, what the viewer linked last, then the
    newest open records and people; without what it is filed under already."""
    persons = await _persons_of(scope, message)
    found = [
        *await _records_of(scope, persons),
        *(target_of_person(person) for person in persons),
        *await _linked_last(scope),
        *await _newest(scope),
    ]
    links = (await links_of(scope, [message.conversation_id]))[message.conversation_id]
    filed = {_key(target_of(link)) for link in links if link.removed_at is None}
    unique: dict[tuple[TargetKind, int], Target] = {}
    for target in found:
        if _key(target) not in filed:
            unique.setdefault(_key(target), target)
    return tuple(unique.values())[:limit]


def _key(target: Target) -> tuple[TargetKind, int]:
    return target.kind, target.id


async def _persons_of(scope: Scope, message: Message) -> list[Person]:
    rows = scope.of(Participant).filter(message_id=message.id).order_by("position").limit(_PEOPLE)
    addresses = set(await rows.values_list("address", flat=True)) | {message.author_address}
    keys = {mailbox_key(str(address)) for address in addresses}
    by_address = scope.of(PersonEmail).filter(match_key__in=sorted(keys))
    ids = set(await by_address.values_list("person_id", flat=True))
    return await scope.of(Person).filter(id__in=sorted(ids)).select_related("organization").order_by("name")


async def _records_of(scope: Scope, persons: Iterable[Person]) -> list[Target]:
    ids = [person.id for person in persons]
    if not ids:
        return []
    theirs = await scope.of(RecordPerson).filter(person_id__in=ids).values_list("record_id", flat=True)
    rows = scope.of(Record).filter(id__in=sorted(set(theirs))).select_related("organization")
    records = await rows.order_by("-id").limit(_RECENT)
    return [target_of_record(r) for r in sorted(records, key=lambda r: r.status is not RecordStatus.OPEN)]


async def _linked_last(scope: Scope) -> list[Target]:
    rows = scope.of(Link).filter(user_id=scope.viewer_id, origin=LinkOrigin.USER, removed_at__isnull=True)
    links = await (
        rows.select_related("record__organization", "person__organization").order_by("-id").limit(_RECENT)
    )
    return [target_of(link) for link in links]


async def _newest(scope: Scope) -> list[Target]:
    open_ones = scope.of(Record).filter(status=RecordStatus.OPEN).select_related("organization")
    records = await open_ones.order_by("-id").limit(_RECENT)
    persons = await scope.of(Person).select_related("organization").order_by("-id").limit(_RECENT // 3)
    return [*map(target_of_record, records), *map(target_of_person, persons)]
