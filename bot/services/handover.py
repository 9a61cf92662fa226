"""A leaver's company work goes to a successor: what is filed, and what is shared.

A conversation that is filed goes whole: filing made it company work. Of one that is not, the shared mails go
and the private ones stay sealed. Where the successor has a mail already, the leaver's private copy stays
sealed too, and a shared one, which others read, goes along beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto, unique

from bot.services.leavers import filed_by_owner, refresh_admins, to_hand_over
from models import (
    AuditEvent,
    Conversation,
    Correspondent,
    Link,
    Message,
    MessageName,
    OutboxItem,
    Scope,
    ThreadKey,
    User,
)
from models.erasure import say_again
from models.filing.columns import slices
from models.filing.subjects import topic_of
from models.removal import enqueue_removal
from models.transaction import transaction
from models.types import OutboxKind, OutboxState, Visibility
from models.words import reown_words

BATCH = 20  # conversations in one transaction
TAKEN_OVER = "taken over"  # the verb of the events that name a successor's new conversations


@unique
class Choice(Enum):
    """What became of an admin's choice of a successor."""

    DONE = auto()
    NO_ADMIN = auto()
    NO_LEAVER = auto()  # not of this workspace, or a member again
    NO_SUCCESSOR = auto()  # nobody who could take it: no active full member
    ALREADY = auto()  # another admin was first


async def choose(scope: Scope, leaver_id: int, successor_slack_id: str, now: datetime) -> Choice:
    """Make an active full member the successor of somebody who left, and begin handing over."""
    system = Scope(scope.workspace_id)
    admin = await system.of(User).get_or_none(id=scope.viewer_id)
    if admin is None or not admin.is_admin:
        return Choice.NO_ADMIN
    full = system.of(User).filter(slack_user_id=successor_slack_id, active=True, guest=False)
    successor = await full.first()
    if successor is None or successor.id == leaver_id:
        return Choice.NO_SUCCESSOR
    async with transaction():
        gone = system.of(User).filter(id=leaver_id, deactivated_at__isnull=False)
        if not await gone.exists():
            return Choice.NO_LEAVER
        if not await gone.filter(successor_id__isnull=True).update(successor_id=successor.id):
            return Choice.ALREADY
        await OutboxItem.create(
            workspace_id=scope.workspace_id,
            lane=f"handover:{leaver_id}",
            kind=OutboxKind.HANDOVER,
            user_id=successor.id,
            payload={"leaver": leaver_id},
            due_at=now,
            created_at=now,
        )
        await AuditEvent.create(
            workspace_id=scope.workspace_id,
            at=now,
            actor_id=scope.viewer_id,
            verb="handed over",
            subject=f"user:{leaver_id}",
            detail={"to": successor.id},
        )
        await refresh_admins(system, leaver_id, now)
    return Choice.DONE


async def taken_over(scope: Scope, leaver_id: int, before: int | None, limit: int) -> list[int]:
    """The viewer's mails, newest first, in conversations that were a leaver's."""
    events = (
        Scope(scope.workspace_id)
        .of(AuditEvent)
        .filter(verb=TAKEN_OVER, subject=f"user:{leaver_id}", actor_id=scope.viewer_id)
    )
    found: list[int] = []
    for some in slices({key for event in await events for key in event.detail["conversations"]}):
        mails = scope.of(Message).filter(owner_id=scope.viewer_id, conversation_id__in=some)
        mails = mails if before is None else mails.filter(id__lt=before)
        found += [int(row[0]) for row in await mails.order_by("-id").limit(limit).values_list("id")]
    return sorted(found, reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom to whom."""

    scope: Scope  # the system's
    leaver_id: int
    successor_id: int

    async def step(self, now: datetime) -> int:
        """Hand some conversations over, in one transaction; how many. None are left once it answers 0."""
        async with transaction():
            gone = self.scope.of(User).filter(
                id=self.leaver_id, deactivated_at__isnull=False, successor_id=self.successor_id
            )
            if await gone.select_for_update(no_key=True).first() is None:
                return 0  # they came back: what is left stays theirs
            ids = (await to_hand_over(self.scope, self.leaver_id))[:BATCH]
            rows = self.scope.of(Conversation).filter(id__in=ids).order_by("id")
            for conversation in await rows.select_for_update(no_key=True):
                await self._move(conversation, now)
            if ids:
                await self._note(ids, now)
        return len(ids)

    async def _note(self, ids: Sequence[int], now: datetime) -> None:
        """Keep which they were, for the successor to find them."""
        await AuditEvent.create(
            workspace_id=self.scope.workspace_id,
            at=now,
            actor_id=self.successor_id,
            verb=TAKEN_OVER,
            subject=f"user:{self.leaver_id}",
            detail={"conversations": list(ids)},
        )

    async def _move(self, conversation: Conversation, now: datetime) -> None:
        scope = self.scope
        mails = await scope.of(Message).filter(conversation_id=conversation.id).order_by("id")
        links = scope.of(Link).filter(conversation_id=conversation.id, removed_at__isnull=True)
        filed = await filed_by_owner(scope).filter(conversation_id=conversation.id).exists()
        have = scope.of(Message).filter(
            owner_id=self.successor_id, message_key__in=[mail.message_key for mail in mails]
        )
        doubles = {mail.message_key: mail.conversation_id for mail in await have}
        staying = [
            mail
            for mail in mails
            if mail.visibility is Visibility.PRIVATE and (not filed or mail.message_key in doubles)
        ]
        going = [mail for mail in mails if mail not in staying]
        if not going:
            await self._carry(await links, next(iter(doubles.values()), None), now)
            return
        if staying:
            await self._seal(staying, now)
            await say_again(scope, conversation.id, going)
        await self._give(conversation, going, set(doubles), now)

    async def _carry(self, links: Sequence[Link], to: int | None, now: datetime) -> None:
        """The successor has every mail of it: their own conversation is filed where the leaver's was."""
        scope = self.scope
        for link in links:
            target = {"record_id": link.record_id, "person_id": link.person_id}
            # It ends where it is before it goes on: the inbox looks only at where a link comes to.
            await scope.of(Link).filter(id=link.id).update(removed_at=now)
            held = scope.of(Link).filter(conversation_id=to, removed_at__isnull=True, **target)
            if to is not None and not await held.exists():
                await scope.of(Link).filter(id=link.id).update(conversation_id=to, removed_at=None)

    async def _seal(self, mails: Sequence[Message], now: datetime) -> None:
        """Give private mails a conversation of their own that stays the leaver's."""
        scope, ids = self.scope, [mail.id for mail in mails]
        apart = await Conversation.create(
            workspace_id=scope.workspace_id,
            owner_id=self.leaver_id,
            subject=mails[0].subject,
            topic=topic_of(mails[0].subject).key,
            started_at=mails[0].received_at,
            latest_at=mails[-1].received_at,
            done_at=now,
            waiting=False,  # as the triggers would say, that look only at changes
        )
        await scope.of(Message).filter(id__in=ids).update(conversation_id=apart.id)
        keys = [mail.thread_key or mail.message_key for mail in mails]
        await (
            scope.of(ThreadKey).filter(owner_id=self.leaver_id, key__in=keys).update(conversation_id=apart.id)
        )

    async def _give(
        self, conversation: Conversation, mails: Sequence[Message], doubles: set[str], now: datetime
    ) -> None:
        scope, new = self.scope, self.successor_id
        for mail in mails:
            if mail.card_channel and mail.card_ts:
                await enqueue_removal(scope, self.leaver_id, mail.card_channel, mail.card_ts, now)
            key = f"handed-over:{mail.id}" if mail.message_key in doubles else mail.message_key
            await (
                scope.of(Message)
                .filter(id=mail.id)
                .update(owner_id=new, message_key=key, card_channel=None, card_ts=None, card_thread_ts=None)
            )
        # Cards that waited when they left would be posted should they come back.
        cards = {"kind__in": (OutboxKind.CARD, OutboxKind.CARD_UPDATE), "state": OutboxState.GIVEN_UP}
        await scope.of(OutboxItem).filter(message_id__in=[mail.id for mail in mails], **cards).delete()
        await reown_words([mail.id for mail in mails], self.leaver_id, new)
        await self._give_names([mail.id for mail in mails])
        keys = scope.of(ThreadKey).filter(conversation_id=conversation.id)
        named = [str(row[0]) for row in await keys.values_list("key")]
        held = scope.of(ThreadKey).filter(owner_id=new, key__in=named)
        await keys.filter(key__in=[str(row[0]) for row in await held.values_list("key")]).delete()
        await scope.of(ThreadKey).filter(conversation_id=conversation.id).update(owner_id=new)
        await scope.of(Correspondent).filter(conversation_id=conversation.id).update(owner_id=new)
        await scope.of(Conversation).filter(id=conversation.id).update(owner_id=new)

    async def _give_names(self, ids: Sequence[int]) -> None:
        """The mails are known again by the same, save what names a mail of the successor's already."""
        names = self.scope.of(MessageName).filter(message_id__in=ids)
        held = self.scope.of(MessageName).filter(
            owner_id=self.successor_id, name__in=[str(row[0]) for row in await names.values_list("name")]
        )
        await names.filter(name__in=[str(row[0]) for row in await held.values_list("name")]).delete()
        await self.scope.of(MessageName).filter(message_id__in=ids).update(owner_id=self.successor_id)
