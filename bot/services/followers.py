"""Colleagues who want to hear of later mail of a shared conversation."""

from collections.abc import Collection
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.services.links import Change
from models import Follow, Message, OutboxItem, Scope, Share
from models.removal import take_back_notices
from models.types import ShareState, Visibility


async def follow(scope: Scope, share: Share, user_id: int, now: datetime) -> Change:
    """Have a colleague told of later mail; they must be allowed to open the copy."""
    try:
        await Follow.create(
            workspace_id=scope.workspace_id, share_id=share.id, user_id=user_id, created_at=now
        )
    except IntegrityError:
        return Change.ALREADY
    return Change.DONE


async def unfollow(scope: Scope, share: Share, user_id: int) -> Change:
    """Stop telling them of anything of that copy's conversation."""
    system = Scope(scope.workspace_id)
    message = await system.of(Message).get(id=share.message_id)
    copies = system.of(Share).filter(message__conversation_id=message.conversation_id)
    ids = [row[0] for row in await copies.values_list("id")]
    gone = await system.of(Follow).filter(share_id__in=ids, user_id=user_id).delete()
    return Change.DONE if gone else Change.ALREADY


async def take_back_what_was_told(system: Scope, mails: Collection[Message], now: datetime) -> None:
    """Have taken out of colleagues' direct messages what tells of mails that they may not read any more: of
    private ones with no standing copy where they were told of it. In the caller's transaction."""
    private = {mail.id: mail for mail in mails if mail.visibility is Visibility.PRIVATE}
    if not private:
        return
    rows = system.of(Share).filter(message_id__in=list(private), state=ShareState.POSTED)
    standing = {row[0] for row in await rows.values_list("id")}
    owners = {mail.owner_id for mail in mails}

    def gone(item: OutboxItem) -> bool:
        return item.user_id not in owners and item.payload.get("share") not in standing

    since = min(mail.received_at for mail in private.values())
    await take_back_notices(system, set(private), since, now, gone)
