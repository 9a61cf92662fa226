"""Quiet hours: when a member's own clock says that nothing new should be posted to them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models import User
from models.types import OutboxKind

# What comes by itself and can wait for the morning. Not here: what changes a card that stands there already,
# what is posted for others to read, and what somebody asked for just now.
HELD = frozenset({OutboxKind.CARD, OutboxKind.NOTICE, OutboxKind.ASK, OutboxKind.REPORT})


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
