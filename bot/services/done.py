"""Being done with a conversation without filing it, and thinking better of it."""

from datetime import datetime

from bot.services.cards import own_mail
from bot.services.links import Change, Changed, lock, update_cards
from models import AuditEvent, Conversation, Scope
from models.transaction import transaction


async def set_done(scope: Scope, message_id: int, now: datetime, *, done: bool) -> Changed:
    """Take the conversation of the viewer's mail out of the inbox, or put it back."""
    message = await own_mail(scope, message_id)
    if message is None:
        return Changed(Change.NO_MAIL)
    async with transaction():
        await lock(scope, message.conversation_id)
        rows = scope.of(Conversation).filter(id=message.conversation_id, done_at__isnull=done)
        if not await rows.update(done_at=now if done else None):
            return Changed(Change.ALREADY)
        await AuditEvent.create(
            workspace_id=scope.workspace_id,
            at=now,
            actor_id=scope.viewer_id,
            verb="done" if done else "not done",
            subject=f"conversation:{message.conversation_id}",
        )
        await update_cards(scope, message.conversation_id, now, message.id)
    return Changed(Change.DONE)
