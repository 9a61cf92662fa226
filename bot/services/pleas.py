"""Filing a colleague's mail: what all may read is filed at once, for the rest its owner is asked."""

from datetime import datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from bot.ids import Ref
from bot.services.links import Change, add_link, lock, update_cards
from bot.shown import Target
from models import AuditEvent, Scope, Share
from models.outbox import enqueue_notice
from models.transaction import transaction

_A_DAY = timedelta(days=1)
_MOST = 3  # questions of one colleague about one copy in a day
_ASKED = "asked to link"
BY_COLLEAGUE = "colleague"  # the rule in such a link's reason


async def file_shared(scope: Scope, share: Share, target: Target, now: datetime) -> Change:
    """Link the conversation of a mail that is shared within the company, in the viewer's name."""
    message = share.message
    system = Scope(scope.workspace_id)
    async with transaction():
        await lock(system, message.conversation_id)
        if not await add_link(scope, message, target, now, {"rule": BY_COLLEAGUE}):
            return Change.ALREADY
        await update_cards(system, message.conversation_id, now, message.id)
    return Change.DONE


async def ask(scope: Scope, share: Share, target: Target, notice: dict[str, Any], now: datetime) -> Change:
    """Put a colleague's wish before the mail's owner; ALREADY where they asked the same within a day, or
    often enough."""
    wanted = str(Ref(target.kind, target.id))
    async with transaction():
        await lock(Scope(scope.workspace_id), share.message.conversation_id)
        recent = await _asked(scope, share, scope.viewer_id).filter(at__gte=now - _A_DAY)
        if len(recent) >= _MOST or any(event.detail.get("target") == wanted for event in recent):
            return Change.ALREADY
        await AuditEvent.create(
            workspace_id=scope.workspace_id,
            at=now,
            actor_id=scope.viewer_id,
            verb=_ASKED,
            subject=f"share:{share.id}",
            detail={"message": share.message_id, "target": wanted},
        )
        told = {**notice, "mail": share.message_id}
        await enqueue_notice(scope.workspace_id, share.message.owner_id, told, now)
    return Change.DONE


async def was_asked(scope: Scope, share: Share, user_id: int) -> bool:
    """Whether that colleague did ask, about this copy."""
    return await _asked(scope, share, user_id).filter(at__gte=share.created_at).exists()


def _asked(scope: Scope, share: Share, user_id: int | None) -> QuerySet[AuditEvent]:
    return scope.of(AuditEvent).filter(actor_id=user_id, verb=_ASKED, subject=f"share:{share.id}")
