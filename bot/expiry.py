"""Held mail that nobody spoke for in time: deleted unread, and its owner told."""

from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from bot.views.ask import expired
from bot.views.old import old_expired
from models import HeldMail, Refusal, Scope, SenderAddress, across_workspaces
from models.held import FOR_ADDRESS
from models.outbox import enqueue_notice
from models.transaction import transaction
from models.types import AddressState, HeldFor, RefusalReason
from models.verification import settle_questions

_REPLY = "Held for its owner's word in Slack, which did not come in time"
_AT_ONCE = 1000


async def expire_held(now: datetime) -> int:
    """Delete what has waited too long, one line to its owner for each sender, and one for their own old mail.

    Answers how many senders and such owners there were.

    Nothing is told of what its owner blocked, or did not want.
    """
    due = across_workspaces(HeldMail).filter(expires_at__lte=now, released_at__isnull=True)
    waiting = due.filter(held_for__in=FOR_ADDRESS)
    rows = await waiting.order_by("id").limit(_AT_ONCE).values_list("workspace_id", "user_id", "address")
    senders = list(dict.fromkeys((int(row[0]), int(row[1]), str(row[2])) for row in rows))
    for workspace_id, user_id, address in senders:
        await _expire(Scope(workspace_id), user_id, address, now)
    old = due.filter(held_for__in=(HeldFor.OLD, HeldFor.DECLINED))
    rows = await old.order_by("id").limit(_AT_ONCE).values_list("workspace_id", "user_id")
    owners = list(dict.fromkeys((int(row[0]), int(row[1])) for row in rows))
    for workspace_id, user_id in owners:
        await _expire_old(Scope(workspace_id), user_id, now)
    return len(senders) + len(owners)


async def _expire(scope: Scope, user_id: int, address: str, now: datetime) -> None:
    async with transaction():
        # Verifying releases the rows and we delete them: whoever is second finds none of them.
        mine = scope.of(HeldMail).filter(user_id=user_id, address=address, held_for__in=FOR_ADDRESS)
        late = mine.filter(expires_at__lte=now, released_at__isnull=True)
        held = {int(row[0]) for row in await late.values_list("id")}
        mails = await late.delete()
        addresses = scope.of(SenderAddress).filter(user_id=user_id, address=address)
        if not mails or await addresses.filter(state=AddressState.BLOCKED).exists():
            return
        await _note(scope, user_id, address, mails, now)
        said = expired(address, mails)
        payload = {"text": said.text, "blocks": said.blocks}
        await enqueue_notice(scope.workspace_id, user_id, payload, now)
        left = await mine.filter(released_at__isnull=True).order_by("id").first()
        settled = {"held": left.id} if left else {"settled": address, "mails": mails, "expired": True}
        await settle_questions(scope, user_id, held, settled, now)


async def _expire_old(scope: Scope, user_id: int, now: datetime) -> None:
    async with transaction():
        due = scope.of(HeldMail).filter(user_id=user_id, expires_at__lte=now, released_at__isnull=True)
        await due.filter(held_for=HeldFor.DECLINED).delete()
        if mails := await due.filter(held_for=HeldFor.OLD).delete():
            said = old_expired(mails)
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
