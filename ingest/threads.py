"""Which conversation each letter of a group belongs to, inside the transaction that stores them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models import Conversation, Correspondent, Scope, ThreadKey
from models.bulk import Bulk
from models.filing.conversations import Thread, by_subject, continues, has_forwards
from models.new_rows import NewRows
from models.types import Direction

from . import rows
from .known import Key
from .letter import Letter


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter's conversation: whether it began with it, who is new there, and whether what the letter
    answers was never seen. `shared` says that its owner shares it as a whole."""

    conversation_id: int
    begins: bool
    newcomers: frozenset[str]
    answers_unseen: bool
    shared: bool = False


@dataclass(slots=True)
class _Known:
    """A conversation as far as joining it goes."""

    topic: str
    people: set[str] = field(default_factory=set)
    shared: bool = False


async def place(
    bulk: Bulk,
    letters: Sequence[Letter],
    said: Sequence[Mapping[str, Any]],
    people: Sequence[frozenset[str]],
    new_ids: Sequence[int],
    threads: Mapping[Key, int],
) -> list[Placed]:
    """The owner's thread that each letter continues, or a new one; it is written down whose that is.

    `said` are the columns of the messages, `people` their outside people, `new_ids` unused ids, `threads` the
    conversations of the ids that the letters name.
    """
    keys = [rows.thread_keys(letter) for letter in letters]
    known = dict(threads)
    conversations = await _known_conversations(bulk, sorted(set(known.values())))
    found: list[Placed] = []
    started: list[dict[str, Any]] = []
    named: list[dict[str, Any]] = []
    joined: list[dict[str, Any]] = []
    for letter, names, saying, with_, new_id in zip(letters, keys, said, people, new_ids, strict=True):
        scope, owner, at = Scope(letter.workspace_id), letter.owner_id, letter.received_at
        own = {"workspace_id": letter.workspace_id, "owner_id": owner}
        thread = rows.thread(letter, saying["subject"], with_)
        here = next((known[owner, name] for name in names if (owner, name) in known), None)
        if here is not None and not continues(thread, conversations[here].topic, conversations[here].people):
            here, unseen = None, False
        else:
            here = here or await by_subject(scope, owner, thread, at)
            unseen = await _answers_unseen(scope, letter, thread, here, known)
        begins = here is None
        if here is None:
            here = new_id
            conversations[here] = _Known(thread.topic.key)
            began = {"subject": saying["subject"], "topic": thread.topic.key, "started_at": at}
            started.append({"id": here, **own, **began, "latest_at": at})
        if here not in conversations:
            conversations |= await _known_conversations(bulk, [here])
        newcomers = with_ - conversations[here].people
        conversations[here].people |= newcomers
        joined += [{**own, "conversation_id": here, "key": key} for key in sorted(newcomers)]
        new = [name for name in names if (owner, name) not in known]
        known |= {(owner, name): here for name in new}
        named += [{**own, "key": name, "conversation_id": here} for name in new]
        new_here = frozenset[str]() if begins else newcomers
        found.append(Placed(here, begins, new_here, unseen, conversations[here].shared))
    await bulk.insert(
        NewRows(Conversation, started),
        NewRows(ThreadKey, named, ignore_conflicts=True),
        NewRows(Correspondent, joined, ignore_conflicts=True),
    )
    for letter, placed in zip(letters, found, strict=True):
        if not placed.begins:
            latest = Scope(letter.workspace_id).of(Conversation).filter(id=placed.conversation_id)
            await latest.update(latest_at=letter.received_at)
    return found


async def _answers_unseen(
    scope: Scope, letter: Letter, thread: Thread, here: int | None, known: Mapping[Key, int]
) -> bool:
    """Whether a letter answers a mail that we do not have."""
    if not thread.answers or letter.direction is Direction.FORWARDED or here is None:
        return thread.answers and here is None
    named = rows.predecessor(letter)
    if named is None or (letter.owner_id, named) in known:
        return False
    return not await has_forwards(scope, here)


async def _known_conversations(bulk: Bulk, ids: Sequence[int]) -> dict[int, _Known]:
    """Topic and people of conversations that letters of their owners referred to."""
    if not ids:
        return {}
    known = await bulk.fetch(
        f"SELECT id, topic, shared_at FROM conversation WHERE {bulk.among('id', 1)}",  # noqa: S608
        [bulk.listed(ids)],
    )
    found = {row["id"]: _Known(row["topic"], shared=row["shared_at"] is not None) for row in known}
    people = await bulk.fetch(
        f"SELECT conversation_id, key FROM correspondent WHERE {bulk.among('conversation_id', 1)}",  # noqa: S608
        [bulk.listed(ids)],
    )
    for row in people:
        found[row["conversation_id"]].people.add(row["key"])
    return found
