"""Filing a conversation under a record or a person, and taking that back.

Each change happens in one transaction with its audit event and the updates of the conversation's cards.
Doing what is already done changes nothing and says so. Only the owner of a mail files it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto, unique
from typing import Any

from tortoise.queryset import QuerySet

from bot.services.cards import own_mail
from bot.services.filings import INSTEAD_OF, target_of, target_of_person, target_of_record
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


async def link(
    scope: Scope,
    message_id: int,
    kind: TargetKind,
    row: int,
    now: datetime,
    *,
    reason: dict[str, Any] | None = None,
) -> Changed:
    """File the conversation of the viewer's mail under a record or person. `reason` is for "Why?"."""
    return await file_under(scope, message_id, [(kind, row)], now, reason=reason)


async def file_under(
    scope: Scope,
    message_id: int,
    wanted: Sequence[tuple[TargetKind, int]],
    now: datetime,
    *,
    instead: int | None = None,
    reason: dict[str, Any] | None = None,
) -> Changed:
    """File the conversation of the viewer's mail under all of these, in place of the link `instead`.

    Nothing is changed where one of them is not there. What it is filed under already stays as it is.
    """
    message = await own_mail(scope, message_id)
    if message is None:
        return Changed(Change.NO_MAIL)
    targets = [await find_target(scope, kind, row) for kind, row in wanted]
    found = [target for target in targets if target is not None]
    if len(found) < len(targets) or not found:
        return Changed(Change.NO_TARGET)
    if instead is not None:
        replaced = await own_link(scope, instead)
        if replaced is None or replaced.conversation_id != message.conversation_id:
            return Changed(Change.NO_LINK)
    async with transaction():
        await lock(scope, message.conversation_id)
        made = [
            await add_link(scope, message, target, now, {**(reason or {}), **_instead(instead)})
            for target in dict.fromkeys(found)
        ]
        moved = instead is not None and any(made) and await _take_away(scope, instead, now)
        if not any(made) and not moved:
            return Changed(Change.ALREADY, found[0])
    return Changed(Change.DONE, found[0])


def _instead(link_id: int | None) -> dict[str, Any]:
    return {} if link_id is None else {INSTEAD_OF: link_id}


async def add_link(
    scope: Scope, message: Message, target: Target, now: datetime, reason: dict[str, Any]
) -> bool:
    """Link a mail's locked conversation, inside the caller's transaction; False where it is so already."""
    column: dict[str, Any] = {_column(target): target.id}
    if await _live(scope, message.conversation_id, column):
        return False
    made = await Link.create(
        workspace_id=scope.workspace_id,
        conversation_id=message.conversation_id,
        origin=LinkOrigin.USER,
        user_id=scope.viewer_id,
        reason=reason,
        created_at=now,
        **column,
    )
    await _tell(scope, "linked", made, target, now, message.id)
    return True


def _column(target: Target) -> str:
    return "person_id" if target.kind is TargetKind.PERSON else "record_id"


async def is_filed(scope: Scope, message: Message, target: Target) -> bool:
    """Whether the conversation of the viewer's mail is filed there now."""
    return await _live(scope, message.conversation_id, {_column(target): target.id})


async def unlink(scope: Scope, link_id: int, now: datetime) -> Changed:
    """Take a link of the viewer's conversation away; the row stays, for undo and for "Why?"."""
    found = await own_link(scope, link_id)
    if found is None:
        return Changed(Change.NO_LINK)
    async with transaction():
        await lock(scope, found.conversation_id)
        if not await _take_away(scope, link_id, now):
            return Changed(Change.ALREADY, target_of(found))
    return Changed(Change.DONE, target_of(found))


async def unlink_all(scope: Scope, message_id: int, now: datetime) -> Changed:
    """Take every link of the viewer's conversation away."""
    message = await own_mail(scope, message_id)
    if message is None:
        return Changed(Change.NO_MAIL)
    async with transaction():
        await lock(scope, message.conversation_id)
        live = scope.of(Link).filter(conversation_id=message.conversation_id, removed_at__isnull=True)
        ids = [row[0] for row in await live.order_by("id").values_list("id")]
        gone = [await _take_away(scope, link_id, now) for link_id in ids]
    return Changed(Change.DONE if any(gone) else Change.ALREADY)


async def undo(scope: Scope, link_id: int, now: datetime) -> Changed:
    """Take back the making of a link: where it took another's place, that one comes back."""
    found = await own_link(scope, link_id)
    if found is None:
        return Changed(Change.NO_LINK)
    replaced = await own_link(scope, found.reason.get(INSTEAD_OF))
    async with transaction():
        await lock(scope, found.conversation_id)
        if not await _take_away(scope, link_id, now):
            return Changed(Change.ALREADY, target_of(found))
        if replaced is not None and replaced.conversation_id == found.conversation_id:
            await _bring_back(scope, replaced, now)
    return Changed(Change.DONE, target_of(found))


async def restore(scope: Scope, link_id: int, now: datetime) -> Changed:
    """Undo an unlinking: the link is again what it was, its maker and reason too."""
    found = await own_link(scope, link_id)
    if found is None:
        return Changed(Change.NO_LINK)
    replaced = await own_link(scope, found.reason.get(INSTEAD_OF))
    async with transaction():
        await lock(scope, found.conversation_id)
        if not await _bring_back(scope, found, now):
            return Changed(Change.ALREADY, target_of(found))
        if replaced is not None and replaced.conversation_id == found.conversation_id:
            await _take_away(scope, replaced.id, now)
    return Changed(Change.DONE, target_of(found))


async def _take_away(scope: Scope, link_id: int, now: datetime) -> bool:
    """Whether the viewer's link was live and now is gone."""
    found = await own_link(scope, link_id)
    if found is None or not await _row(scope, link_id).filter(removed_at__isnull=True).update(removed_at=now):
        return False
    await _tell(scope, "unlinked", found, target_of(found), now)
    return True


async def _bring_back(scope: Scope, found: Link, now: datetime) -> bool:
    """Whether the link was gone, its place still free, and now is live again."""
    target = target_of(found)
    if await _live(scope, found.conversation_id, {_column(target): target.id}):
        return False
    await _row(scope, found.id).update(removed_at=None)
    await _tell(scope, "relinked", found, target, now)
    return True


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


async def lock(scope: Scope, conversation_id: int) -> None:
    """Let two clicks on one conversation follow one another (on SQLite a transaction does that by itself)."""
    await scope.of(Conversation).filter(id=conversation_id).select_for_update(no_key=True).first()


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
    if about.record_id is not None:  # whose person it is says nothing of which record it belongs to
        by_hand = scope.of(Conversation).filter(id=about.conversation_id, filed_by_hand_at__isnull=True)
        await by_hand.update(filed_by_hand_at=now)
    await update_cards(scope, about.conversation_id, now, first)


async def update_cards(scope: Scope, conversation_id: int, now: datetime, first: int | None = None) -> None:
    """Have every card of a conversation show how things stand, the one clicked first."""
    mails = scope.of(Message).filter(conversation_id=conversation_id).order_by("-id")
    for message in sorted(
        await mails.only("id", "workspace_id", "owner_id"), key=lambda mail: mail.id != first
    ):
        await enqueue_card_update(message, now)
