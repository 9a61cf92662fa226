"""What the tags of our own addresses file a mail under: `+deal42` and its kin."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.address import BccAddress, RecordTag
from models.contact import Person
from models.mail import Link
from models.record import Record
from models.scope import Scope
from models.types import LinkOrigin, RecordStatus

_MAX_TAGS = 50


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
                reason={"rule": "tag", "tag": name, "evidence": name},
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
        for word in address.unknown:
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
