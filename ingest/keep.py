"""Writing letters into the tables, a group at a time, inside a transaction that the caller holds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from models import (
    Attachment,
    AuditEvent,
    Conversation,
    Message,
    MessageName,
    OutboxItem,
    Participant,
    RawMail,
    Scope,
)
from models.address import domain_of
from models.bulk import Bulk
from models.filing import address_key, create_contacts, file_by_tags
from models.filing.contacts import propose
from models.filing.people import Circle, Named, circle_of, concerned
from models.filing.rules import Sheet, file_sheet
from models.filing.weights import Mailing
from models.follows import Later, tell_followers
from models.new_rows import NewRows
from models.outbox import card_columns, enqueue_card_update
from models.text import storable_json
from models.types import ContactCreation, Visibility
from models.words import new_words

from . import rows
from .known import Key, known_of
from .letter import Letter
from .threads import Placed, place

# How long after a mail another copy of it may be of the same sending, by another of our addresses.
_SAME_SENDING = timedelta(hours=1)


@dataclass(slots=True)
class _Same:
    """A message that letters are, by its id: known before or, once it is kept, the one that is `first` of a
    group."""

    number: int = 0
    first: int | None = None


async def keep(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> list[int]:
    """Store the letters with their filing and their cards, and answer the messages' ids.

    The same mail again for the same owner is the same message: its new tags are added, nothing else.
    """
    bulk = Bulk(connection)
    there = await known_of(bulk, letters)
    known = {key: _Same(number=number) for key, number in there.messages.items()}
    same, fresh = list[_Same](), list[Letter]()
    for letter in letters:
        one = next((known[key] for key in _keys(letter) if key in known), None)
        if one is None:
            one = _Same(first=len(same))
            fresh.append(letter)
        same.append(one)
        known |= {key: one for key in _keys(letter) if key not in known}
    made = iter(await _keep_fresh(bulk, fresh, there.threads) if fresh else ())
    for at, one in enumerate(same):
        if one.first == at:
            one.number = next(made)
    await _keep_names(bulk, letters, same)
    for at, (letter, one) in enumerate(zip(letters, same, strict=True)):
        if one.first != at:
            await _merge(one.number, letter)
    return [one.number for one in same]


def _keys(letter: Letter) -> list[Key]:
    return [(letter.owner_id, name) for name in letter.names]


async def _keep_names(bulk: Bulk, letters: Sequence[Letter], same: Sequence[_Same]) -> None:
    """Write down what a message goes by, where that is more than one thing or not what it calls itself.

    A name of a fresh letter that another process wrote just now fails the group: its letters, each by itself,
    then find it.
    """
    new, more = list[dict[str, Any]](), list[dict[str, Any]]()
    for at, (letter, one) in enumerate(zip(letters, same, strict=True)):
        if letter.names != (letter.sealed.written,):
            to = {"workspace_id": letter.workspace_id, "owner_id": letter.owner_id, "message_id": one.number}
            (new if one.first == at else more).extend({**to, "name": name} for name in letter.names)
    await bulk.insert(NewRows(MessageName, new), NewRows(MessageName, more, ignore_conflicts=True))


async def _keep_fresh(bulk: Bulk, letters: Sequence[Letter], threads: Mapping[Key, int]) -> list[int]:
    ids = await bulk.new_ids((RawMail, Message, Conversation), len(letters))
    said = [rows.message(letter) for letter in letters]
    named = [rows.participants(letter) for letter in letters]
    circles = await _circles(letters, named)
    people = [
        concerned(letter.direction, [Named(row["role"], row["name"], row["address"]) for row in some], circle)
        for letter, some, circle in zip(letters, named, circles, strict=True)
    ]
    placed = await place(
        bulk, letters, said, [frozenset(some) for some in people], [new for _, _, new in ids], threads
    )
    made: list[dict[str, Any]] = []
    for number, letter, row, some, circle, place_ in zip(
        ids, letters, said, people, circles, placed, strict=True
    ):
        await _make_contacts(letter, some, circle)
        filed = await _file(letter, row, place_, some, circle)
        made.append({"id": number[1], "raw_mail_id": number[0], **row, **filed})
    numbers = [number for _, number, _ in ids]
    taking_part = _of_messages(letters, numbers, named)
    by_number = dict(zip(numbers, circles, strict=True))
    for row in taking_part:
        row["person_id"] = by_number[row["message_id"]].person_of(row["address"])
    files = _of_messages(letters, numbers, [rows.attachments(letter) for letter in letters])
    words = rows.words(letters, made, taking_part, files)
    asked = [
        _shared(letter, number) for letter, number in zip(letters, numbers, strict=True) if _asks(letter)
    ]
    await bulk.insert(
        NewRows(
            RawMail,
            [{"id": raw, **rows.raw_mail(one)} for (raw, _, _), one in zip(ids, letters, strict=True)],
        ),
        NewRows(Message, made),
        NewRows(AuditEvent, asked),
        NewRows(Participant, taking_part),
        NewRows(Attachment, files),
        new_words(words, vector=bulk.is_postgres),
        NewRows(
            OutboxItem,
            [
                card_columns(letter.workspace_id, letter.owner_id, number, letter.received_at)
                for letter, number in zip(letters, numbers, strict=True)
            ],
        ),
    )
    await _tell_followers(letters, made, placed)
    return numbers


def _of_messages(
    letters: Sequence[Letter], numbers: Sequence[int], parts: Sequence[Sequence[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The rows that hang on each message, with its id and workspace."""
    return [
        {"workspace_id": letter.workspace_id, "message_id": number, **row}
        for letter, number, hanging in zip(letters, numbers, parts, strict=True)
        for row in hanging
    ]


async def _tell_followers(
    letters: Sequence[Letter], made: Sequence[Mapping[str, Any]], placed: Sequence[Placed]
) -> None:
    """Of what came shared into a conversation that there was, whoever follows that conversation."""
    for workspace in {letter.workspace_id for letter in letters}:
        later = [
            Later(row["id"], row["conversation_id"], row["owner_id"])
            for row, place_ in zip(made, placed, strict=True)
            if row["workspace_id"] == workspace
            and row["visibility"] is Visibility.SHARED
            and not place_.begins
        ]
        await tell_followers(Scope(workspace), later, letters[-1].received_at)


async def _circles(letters: Sequence[Letter], named: Sequence[Sequence[dict[str, Any]]]) -> list[Circle]:
    """What the workspace of each letter knows of the addresses in it: looked up once for each workspace."""
    circles: dict[int, Circle] = {}
    for workspace in {letter.workspace_id for letter in letters}:
        own = [both for both in zip(letters, named, strict=True) if both[0].workspace_id == workspace]
        ours = {domain_of(address_key(rcpt)) for letter, _ in own for rcpt in letter.rcpt_to}
        written: defaultdict[int, set[str]] = defaultdict(set)
        for letter, some in own:
            written[letter.owner_id].update(row["address"] for row in some if row["address"])
        circles[workspace] = await circle_of(Scope(workspace), written, ours)
    return [circles[letter.workspace_id] for letter in letters]


async def _file(
    letter: Letter, said: dict[str, Any], placed: Placed, people: Collection[str], circle: Circle
) -> dict[str, Any]:
    """File a letter; answers what its message's row says of that."""
    # What is shared as a whole goes on being so.
    visibility = Visibility.SHARED if placed.shared else letter.visibility
    sheet = Sheet(
        placed.conversation_id,
        placed.begins,
        Mailing(letter.owner_id, said["subject"], said["text"], letter.received_at),
        letter.addresses,
        frozenset(people),
        placed.newcomers,
    )
    filed = await file_sheet(Scope(letter.workspace_id), circle, sheet, letter.received_at)
    return {
        "conversation_id": placed.conversation_id,
        "tags": storable_json(filed.led_nowhere),
        "reply_to_unseen": placed.answers_unseen,
        "visibility": visibility,
        "shared_at": letter.received_at if visibility is Visibility.SHARED else None,
    }


async def _make_contacts(letter: Letter, people: Mapping[str, Named], circle: Circle) -> None:
    """Where the owner wants a contact of everybody, make those that are missing."""
    if circle.contact_creation[letter.owner_id] is ContactCreation.ALWAYS:
        missing = propose(people.values(), circle.persons)
        circle.persons.update(await create_contacts(Scope(letter.workspace_id), missing, letter.received_at))


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
    # Whoever got the mail can send a copy of it here later: that shares nothing.
    asks = _asks(letter) and now - message.received_at <= _SAME_SENDING
    shared = asks and message.visibility is not Visibility.SHARED
    if shared:
        message.visibility, message.shared_at = Visibility.SHARED, now
        await message.save(update_fields=["visibility", "shared_at"])
        await AuditEvent.create(**_shared(letter, number))
        await tell_followers(scope, [Later(number, message.conversation_id, message.owner_id)], now)
    if new or linked or shared:
        await enqueue_card_update(message, now)


def _asks(letter: Letter) -> bool:
    """Whether the address it was sent to says `+share`."""
    return any(address.share for address in letter.addresses)


def _shared(letter: Letter, number: int) -> dict[str, Any]:
    """The audit event of a mail that its address shares."""
    return {
        "workspace_id": letter.workspace_id,
        "at": letter.received_at,
        "actor_id": letter.owner_id,
        "verb": "shared",
        "subject": f"message:{number}",
        "detail": {"mails": [number], "by": "address"},
    }
