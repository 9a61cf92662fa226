"""Filing a conversation under a record or a person, and taking that back.

Each change happens in one transaction with its audit event and the updates of the conversation's cards.
Doing what is already done changes nothing and says so. Only the owner of a mail files it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto, unique
from typing import Any

from tortoise.queryset import QuerySet

from bot.services.cards import own_mail
from bot.services.filings import target_of, target_of_person, target_of_record
from bot.shown import Target, TargetKind
from models import AuditEvent, Conversation, Link, Message, Person, Record, Scope
from models.outbox import enqueue_card_update
from models.transaction import transaction
from models.types import LinkOrigin


@unique
class Change(Enum):
    """What became of a wish to change a link."""

    DONE = auto()
    ALREADY = auto()
    NO_MAIL = auto()
    NO_TARGET = auto()
    NO_LINK = auto()


@dataclass(frozen=True, slots=True)
class Changed:
    """The outcome, and what it was about where that is known."""

    change: Change
    target: Target | None = None


async def find_target(scope: Scope, kind: TargetKind, row: int) -> Target | None:
    """A record or person of this workspace by its row id; None for any other."""
    if kind is TargetKind.PERSON:
        person = await scope.of(Person).filter(id=row).select_related("organization").first()
        return target_of_person(person) if person else None
    record = await scope.of(Record).filter(id=row, kind=kind.value).select_related("organization").first()
    return target_of_record(record) if record else None


async def link(scope: Scope, message_id: int, kind: TargetKind, row: int, now: datetime) -> Changed:
    """File the conversation of the viewer's mail under a record or person."""
    message = await own_mail(scope, message_id)
    if message is None:
        return Changed(Change.NO_MAIL)
    target = await find_target(scope, kind, row)
    if target is None:
        return Changed(Change.NO_TARGET)
    column: dict[str, Any] = {"person_id" if kind is TargetKind.PERSON else "record_id": row}
    async with transaction():
        await _lock(scope, message.conversation_id)
        if await _live(scope, message.conversation_id, column):
            return Changed(Change.ALREADY, target)
        made = await Link.create(
            workspace_id=scope.workspace_id,
            conversation_id=message.conversation_id,
            origin=LinkOrigin.USER,
            user_id=scope.viewer_id,
            created_at=now,
            **column,
        )
        await _tell(scope, "linked", made, target, now, message.id)
    return Changed(Change.DONE, target)


async def unlink(scope: Scope, link_id: int, now: datetime) -> Changed:
    """Take a link of the viewer's conversation away; the row stays, for undo and for "Why?"."""
    found = await own_link(scope, link_id)
    if found is None:
        return Changed(Change.NO_LINK)
    target = target_of(found)
    async with transaction():
        await _lock(scope, found.conversation_id)
        gone = await _row(scope, link_id).filter(removed_at__isnull=True).update(removed_at=now)
        if not gone:
            return Changed(Change.ALREADY, target)
        await _tell(scope, "unlinked", found, target, now)
    return Changed(Change.DONE, target)


async def restore(scope: Scope, link_id: int, now: datetime) -> Changed:
    """Undo an unlinking: the link is again what it was, its maker and reason too."""
    found = await own_link(scope, link_id)
    if found is None:
        return Changed(Change.NO_LINK)
    target = target_of(found)
    column = {"person_id": found.person_id} if found.person_id else {"record_id": found.record_id}
    async with transaction():
        await _lock(scope, found.conversation_id)
        if await _live(scope, found.conversation_id, column):
            return Changed(Change.ALREADY, target)
        await _row(scope, link_id).update(removed_at=None)
        await _tell(scope, "relinked", found, target, now)
    return Changed(Change.DONE, target)


async def own_link(scope: Scope, link_id: int | None) -> Link | None:
    """A link, live or gone, of a conversation that is the viewer's own."""
    if link_id is None:
        return None
    return await (
        scope.of(Link)
        .filter(id=link_id, conversation__owner_id=scope.viewer_id)
        .select_related("record__organization", "person__organization", "user")
        .first()
    )


def _row(scope: Scope, link_id: int) -> QuerySet[Link]:
    """A link that `own_link` found: a viewer's scope joins other tables, and an UPDATE cannot."""
    return Scope(scope.workspace_id).of(Link).filter(id=link_id)


async def _lock(scope: Scope, conversation_id: int) -> None:
    """Let two clicks on one conversation follow one another (on SQLite a transaction does that by itself)."""
    await scope.of(Conversation).filter(id=conversation_id).select_for_update().first()


async def _live(scope: Scope, conversation_id: int, column: dict[str, Any]) -> bool:
    return (
        await scope.of(Link)
        .filter(conversation_id=conversation_id, removed_at__isnull=True, **column)
        .exists()
    )


async def _tell(
    scope: Scope, verb: str, about: Link, target: Target, now: datetime, first: int | None = None
) -> None:
    """Write down who did it, keep rules off from now on, and have every card of the conversation show it,
    the one clicked first."""
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=verb,
        subject=f"link:{about.id}",
        detail={"conversation": about.conversation_id, "target": f"{target.kind}:{target.id}"},
    )
    by_hand = scope.of(Conversation).filter(id=about.conversation_id, filed_by_hand_at__isnull=True)
    await by_hand.update(filed_by_hand_at=now)
    mails = (
        await scope.of(Message)
        .filter(conversation_id=about.conversation_id)
        .order_by("-id")
        .only("id", "workspace_id", "owner_id")
    )
    for message in sorted(mails, key=lambda mail: mail.id != first):
        await enqueue_card_update(message, now)
