"""Erasing mail for good: its rows, its raw bytes, its words in every index, and what Slack shows of it.

Slack is told through the outbox, by items that name places and no mail; they are written in the transaction
that deletes the rows by which those places were known. An index or a database file that only forgets where
something stood has not erased it: see `scrub`.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tortoise.connection import get_connection

from .address import mailbox_key
from .correspondent import Correspondent
from .filing.subjects import topic_of
from .leftover import delete_raw
from .mail import Attachment, Conversation, Link, Message, Participant, ThreadKey
from .outbox import OutboxItem
from .removal import enqueue_removal, enqueue_search, may_arrive, take_back_notices
from .scope import Scope
from .share import Share
from .transaction import transaction
from .types import OutboxKind, ShareState
from .user import User

BATCH = 100  # mails in one transaction: nobody's mail waits long for it

_STANDING = (ShareState.POSTING, ShareState.POSTED, ShareState.WITHDRAWING)
# What posts no message of its own.
_NOT_POSTED = (OutboxKind.CARD_UPDATE, OutboxKind.SHARE_UPDATE, OutboxKind.SHARE_WITHDRAW)
_INDEXES = ("message_fts", "target_fts")
_MERGE_PAGES = 500
# What a link's reason may keep once the mail it went by is gone: words of ours and ids.
_REASON_KEPT = frozenset({"rule", "tag", "persons", "candidates", "instead_of"})


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went, in the words of a receipt. `slack` counts the messages that Slack is told to delete."""

    mails: int = 0
    attachments: int = 0
    raw: int = 0
    shares: int = 0
    slack: int = 0
    held: int = 0
    refusals: int = 0
    contacts: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))


async def erase_mails(scope: Scope, message_ids: Collection[int], now: datetime) -> Erased:
    """Erase these mails of the workspace with everything that hangs on them, in the caller's transaction.

    What stays of their conversations no longer says anything that only they said. `scope` is the system's.
    """
    mails = await scope.of(Message).filter(id__in=list(message_ids)).select_for_update()
    ids = [mail.id for mail in mails]
    if not ids:
        return Erased()
    shares = await scope.of(Share).filter(message_id__in=ids, state__in=_STANDING)
    since = min(mail.received_at for mail in mails)
    slack = await _take_down(scope, mails, shares, now)
    slack += await take_back_notices(scope, set(ids), since, now)
    files = await scope.of(Attachment).filter(message_id__in=ids).count()
    await scope.of(Message).filter(id__in=ids).delete()
    raw = [mail.raw_mail_id for mail in mails if mail.raw_mail_id is not None]
    gone = await delete_raw(scope, raw, now) if raw else 0
    await _narrow(scope, sorted({mail.conversation_id for mail in mails}))
    return Erased(mails=len(ids), attachments=files, raw=gone, shares=len(shares), slack=slack)


async def _take_down(
    scope: Scope, mails: Collection[Message], shares: Collection[Share], now: datetime
) -> int:
    """Have everything deleted that stands in Slack of these mails, or may; how many messages that is."""
    owner_of = {mail.id: mail.owner_id for mail in mails}
    places = {(m.card_channel, m.card_ts): m.owner_id for m in mails if m.card_channel and m.card_ts}
    items = await scope.of(OutboxItem).filter(message_id__in=list(owner_of)).exclude(kind=OutboxKind.TIDY)
    for item in items:
        if item.channel and item.ts:
            places.setdefault((item.channel, item.ts), item.user_id)
    copies = {(share.channel, share.ts) for share in shares if share.ts}
    for (channel, ts), user_id in places.items():
        if (channel, ts) not in copies:
            await enqueue_removal(scope, user_id, str(channel), str(ts), now)
    for share in shares:
        uploaded = [str(file["file"]) for file in share.files if file.get("file")]
        if share.ts or uploaded:  # a file may be up before the copy that it belongs to stands
            user_id, ts, thread = owner_of[share.message_id], share.ts or "", bool(share.ts)
            await enqueue_removal(scope, user_id, share.channel, ts, now, files=uploaded, thread=thread)
    await _look_for_unsure(scope, mails, shares, items, now)
    return len(places.keys() | copies)


async def _look_for_unsure(
    scope: Scope,
    mails: Collection[Message],
    shares: Collection[Share],
    items: Collection[OutboxItem],
    now: datetime,
) -> None:
    """Have Slack searched for messages that were sent, or are being sent, and never heard of again."""
    unsure = [item for item in items if may_arrive(item) and item.kind not in _NOT_POSTED]
    if not unsure:
        return
    copies = {share.id: share for share in shares}
    users = {item.user_id for item in unsure} | {s.recipient_id for s in shares if s.recipient_id}
    channels = {user.id: user.dm_channel for user in await scope.of(User).filter(id__in=list(users))}
    conversations = {mail.conversation_id for mail in mails}
    heads = scope.of(Message).filter(conversation_id__in=list(conversations), card_thread_ts__isnull=True)
    threads = [row[0] for row in await heads.filter(card_ts__isnull=False).values_list("card_ts")]
    for item in unsure:
        copy = copies.get(item.payload.get("share") or 0)
        channel = channels.get(item.user_id if copy is None else copy.recipient_id or 0)
        if copy is not None and copy.recipient_id is None:
            channel = copy.channel
        if channel:
            await enqueue_search(scope, item, channel, now, threads)


async def _narrow(scope: Scope, conversation_ids: Collection[int]) -> None:
    """Delete conversations that have no mail left, and make the others say what their mails still say."""
    # A mail that is being stored in one of them just now is among its mails then, or begins one of its own.
    await scope.of(Conversation).filter(id__in=list(conversation_ids)).order_by("id").select_for_update()
    rows = scope.of(Message).filter(conversation_id__in=list(conversation_ids)).order_by("id")
    left: dict[int, list[Message]] = defaultdict(list)
    for mail in await rows.only(
        "id", "conversation_id", "message_key", "thread_key", "subject", "received_at"
    ):
        left[mail.conversation_id].append(mail)
    empty = [key for key in conversation_ids if key not in left]
    await scope.of(Conversation).filter(id__in=empty).delete()
    for conversation_id, mails in left.items():
        await say_again(scope, conversation_id, mails)


async def say_again(scope: Scope, conversation_id: int, mails: Sequence[Message]) -> None:
    """Make a conversation say what these mails, all that are in it, oldest first, still say."""
    subject, ids = mails[0].subject, [mail.id for mail in mails]
    await (
        scope.of(Conversation)
        .filter(id=conversation_id)
        .update(
            subject=subject,
            topic=topic_of(subject).key,
            started_at=mails[0].received_at,
            latest_at=max(mail.received_at for mail in mails),
            suggestions=[],
        )
    )
    named = scope.of(Participant).filter(message_id__in=ids).distinct().values_list("address", flat=True)
    people = {mailbox_key(str(address)) for address in await named}
    await scope.of(Correspondent).filter(conversation_id=conversation_id).exclude(key__in=people).delete()
    keys = {mail.thread_key or mail.message_key for mail in mails}
    await scope.of(ThreadKey).filter(conversation_id=conversation_id).exclude(key__in=keys).delete()
    for link in await scope.of(Link).filter(conversation_id=conversation_id):
        kept = {name: value for name, value in link.reason.items() if name in _REASON_KEPT}
        if kept != link.reason:
            await scope.of(Link).filter(id=link.id).update(reason=kept)


async def erase_in_batches(scope: Scope, message_ids: Collection[int], now: datetime) -> Erased:
    """Erase any number of mails, a batch in a transaction. A crash leaves the rest for the next call."""
    ids, total = sorted(message_ids), Erased()
    for start in range(0, len(ids), BATCH):
        async with transaction():
            total += await erase_mails(scope, ids[start : start + BATCH], now)
    return total


async def scrub(steps: int) -> bool:
    """Take what was deleted out of the full-text indexes and the file; True once nothing is left in them.

    Only for SQLite, whose FTS5 keeps deleted words until it merges, and whose log keeps old pages until it is
    truncated (https://sqlite.org/fts5.html, 'merge'; https://sqlite.org/wal.html). Each of at most `steps`
    steps holds the database for some milliseconds. PostgreSQL's autovacuum does this by itself.
    """
    connection = get_connection("default")
    if connection.capabilities.dialect != "sqlite":
        return True
    for index in _INDEXES:
        # A negative number first makes one merge of all there is; later ones go on with it.
        pages = -_MERGE_PAGES
        while True:
            if steps <= 0:
                return False
            steps -= 1
            async with transaction() as held:
                before = await _changes(held)
                await held.execute_query(f"INSERT INTO {index}({index}, rank) VALUES ('merge', {pages})")  # noqa: S608
                if await _changes(held) - before < 2:
                    break
            pages = _MERGE_PAGES
    await connection.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


async def _changes(connection: Any) -> int:
    [row] = await connection.execute_query_dict("SELECT total_changes() AS n")
    return int(row["n"])


def counted(erased: Erased) -> dict[str, int]:
    """What an audit event and a receipt hold of it."""
    return {f.name: getattr(erased, f.name) for f in fields(erased)}
