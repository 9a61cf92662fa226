"""The addresses a member sends from, as they stand."""

from datetime import datetime, timedelta

from bot.senders import Sender, Senders, SenderState
from models import Scope, SenderAddress, User
from models.address import readable
from models.types import AddressState
from models.verification import MAX_ATTEMPTS

# How long a removed one stays in the list, for whoever clicked by mistake.
_REMOVED_SHOWN = timedelta(hours=1)
_ORDER = {state: place for place, state in enumerate(SenderState)}
_SHOWN = 25


async def senders_of(scope: Scope, user: User, now: datetime, *, by_mail: bool = False) -> Senders:
    """What the member sends from: what waits for them first, then what is verified."""
    rows = await scope.of(SenderAddress).filter(user_id=user.id).order_by("id")
    shown = [
        sender_of(row, now)
        for row in rows
        if row.state is not AddressState.REMOVED or (row.removed_at and row.removed_at > now - _REMOVED_SHOWN)
    ]
    shown.sort(key=lambda one: _ORDER[one.state])
    return Senders(readable(user.email) if user.email else None, tuple(shown[:_SHOWN]), user.tz, by_mail)


def sender_of(row: SenderAddress, now: datetime) -> Sender:
    """One of them. Nobody else may see what it says."""
    state = _state(row, now)
    since = {
        SenderState.VERIFIED: row.verified_at,
        SenderState.REMOVED: row.removed_at,
        SenderState.EXPIRED: row.expires_at,
    }.get(state)
    return Sender(
        id=row.id,
        address=readable(row.address),
        state=state,
        since=since or row.created_at,
        until=row.expires_at,
        how=str(row.evidence.get("by", "")),
        mailed_at=row.sent_at,
        trouble=str(row.evidence.get("trouble", "")),
        undeliverable=bool(row.evidence.get("undeliverable")),
        verified=row.verified_at is not None,
    )


def _state(row: SenderAddress, now: datetime) -> SenderState:
    if row.state is not AddressState.PENDING:
        return SenderState(row.state)
    if row.expires_at is None or row.expires_at <= now:
        return SenderState.EXPIRED
    return SenderState.LOCKED if row.attempts >= MAX_ATTEMPTS else SenderState.PENDING
