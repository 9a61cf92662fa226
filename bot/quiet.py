"""Quiet hours: when a member's own clock says that nothing new should be posted to them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models import OutboxItem, Scope, Share, User
from models.types import OutboxKind, ShareState

# What comes to its user by itself and can wait for the morning. Not here: what changes a card that stands
# there already, what is posted in a channel, and what somebody asked for just now.
_HELD = frozenset({OutboxKind.CARD, OutboxKind.NOTICE, OutboxKind.ASK, OutboxKind.REPORT})


async def reader_of(item: OutboxItem) -> User | None:
    """Whose quiet hours an item waits for: its user's or, where it is a copy of a mail on its way into a
    colleague's direct messages, theirs. None for what waits for nobody's."""
    scope = Scope(item.workspace_id)
    if item.kind is OutboxKind.SHARE:
        share = scope.of(Share).filter(id=item.payload["share"], state=ShareState.POSTING)
        found = await share.select_related("recipient").first()
        return found.recipient if found and found.recipient_id is not None else None
    if item.kind not in _HELD or item.payload.get("asked"):
        return None
    return await scope.of(User).get_or_none(id=item.user_id)


def quiet_until(user: User, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` falls; None where it falls in none.

    An hour that the clock skips ends when the clock jumps, one that it shows twice when it first comes.
    """
    first, last = user.quiet_from, user.quiet_until
    if first is None or last is None or first == last:
        return None
    zone = _zone(user.tz)
    local = now.astimezone(zone)
    if first < last:
        quiet, tomorrow = first <= local.hour < last, False
    else:
        quiet, tomorrow = local.hour >= first or local.hour < last, local.hour >= first
    if not quiet:
        return None
    day = local.date() + timedelta(days=tomorrow)
    return datetime.combine(day, time(last), zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
