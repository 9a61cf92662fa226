"""Deleting in Slack what must not stand there any more.

Slack is told through the outbox, by items that name places and no mail.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from .mail import Message
from .outbox import OutboxItem
from .scope import Scope
from .transaction import transaction
from .types import OutboxKind, OutboxState
from .user import User

# What members were told or given of mails, beside the cards.
TELLING = (OutboxKind.NOTICE, OutboxKind.REPORT, OutboxKind.FILES)
# A send that was under way may still arrive; look for it after its call must have ended.
_AFTER_A_SEND = timedelta(seconds=60)


async def enqueue_removal(
    scope: Scope,
    user_id: int,
    channel: str,
    ts: str,
    now: datetime,
    *,
    files: Iterable[str] = (),
    thread: bool = False,
) -> None:
    """Have a message of ours deleted, with these files and, with `thread`, what we said below it."""
    await OutboxItem.create(
        workspace_id=scope.workspace_id,
        lane=f"remove:{channel}",
        kind=OutboxKind.REMOVE,
        user_id=user_id,
        payload={"channel": channel, "ts": ts, "files": list(files), "thread": thread},
        due_at=now,
        created_at=now,
    )


async def note_files(
    scope: Scope, message_id: int, channel: str, now: datetime, files: Sequence[str]
) -> bool:
    """Keep which files of a mail the viewer is given there, before they see them: to be taken away with the
    mail. False where they may not read it any more."""
    async with transaction():
        readable = scope.of(Message).filter(id=message_id)
        if await readable.select_for_update(no_key=True).first() is None:
            return False
        await OutboxItem.create(
            workspace_id=scope.workspace_id,
            lane=f"files:{scope.viewer_id}",
            kind=OutboxKind.FILES,
            user_id=scope.viewer_id,
            payload={"mail": message_id, "files": list(files)},
            state=OutboxState.SENT,
            channel=channel,
            due_at=now,
            created_at=now,
            done_at=now,
        )
    return True


async def take_back(scope: Scope, item: OutboxItem, now: datetime) -> bool:
    """Have what an item is known to have brought into Slack deleted there; whether that is anything."""
    files = item.payload["files"] if item.kind is OutboxKind.FILES else ()
    if not item.channel or not (item.ts or files):
        return False
    await enqueue_removal(scope, item.user_id, item.channel, item.ts or "", now, files=files)
    return True


def may_arrive(item: OutboxItem) -> bool:
    """Whether an item's message may stand somewhere though nobody noted where."""
    return not item.ts and (item.unsure or item.state is OutboxState.SENDING)


async def enqueue_search(
    scope: Scope, item: OutboxItem, channel: str, now: datetime, threads: Sequence[str] = ()
) -> None:
    """Have a channel searched for what an item may have sent, and that deleted."""
    await OutboxItem.create(
        workspace_id=scope.workspace_id,
        lane=f"tidy:{item.id}",
        kind=OutboxKind.TIDY,
        user_id=item.user_id,
        payload={"key": item.key, "channel": channel, "ts": "", "threads": list(threads)},
        due_at=now + _AFTER_A_SEND,
        created_at=item.created_at,
    )


def named_by(payload: dict[str, Any]) -> set[int]:
    """The mails that a notice or digest tells of."""
    return {payload["mail"]} if "mail" in payload else set(payload.get("mails") or ())


async def take_back_notices(
    scope: Scope,
    message_ids: Collection[int],
    since: datetime,
    now: datetime,
    which: Callable[[OutboxItem], bool] = lambda item: True,
) -> int:
    """Take back what members were told or given of these mails since then, or are to be told, in the caller's
    transaction; how many messages Slack is told to delete.

    A notice says of which mail it tells with `"mail": id`, a digest with `"mails": [ids]`. `which` narrows
    it.
    """
    rows = scope.of(OutboxItem).filter(kind__in=TELLING, created_at__gte=since)
    told = [item for item in await rows if not named_by(item.payload).isdisjoint(message_ids) and which(item)]
    standing = [item for item in told if await take_back(scope, item, now)]
    lost = [item for item in told if may_arrive(item)]
    users = {user.id: user for user in await scope.of(User).filter(id__in=[item.user_id for item in lost])}
    for item in lost:
        if channel := users[item.user_id].dm_channel:
            await enqueue_search(scope, item, channel, now)
    await scope.of(OutboxItem).filter(id__in=[item.id for item in told]).delete()
    return len(standing)
