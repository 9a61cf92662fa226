"""Colleagues who follow a shared conversation are told of its later mail.

What is queued for them names the mail and says nothing of it: whoever posts it looks whether they may read
the mail then, and puts it into words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from .outbox import enqueue_notice
from .scope import Scope
from .share import Follow
from .types import ShareState


@dataclass(frozen=True, slots=True)
class Later:
    """A mail that others may read now: every member, or where a copy of it stands whoever is in that
    channel."""

    message_id: int
    conversation_id: int
    owner_id: int
    share_id: int | None = None
    channel: str | None = None


async def tell_followers(scope: Scope, mails: Collection[Later], now: datetime) -> None:
    """Have whoever follows a conversation told of a mail in it, once of each, in the caller's transaction.

    They follow by a copy of an earlier mail that still stands; of a copy in a channel those hear who follow
    by one in the same channel. `scope` is the system's.
    """
    if not mails:
        return
    follows = scope.of(Follow).filter(
        share__message__conversation_id__in=sorted({mail.conversation_id for mail in mails}),
        share__state=ShareState.POSTED,
        user__active=True,
        user__guest=False,
    )
    rows = await follows.values_list(
        "user_id", "share__message__conversation_id", "share__message_id", "share__channel"
    )
    for mail in mails:
        followers = {
            user_id
            for user_id, conversation_id, earlier, channel in rows
            if conversation_id == mail.conversation_id
            and earlier < mail.message_id
            and mail.channel in (None, channel)
        }
        for user_id in sorted(followers - {mail.owner_id}):
            payload = {"later": True, "mail": mail.message_id, "share": mail.share_id}
            once = f"follow:{user_id}:{mail.message_id}"
            await enqueue_notice(scope.workspace_id, user_id, payload, now, once=once)
