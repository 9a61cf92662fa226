"""Colleagues who want to hear of later mail of a shared conversation."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from bot.services.links import Change
from models import Follow, Message, Scope, Share, User
from models.outbox import enqueue_notice
from models.types import ShareState

# What a follower is told of a later mail, as the payload of a notice: of a copy of it, or of itself.
Say = Callable[[Message, Share | None], dict[str, Any]]


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


async def tell_of_mail(system: Scope, message: Message, say: Say, now: datetime) -> None:
    """Tell those who follow its conversation of a mail that every member may read now."""
    for user in await followers_of(system, message):
        await _tell(system, user, message, say(message, None), f"{message.id}:all", now)


async def tell_of_copy(
    system: Scope, share: Share, message: Message, readers: Collection[str], say: Say, now: datetime
) -> None:
    """Tell those who follow an earlier copy in the same place of a new one there, as far as they are among
    its readers (Slack users) still."""
    for user in await followers_of(system, message, share.channel):
        if user.slack_user_id in readers:
            await _tell(system, user, message, say(message, share), f"{share.id}:copy", now)


async def followers_of(system: Scope, message: Message, channel: str | None = None) -> list[User]:
    """Full members who follow a live copy of an earlier mail of the conversation; in that channel, if one
    is named."""
    copies = system.of(Share).filter(
        message__conversation_id=message.conversation_id, message_id__lt=message.id, state=ShareState.POSTED
    )
    rows = await (copies if channel is None else copies.filter(channel=channel)).values_list("id")
    if not rows:
        return []
    follows = system.of(Follow).filter(share_id__in=[row[0] for row in rows])
    ids = {row[0] for row in await follows.values_list("user_id")} - {message.owner_id}
    return list(await system.of(User).filter(id__in=sorted(ids), active=True, guest=False).order_by("id"))


async def _tell(
    system: Scope, user: User, message: Message, said: dict[str, Any], about: str, now: datetime
) -> None:
    """Once for one thing, whatever runs twice."""
    told = {**said, "mail": message.id}
    await enqueue_notice(system.workspace_id, user.id, told, now, once=f"follow:{user.id}:{about}")
