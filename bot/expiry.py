"""Held mail that nobody spoke for in time: deleted unread, and its owner told."""

from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from bot.views.ask import expired
from models import HeldMail, Refusal, Scope, SenderAddress, across_workspaces
from models.outbox import enqueue_notice
from models.transaction import transaction
from models.types import AddressState, RefusalReason

_REPLY = "Held for its owner's word in Slack, which did not come in time"
_AT_ONCE = 1000


async def expire_held(now: datetime) -> int:
    """Delete what has waited too long, one line to its owner for each sender; how many senders there were.

    Nothing is told of what its owner blocked.
    """
    due = across_workspaces(HeldMail).filter(expires_at__lte=now, released_at__isnull=True)
    rows = await due.order_by("id").limit(_AT_ONCE).values_list("workspace_id", "user_id", "address")
    senders = list(dict.fromkeys((int(row[0]), int(row[1]), str(row[2])) for row in rows))
    for workspace_id, user_id, address in senders:
        await _expire(Scope(workspace_id), user_id, address, now)
    return len(senders)


async def _expire(scope: Scope, user_id: int, address: str, now: datetime) -> None:
    async with transaction():
        # Verifying releases the rows and we delete them: whoever is second finds none of them.
        mine = scope.of(HeldMail).filter(user_id=user_id, address=address)
        mails = await mine.filter(expires_at__lte=now, released_at__isnull=True).delete()
        addresses = scope.of(SenderAddress).filter(user_id=user_id, address=address)
        if not mails or await addresses.filter(state=AddressState.BLOCKED).exists():
            return
        await _note(scope, user_id, address, mails, now)
        said = expired(address, mails)
        payload = {"text": said.text, "blocks": said.blocks}
        await enqueue_notice(scope.workspace_id, user_id, payload, now)


async def _note(scope: Scope, user_id: int, address: str, mails: int, now: datetime) -> None:
    """Among the refusals, so that it is found there later as well."""
    today = scope.of(Refusal).filter(
        day=now.date(), claimed_sender=address, reason=RefusalReason.EXPIRED.value
    )
    if await today.update(count=F("count") + mails, latest_at=now):
        return
    try:
        async with transaction():
            await Refusal.create(
                workspace_id=scope.workspace_id,
                user_id=user_id,
                day=now.date(),
                claimed_sender=address,
                reason=RefusalReason.EXPIRED.value,
                reply=_REPLY,
                peer_ip="",
                count=mails,
                first_at=now,
                latest_at=now,
            )
    except IntegrityError:  # another process wrote the first one just now
        await today.update(count=F("count") + mails, latest_at=now)
