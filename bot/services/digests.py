"""Whose digest is due: of refusals once a day, of the week on Mondays, at nine on the member's own clock.

When a digest was queued is written down in the transaction that queues it, so each is queued once whatever
crashes; that it is posted once is the outbox's promise.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import Message, OutboxItem, Refusal, Scope, User, across_workspaces
from models.transaction import transaction
from models.types import OutboxKind

_HOUR = time(9)
_LOOK_BACK = timedelta(days=7)  # how far the first digest of refusals goes
_LATEST = timedelta(hours=24)  # a weekly digest that could not be queued by then is not worth it


async def queue_digests(now: datetime) -> int:
    """Queue every digest that is due; how many were."""
    return await queue_refusals(now) + await queue_weeks(now)


async def queue_refusals(now: datetime) -> int:
    """A digest for every member of whose mail something was refused since their last one."""
    lately = across_workspaces(Refusal).filter(latest_at__gt=now - _LOOK_BACK, user_id__isnull=False)
    ids = await lately.distinct().values_list("user_id", flat=True)
    users = _reached().filter(id__in=list(ids))
    return sum([await _queue_refusals(user, now) for user in await users])


def _reached() -> QuerySet[User]:
    """Members who can be told anything: a workspace that took us out is not to find a pile of old digests."""
    return across_workspaces(User).filter(active=True, guest=False, workspace__uninstalled_at__isnull=True)


async def _queue_refusals(user: User, now: datetime) -> bool:
    nine = nine_o_clock(now, user.tz)
    since = user.refusals_told_at or now - _LOOK_BACK
    news = Scope(user.workspace_id, user.id).of(Refusal).filter(latest_at__gt=since, first_at__lte=nine)
    if since >= nine or not await news.exists():
        return False
    async with transaction():
        me = Scope(user.workspace_id).of(User).filter(id=user.id)
        not_told = me.filter(Q(refusals_told_at__isnull=True) | Q(refusals_told_at__lt=nine))
        if not await not_told.update(refusals_told_at=now):
            return False  # another process was first
        await _enqueue(user, "refusals", since, now, now)
    return True


async def queue_weeks(now: datetime) -> int:
    """The past week for every member who wants it and had mail in it."""
    users = _reached().filter(digest=True)
    return sum([await _queue_week(user, now) for user in await users])


async def _queue_week(user: User, now: datetime) -> bool:
    nine = nine_o_clock(now, user.tz)
    told = user.digest_at is not None and user.digest_at >= nine
    if nine.astimezone(zone_of(user.tz)).weekday() != 0 or now - nine >= _LATEST or told:
        return False
    since, until = week_before(nine, user.tz)
    scope = Scope(user.workspace_id, user.id)
    came = scope.of(Message).filter(owner_id=user.id, received_at__gte=since, received_at__lt=until)
    refused = scope.of(Refusal).filter(user_id=user.id, latest_at__gte=since, latest_at__lt=until)
    anything = await came.exists() or await refused.exists()
    async with transaction():
        me = Scope(user.workspace_id).of(User).filter(id=user.id, digest=True)
        if not await me.filter(Q(digest_at__isnull=True) | Q(digest_at__lt=nine)).update(digest_at=now):
            return False
        if anything:
            await _enqueue(user, "week", since, until, now)
    return anything


def nine_o_clock(now: datetime, tz: str) -> datetime:
    """The latest nine in the morning on that zone's clock."""
    local = now.astimezone(zone_of(tz))
    day = local.date() if local.time() >= _HOUR else local.date() - timedelta(days=1)
    return datetime.combine(day, _HOUR, zone_of(tz)).astimezone(UTC)


def week_before(monday: datetime, tz: str) -> tuple[datetime, datetime]:
    """The calendar week that ended when that Monday began, on that zone's clock."""
    zone = zone_of(tz)
    ends = monday.astimezone(zone).date()
    return (
        datetime.combine(ends - timedelta(days=7), time(0), zone).astimezone(UTC),
        datetime.combine(ends, time(0), zone).astimezone(UTC),
    )


def zone_of(tz: str) -> ZoneInfo:
    """A zone by its name; UTC for one that nobody knows."""
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


async def _enqueue(user: User, of: str, since: datetime, until: datetime, now: datetime) -> None:
    """Have a digest made and posted: in a lane of its own, so that no card waits for its picture."""
    await OutboxItem.create(
        workspace_id=user.workspace_id,
        lane=f"report:{user.id}",
        kind=OutboxKind.REPORT,
        user_id=user.id,
        payload={"of": of, "since": since.isoformat(), "until": until.isoformat()},
        due_at=now,
        created_at=now,
    )
