"""Stored mails to file: each argument has a default, so that a test names only what it is about."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from models import Conversation, Correspondent, Link, Message, Participant, Record, RecordPerson, Scope, User
from models.address import BccAddress, mailbox_key
from models.filing import Filed, file_message
from models.filing.people import Named, circle_of, concerned
from models.types import Direction, LinkOrigin, ParticipantRole
from tests.builders import MAIL_DOMAIN, NOW

_keys = count(1)


async def a_message(
    owner: User,
    *to: str,
    subject: str = "Hello",
    text: str = "Here it is.",
    conversation: Conversation | None = None,
    original_from: str | None = None,
    names: Sequence[str] = (),
    at: datetime = NOW,
) -> Message:
    """A stored mail of that owner to those addresses, in a conversation of its own where none is given."""
    own = {"workspace_id": owner.workspace_id, "owner_id": owner.id}
    conversation = conversation or await Conversation.create(
        **own, subject=subject, started_at=at, latest_at=at
    )
    message = await Message.create(
        **own,
        conversation_id=conversation.id,
        message_key=f"m{next(_keys)}",
        direction=Direction.FORWARDED if original_from else Direction.SENT,
        subject=subject,
        text=text,
        author_name="",
        author_address=original_from or owner.email or "",
        received_at=at,
    )
    people = [(ParticipantRole.ORIGINAL_FROM, original_from)] if original_from else []
    people += [(ParticipantRole.FROM, owner.email or ""), *((ParticipantRole.TO, one) for one in to)]
    named = []
    for position, (role, address) in enumerate(people):
        name = names[position] if position < len(names) else ""
        named.append(Named(role, name, address))
        await Participant.create(
            workspace_id=owner.workspace_id,
            message_id=message.id,
            role=role,
            position=position,
            name=name,
            address=address,
        )
    scope = Scope(owner.workspace_id)
    circle = await circle_of(scope, {owner.id: [one.address for one in named]})
    for key in concerned(message.direction, named, circle):
        rows = scope.of(Correspondent).filter(conversation_id=conversation.id, key=key)
        if not await rows.exists():
            await Correspondent.create(**own, conversation_id=conversation.id, key=mailbox_key(key))
    return message


async def filed(message: Message, *tags: str) -> Filed:
    """What filing it does, sent to the workspace's address with these tags."""
    locals_ = [f"northwind+{tag}" for tag in tags] or ["northwind"]
    addresses = [BccAddress.parse(f"{local}@{MAIL_DOMAIN}", MAIL_DOMAIN) for local in locals_]
    return await file_message(
        Scope(message.workspace_id), message, [one for one in addresses if one], message.received_at
    )


async def links(message: Message) -> list[Link]:
    """The live links of its conversation."""
    rows = Scope(message.workspace_id).of(Link)
    return await rows.filter(conversation_id=message.conversation_id, removed_at__isnull=True)


async def suggested(message: Message) -> list[int]:
    """The records that its card offers."""
    conversation = await Scope(message.workspace_id).of(Conversation).get(id=message.conversation_id)
    return [one["record_id"] for one in conversation.suggestions]


async def concerns(record: Record, *person_ids: int) -> Record:
    """The record, with these persons written down for it."""
    for person_id in person_ids:
        await RecordPerson.create(workspace_id=record.workspace_id, record_id=record.id, person_id=person_id)
    return record


async def by_hand(message: Message, record: Record) -> None:
    """Its owner files it there."""
    await Link.create(
        workspace_id=message.workspace_id,
        conversation_id=message.conversation_id,
        record_id=record.id,
        origin=LinkOrigin.USER,
        user_id=message.owner_id,
        created_at=message.received_at,
    )
    conversation = await Scope(message.workspace_id).of(Conversation).get(id=message.conversation_id)
    conversation.filed_by_hand_at = message.received_at
    await conversation.save()
