"""Where a mail belongs: which persons its addresses are, and what its own address files it under.

Both run in the transaction that stores the mail, so that a stored mail is a filed mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .address import BccAddress, RecordTag, canonical
from .contact import Person, PersonEmail
from .mail import Link
from .record import Record
from .scope import Scope
from .types import LinkOrigin, RecordStatus

_MAX_TAGS = 50


async def persons_by_address(scope: Scope, addresses: Iterable[str]) -> Mapping[str, int]:
    """The person whom each canonical address belongs to.

    An address that several persons share (info@) names none of them.
    """
    wanted = {address for address in addresses if address}
    if not wanted:
        return {}
    owners: dict[str, set[int]] = defaultdict(set)
    rows = scope.of(PersonEmail).filter(address__in=sorted(wanted)).values_list("address", "person_id")
    for address, person_id in await rows:
        owners[address].add(person_id)
    return {address: persons.pop() for address, persons in owners.items() if len(persons) == 1}


async def file_by_tags(
    scope: Scope, conversation_id: int, addresses: Iterable[BccAddress], now: datetime, *, relink: bool = True
) -> tuple[tuple[str, ...], bool]:
    """Link a conversation to what the tags of our addresses name.

    Answers the tags that led nowhere (an unknown or closed record, a word that means nothing to us), for
    the card to say so, and whether a link was made. What is linked already stays as it is; what its owner
    unlinked is linked again only with `relink`, for a mail that is new.
    """
    led_nowhere: list[str] = []
    linked = False
    for tag, name in _tags(addresses):
        target = await _target(scope, tag) if tag else None
        if target is None:
            led_nowhere.append(name)
            continue
        links = scope.of(Link).filter(conversation_id=conversation_id, **target)
        if not await (links.filter(removed_at__isnull=True) if relink else links).exists():
            await Link.create(
                workspace_id=scope.workspace_id,
                conversation_id=conversation_id,
                origin=LinkOrigin.RULE,
                reason={"rule": "tag", "tag": name},
                created_at=now,
                **target,
            )
            linked = True
    return tuple(led_nowhere), linked


def _tags(addresses: Iterable[BccAddress]) -> list[tuple[RecordTag | None, str]]:
    """Every tag once, with how it is written; those that name no record have only that."""
    found: dict[str, RecordTag | None] = {}
    for address in addresses:
        for tag in address.records:
            found.setdefault(f"{tag.kind or 'person'}{tag.number}", tag)
        for word in (*address.unknown, *(["share"] if address.share else [])):
            found.setdefault(word, None)
    return [(tag, name) for name, tag in found.items()][:_MAX_TAGS]


async def _target(scope: Scope, tag: RecordTag) -> dict[str, Any] | None:
    """The column and row that a tag names; None where there is none, or it is closed."""
    if tag.number > 2**31 - 1:
        return None
    if tag.kind is None:
        person = await scope.of(Person).get_or_none(number=tag.number)
        return {"person_id": person.id} if person else None
    record = await scope.of(Record).get_or_none(kind=tag.kind, number=tag.number, status=RecordStatus.OPEN)
    return {"record_id": record.id} if record else None


def address_key(address: str) -> str:
    """An address out of a mail as we store and compare it, as far as a column holds it."""
    return canonical(address)[:320]
