"""Members who leave: their mail is taken no more, what is private is sealed, what is company work waits for a
successor. And members who come back."""

from datetime import datetime, timedelta

from tortoise.expressions import RawSQL, Subquery
from tortoise.queryset import QuerySet

from bot.left import Leaver
from bot.services.erase import wish
from bot.services.pleas import BY_COLLEAGUE
from models import AuditEvent, Link, Message, OutboxItem, Scope, SenderAddress, User, across_workspaces
from models.types import AddressState, OutboxKind, OutboxState, Visibility
from models.verification import belongs_to_another

SEALED_FOR = timedelta(days=30)
_RULE = RawSQL("""coalesce("link"."reason" ->> 'rule', '')""")  # Tortoise looks into no JSON on SQLite
LEFT = "user_left"  # what `last_error` says of an item that its user's leaving ended
# What is said to the user themselves. Copies in channels, deletions and erasures go on without them.
_THEIRS = (
    OutboxKind.CARD,
    OutboxKind.CARD_UPDATE,
    OutboxKind.NOTICE,
    OutboxKind.ASK,
    OutboxKind.FORWARDING_CODE,
    OutboxKind.VERIFICATION,
    OutboxKind.REPORT,
    OutboxKind.LEAVER,
)


async def left(user: User, now: datetime) -> None:
    """Note that a member left, and tell the admins once where mail is left behind. In a transaction."""
    scope = Scope(user.workspace_id)
    user.deactivated_at, user.erase_at, user.successor_id = now, now + SEALED_FOR, None
    await user.save(update_fields=["deactivated_at", "erase_at", "successor_id"])
    waiting = scope.of(OutboxItem).filter(user_id=user.id, state=OutboxState.PENDING, kind__in=_THEIRS)
    await waiting.update(state=OutboxState.GIVEN_UP, last_error=LEFT, done_at=now)
    addresses = scope.of(SenderAddress).filter(
        user_id=user.id, state__in=(AddressState.PENDING, AddressState.VERIFIED)
    )
    await addresses.update(state=AddressState.REMOVED, removed_at=now)
    await _audit(user, "left", now)
    told = await leaver_of(scope, user.id)
    if told is not None and (told.conversations or told.private):
        for admin in await admins(scope):
            await tell_admin(scope, admin.id, user.id, now)


async def came_back(user: User, now: datetime) -> None:
    """Undo what leaving did, as far as nothing was erased or handed over yet. In a transaction."""
    scope = Scope(user.workspace_id)
    gone_at = user.deactivated_at
    user.deactivated_at = user.erase_at = user.successor_id = None
    await user.save(update_fields=["deactivated_at", "erase_at", "successor_id"])
    ended = scope.of(OutboxItem).filter(user_id=user.id, state=OutboxState.GIVEN_UP, last_error=LEFT)
    await ended.update(state=OutboxState.PENDING, last_error=None, done_at=None, due_at=now)
    addresses = scope.of(SenderAddress).filter(
        user_id=user.id, state=AddressState.REMOVED, removed_at=gone_at, verified_at__isnull=False
    )
    for address in await addresses:
        if not await belongs_to_another(scope, user.id, address.address):
            await (
                scope.of(SenderAddress)
                .filter(id=address.id)
                .update(state=AddressState.VERIFIED, removed_at=None)
            )
    await _audit(user, "came back", now)
    await refresh_admins(scope, user.id, now)


async def _audit(user: User, verb: str, now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=user.workspace_id, at=now, actor_id=user.id, verb=verb, subject=f"user:{user.id}"
    )


async def admins(scope: Scope) -> list[User]:
    """All who decide for the workspace."""
    rows = Scope(scope.workspace_id).of(User).filter(active=True, guest=False).order_by("id")
    return [user for user in await rows if user.is_admin]


async def tell_admin(scope: Scope, admin_id: int, leaver_id: int, now: datetime, **place: str) -> None:
    """Tell an admin how things stand with a leaver's mail; at a `channel` and `ts`, in place of what was
    said there."""
    await OutboxItem.create(
        workspace_id=scope.workspace_id,
        lane=f"leaver:{leaver_id}:{admin_id}",
        kind=OutboxKind.LEAVER,
        user_id=admin_id,
        payload={"leaver": leaver_id, **place},
        due_at=now,
        created_at=now,
    )


async def refresh_admins(scope: Scope, leaver_id: int, now: datetime) -> None:
    """Bring up to date what admins were told of a leaver."""
    sent = (
        Scope(scope.workspace_id)
        .of(OutboxItem)
        .filter(kind=OutboxKind.LEAVER, state=OutboxState.SENT, ts__isnull=False)
    )
    places = {
        (item.user_id, item.channel, item.ts)
        for item in await sent
        if item.payload.get("leaver") == leaver_id
    }
    for admin_id, channel, ts in sorted(places, key=str):
        await tell_admin(scope, admin_id, leaver_id, now, channel=str(channel), ts=str(ts))


async def leaver_of(scope: Scope, leaver_id: int, tz: str = "UTC") -> Leaver | None:
    """How things stand with somebody who left or came back; None for a user of another workspace."""
    system = Scope(scope.workspace_id)
    user = await system.of(User).filter(id=leaver_id).select_related("successor").first()
    if user is None:
        return None
    return Leaver(
        user_id=user.id,
        name=user.name,
        conversations=len(await to_hand_over(system, user.id)),
        private=await sealed(system, user.id).count(),
        erase_at=user.erase_at,
        successor=user.successor.name if user.successor_id is not None and user.successor else None,
        back=user.deactivated_at is None,
        tz=tz,
    )


async def leavers(scope: Scope, tz: str) -> list[Leaver]:
    """Those who left something that waits for an admin's word, the latest first."""
    gone = Scope(scope.workspace_id).of(User).filter(deactivated_at__isnull=False).order_by("-deactivated_at")
    found = [await leaver_of(scope, user.id, tz) for user in await gone.limit(50)]
    return [one for one in found if one and (one.conversations or (one.private and one.erase_at))]


async def to_hand_over(scope: Scope, leaver_id: int) -> list[int]:
    """The leaver's conversations that are filed, or have a mail that is shared."""
    filed = filed_by_owner(scope).filter(conversation__owner_id=leaver_id)
    shared = scope.of(Message).filter(owner_id=leaver_id, visibility=Visibility.SHARED)
    found = {int(row[0]) for row in await filed.distinct().values_list("conversation_id")}
    found |= {int(row[0]) for row in await shared.distinct().values_list("conversation_id")}
    return sorted(found)


def filed_by_owner(scope: Scope) -> QuerySet[Link]:
    """The live links that make a conversation company work. Not those by which a colleague filed what they
    could read of it (`services.pleas`): that says nothing of its private mails."""
    live = scope.of(Link).filter(removed_at__isnull=True)
    return live.annotate(rule=_RULE).filter(rule__not=BY_COLLEAGUE)


def sealed(scope: Scope, leaver_id: int) -> QuerySet[Message]:
    """The leaver's mails that are neither shared nor filed: nobody reads them, and they are erased."""
    filed = filed_by_owner(scope).filter(conversation__owner_id=leaver_id)
    private = scope.of(Message).filter(owner_id=leaver_id, visibility=Visibility.PRIVATE)
    return private.exclude(conversation_id__in=Subquery(filed.values("conversation_id")))


async def erase_now(scope: Scope, leaver_id: int, now: datetime) -> bool:
    """Have a leaver's private mail erased at an admin's word; False where they left none or are back."""
    system = Scope(scope.workspace_id)
    due = system.of(User).filter(id=leaver_id, deactivated_at__isnull=False, erase_at__isnull=False)
    if not await due.update(erase_at=now):
        return False
    what = {"leaver": leaver_id, "by": scope.viewer_id}
    await wish(system, leaver_id, what, now, about=f"leaver:{leaver_id}")
    return True


async def erase_due(now: datetime) -> int:
    """Have the private mail erased of those whose day has come; how many they are."""
    due = await across_workspaces(User).filter(deactivated_at__isnull=False, erase_at__lte=now)
    for user in due:
        what = {"leaver": user.id, "by": None}
        await wish(Scope(user.workspace_id), user.id, what, now, about=f"leaver:{user.id}")
    return len(due)
