"""Whose thread a mail continues: by the ids it refers to, else by subject and people where that is safe.

A missed join costs a second card; a wrong one files a customer's mail under another's deal.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.address import domain_of
from models.correspondent import Correspondent
from models.mail import Conversation, Message, ThreadKey
from models.scope import Scope
from models.types import Direction

from .columns import column
from .domains import is_public
from .subjects import Topic

_RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Thread:
    """What of a mail tells its thread: its subject and outside people, and whether it is a forward or names
    relatives."""

    topic: Topic
    people: frozenset[str]
    forwarded: bool = False
    refers: bool = False

    @property
    def answers(self) -> bool:
        """Whether it is, or forwards, an answer to something."""
        return self.topic.reply or (self.refers and not self.forwarded)


def continues(thread: Thread, topic: str, people: Collection[str]) -> bool:
    """Whether a mail that refers to a conversation belongs to it.

    Some answer an old mail only to write about something else to somebody else: other people, of other
    companies, and another subject, or one that anybody writes.
    """
    if not thread.people or not people or _akin(thread.people, people):
        return True
    return thread.topic.telling and thread.topic.key == topic


def _akin(some: Collection[str], others: Collection[str]) -> bool:
    """Whether a mailbox, or the domain of a company, is in both."""
    if set(some) & set(others):
        return True
    domains = {domain_of(key) for key in some} & {domain_of(key) for key in others}
    return any(not is_public(domain) for domain in domains)


async def by_subject(scope: Scope, owner_id: int, thread: Thread, now: datetime) -> int | None:
    """The owner's one recent conversation that an answer goes on with, though no id says so.

    Same telling subject, and all outside people of the one among those of the other. An answer that names
    relatives we do not know is of another thread, unless this one began with a forward that tells no ids.
    """
    if not (thread.topic.reply and thread.topic.telling and thread.people):
        return None
    rows = scope.of(Conversation).filter(
        owner_id=owner_id, topic=thread.topic.key, latest_at__gte=now - _RECENT, latest_at__lte=now + _RECENT
    )
    ids = await column(rows.order_by("-latest_at").limit(2), "id")
    if len(ids) != 1:
        return None
    people = set(await column(scope.of(Correspondent).filter(conversation_id=ids[0]), "key"))
    if not people or not (thread.people <= people or people <= thread.people):
        return None
    if thread.refers and not thread.forwarded and not await _has_no_known_root(scope, ids[0]):
        return None
    return int(ids[0])


async def _has_no_known_root(scope: Scope, conversation_id: int) -> bool:
    """Whether the conversation began with a forward, and no id in it is any but our own mails'."""
    mails = scope.of(Message).filter(conversation_id=conversation_id)
    first = await mails.order_by("received_at", "id").first()
    if first is None or first.direction is not Direction.FORWARDED:
        return False
    keys = await column(scope.of(ThreadKey).filter(conversation_id=conversation_id).limit(100), "key")
    return len(keys) == await mails.count()


async def has_forwards(scope: Scope, conversation_id: int) -> bool:
    """Whether mails came into the conversation whose own ids nobody told us."""
    mails = scope.of(Message).filter(conversation_id=conversation_id)
    return await mails.filter(direction=Direction.FORWARDED).exists()
