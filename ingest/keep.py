"""Writing letters into the tables, a group at a time, inside a transaction that the caller holds."""

from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from models import (
    Attachment,
    Conversation,
    Message,
    OutboxItem,
    Participant,
    RawMail,
    Scope,
    ThreadKey,
)
from models.bulk import Bulk
from models.filing import file_by_tags, persons_by_address
from models.outbox import dm_lane, enqueue_card_update
from models.text import storable_json
from models.types import OutboxKind

from . import rows
from .letter import Letter

_Key = tuple[int, str]  # an owner, and an id among what is theirs


async def keep(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> list[int]:
    """Store the letters with their filing and their cards, and answer the messages' ids.

    The same mail again for the same owner is the same message: its new tags are added, nothing else.
    """
    bulk = Bulk(connection)
    known = await _known_messages(bulk, letters)
    fresh: dict[_Key, Letter] = {}
    for letter in letters:
        if _key(letter) not in known:
            fresh.setdefault(_key(letter), letter)
    if fresh:
        known |= await _keep_fresh(bulk, list(fresh.values()))
    for letter in letters:
        if fresh.get(_key(letter)) is not letter:
            await _merge(known[_key(letter)], letter)
    return [known[_key(letter)] for letter in letters]


def _key(letter: Letter) -> _Key:
    return letter.owner_id, letter.sealed.message_key


async def _known_messages(bulk: Bulk, letters: Sequence[Letter]) -> dict[_Key, int]:
    """The messages that these letters are repeats of."""
    owners = sorted({letter.owner_id for letter in letters})
    keys = sorted({letter.sealed.message_key for letter in letters})
    found = await bulk.fetch(
        "SELECT owner_id, message_key, id FROM message"  # noqa: S608
        f" WHERE owner_id IN ({bulk.marks(len(owners))})"
        f" AND message_key IN ({bulk.marks(len(keys), len(owners) + 1)})",
        [*owners, *keys],
    )
    return {(row["owner_id"], row["message_key"]): row["id"] for row in found}


async def _keep_fresh(bulk: Bulk, letters: Sequence[Letter]) -> dict[_Key, int]:
    ids = await bulk.new_ids((RawMail, Message, Conversation), len(letters))
    await bulk.insert(
        RawMail, [{"id": raw, **rows.raw_mail(one)} for (raw, _, _), one in zip(ids, letters, strict=True)]
    )
    said = [rows.message(letter) for letter in letters]
    subjects = [row["subject"] for row in said]
    conversations = await _conversations(bulk, letters, subjects, [new for _, _, new in ids])
    made: list[dict[str, Any]] = []
    for (raw, number, _), conversation, letter, row in zip(ids, conversations, letters, said, strict=True):
        led_nowhere, _ = await file_by_tags(
            Scope(letter.workspace_id), conversation, letter.addresses, letter.received_at
        )
        filed = {"conversation_id": conversation, "tags": storable_json(led_nowhere)}
        made.append({"id": number, "raw_mail_id": raw, **filed, **row})
    await bulk.insert(Message, made)
    numbers = [number for _, number, _ in ids]
    await _keep_participants(bulk, letters, numbers)
    files = _of_messages(letters, numbers, [rows.attachments(letter) for letter in letters])
    await bulk.insert(Attachment, files)
    await bulk.insert(
        OutboxItem, [_card(letter, number) for letter, number in zip(letters, numbers, strict=True)]
    )
    return {_key(letter): number for letter, number in zip(letters, numbers, strict=True)}


def _of_messages(
    letters: Sequence[Letter], numbers: Sequence[int], parts: Sequence[Sequence[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The rows that hang on each message, with its id and workspace."""
    return [
        {"workspace_id": letter.workspace_id, "message_id": number, **row}
        for letter, number, hanging in zip(letters, numbers, parts, strict=True)
        for row in hanging
    ]


async def _conversations(
    bulk: Bulk, letters: Sequence[Letter], subjects: Sequence[str], new_ids: Sequence[int]
) -> list[int]:
    """Each owner's thread that a mail belongs to by the ids it refers to, or a new one."""
    keys = [rows.thread_keys(letter) for letter in letters]
    known = await _known_threads(bulk, letters, keys)
    found: list[int] = []
    started: list[dict[str, Any]] = []
    continued: list[int] = []
    named: list[dict[str, Any]] = []
    for letter, names, subject, new_id in zip(letters, keys, subjects, new_ids, strict=True):
        owner, at = letter.owner_id, letter.received_at
        here = next((known[owner, name] for name in names if (owner, name) in known), None)
        own = {"workspace_id": letter.workspace_id, "owner_id": owner}
        if here is None:
            here = new_id
            started.append({"id": here, **own, "subject": subject, "started_at": at, "latest_at": at})
        else:
            continued.append(here)
        new = [name for name in names if (owner, name) not in known]
        known |= {(owner, name): here for name in new}
        named += [{**own, "key": name, "conversation_id": here} for name in new]
        found.append(here)
    await bulk.insert(Conversation, started)
    await bulk.insert(ThreadKey, named, ignore_conflicts=True)
    for letter, here in zip(letters, found, strict=True):
        if here in continued:
            latest = Scope(letter.workspace_id).of(Conversation).filter(id=here)
            await latest.update(latest_at=letter.received_at)
    return found


async def _known_threads(
    bulk: Bulk, letters: Sequence[Letter], keys: Sequence[Sequence[str]]
) -> dict[_Key, int]:
    owners = sorted({letter.owner_id for letter in letters})
    names = sorted({name for names in keys for name in names})
    found = await bulk.fetch(
        "SELECT owner_id, key, conversation_id FROM thread_key"  # noqa: S608
        f" WHERE owner_id IN ({bulk.marks(len(owners))})"
        f" AND key IN ({bulk.marks(len(names), len(owners) + 1)})",
        [*owners, *names],
    )
    return {(row["owner_id"], row["key"]): row["conversation_id"] for row in found}


async def _keep_participants(bulk: Bulk, letters: Sequence[Letter], numbers: Sequence[int]) -> None:
    named = _of_messages(letters, numbers, [rows.participants(letter) for letter in letters])
    for workspace in {row["workspace_id"] for row in named}:
        own = [row for row in named if row["workspace_id"] == workspace]
        persons = await persons_by_address(Scope(workspace), (row["address"] for row in own))
        for row in own:
            row["person_id"] = persons.get(row["address"])
    await bulk.insert(Participant, named)


def _card(letter: Letter, number: int) -> dict[str, Any]:
    """The outbox item that has the card posted, as `models.outbox.enqueue_card` writes it."""
    return {
        "workspace_id": letter.workspace_id,
        "lane": dm_lane(letter.owner_id),
        "kind": OutboxKind.CARD,
        "user_id": letter.owner_id,
        "message_id": number,
        "due_at": letter.received_at,
        "created_at": letter.received_at,
    }


async def _merge(number: int, letter: Letter) -> None:
    """The mail came again, perhaps by another of our addresses."""
    scope, now = Scope(letter.workspace_id), letter.received_at
    message = await scope.of(Message).get(id=number)
    led_nowhere, linked = await file_by_tags(
        scope, message.conversation_id, letter.addresses, now, relink=False
    )
    new = [tag for tag in storable_json(led_nowhere) if tag not in message.tags]
    if new:
        message.tags = [*message.tags, *new]
        await message.save(update_fields=["tags"])
    if new or linked:
        await enqueue_card_update(message, now)
