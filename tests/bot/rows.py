"""Rows with valid defaults; a test names only what it is about."""

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.connection import get_connection

from models import (
    Attachment,
    Conversation,
    HeldMail,
    Link,
    Message,
    Organization,
    Participant,
    Person,
    PersonEmail,
    RawMail,
    Record,
    RecordPerson,
    Scope,
    Share,
    User,
    Workspace,
)
from models.bulk import Bulk
from models.fulltext import words_of
from models.types import (
    Direction,
    HeldFor,
    LinkOrigin,
    ParticipantRole,
    RecordKind,
    RecordStatus,
    ShareState,
    Visibility,
)
from models.words import Named, new_words, text_index, words_of_mail

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


async def a_workspace(slug: str = "northwind", **fields: Any) -> Workspace:
    defaults = {"team_id": f"T{slug.upper()}", "name": slug.title(), "slug": slug, "installed_at": NOW}
    return await Workspace.create(**(defaults | fields))


async def a_user(workspace: Workspace, name: str = "Ana Trujillo", **fields: Any) -> User:
    handle = name.split()[0].lower()
    defaults = {"slack_user_id": f"U{handle.upper()}", "name": name, "email": f"{handle}@northwind.example"}
    return await User.create(workspace=workspace, **(defaults | fields))


async def an_organization(workspace: Workspace, name: str = "Globex") -> Organization:
    return await Organization.create(workspace=workspace, name=name, created_at=NOW)


async def a_person(
    workspace: Workspace,
    name: str = "Jane Doe",
    *emails: str,
    organization: str | None = None,
    number: int = 0,
) -> Person:
    firm = await an_organization(workspace, organization) if organization else None
    number = number or await Scope(workspace.id).of(Person).count() + 1
    person = await Person.create(
        workspace=workspace, number=number, name=name, organization=firm, created_at=NOW
    )
    for address in emails:
        await PersonEmail.create(workspace=workspace, person=person, address=address)
    return person


async def a_record(
    workspace: Workspace,
    title: str = "Globex renewal 2027",
    *people: Person,
    kind: RecordKind = RecordKind.DEAL,
    number: int = 0,
    organization: str | None = None,
    **fields: Any,
) -> Record:
    firm = await an_organization(workspace, organization) if organization else None
    number = number or await Scope(workspace.id).of(Record).filter(kind=kind).count() + 1
    defaults: dict[str, Any] = {"status": RecordStatus.OPEN, "created_at": NOW, "organization": firm}
    record = await Record.create(
        workspace=workspace, kind=kind, number=number, title=title, **(defaults | fields)
    )
    for person in people:
        await RecordPerson.create(workspace=workspace, record=record, person=person)
    return record


async def a_mail(
    owner: User, subject: str = "Offer", text: str = "Dear Jane,\nhere is our offer.", **fields: Any
) -> Message:
    """A stored mail in a conversation of its own, from its owner to jane@globex.example."""
    conversation = fields.pop("conversation", None) or await Conversation.create(
        workspace_id=owner.workspace_id, owner=owner, subject=subject, started_at=NOW, latest_at=NOW
    )
    to = fields.pop("to", [("Jane Doe", "jane@globex.example")])
    files = fields.pop("files", [])
    defaults: dict[str, Any] = {
        "message_key": f"<{await Scope(owner.workspace_id).of(Message).count()}@northwind.example>",
        "direction": Direction.SENT,
        "author_name": owner.name,
        "author_address": owner.email,
        "sent_at": NOW - timedelta(minutes=1),
        "received_at": NOW,
        "proof": {"method": "dkim", "domain": "northwind.example", "checks": []},
    }
    if fields.get("visibility") is Visibility.SHARED:
        defaults["shared_at"] = fields.get("received_at", NOW)
    mail = await Message.create(
        workspace_id=owner.workspace_id,
        owner=owner,
        conversation=conversation,
        subject=subject,
        text=text,
        **(defaults | fields),
    )
    role = ParticipantRole.ORIGINAL_TO if mail.direction is Direction.FORWARDED else ParticipantRole.TO
    for position, (name, address) in enumerate(to):
        await Participant.create(
            workspace_id=owner.workspace_id,
            message=mail,
            role=role,
            position=position,
            name=name,
            address=address,
        )
    for position, (name, size) in enumerate(files):
        await Attachment.create(
            workspace_id=owner.workspace_id,
            message=mail,
            position=position,
            name=name,
            type="application/pdf",
            size=size,
            digest="0" * 64,
            part=str(position),
            inline=False,
            signature=False,
        )
    people = [Named(True, mail.author_name, mail.author_address), *(Named(False, *one) for one in to)]
    bulk = Bulk(get_connection("default"))
    index = text_index(words_of(mail.note, mail.text), vector=bulk.is_postgres)
    words = words_of_mail(
        workspace_id=mail.workspace_id, owner_id=mail.owner_id, message_id=mail.id,
        visibility=mail.visibility, subject=mail.subject, index=index, people=people,
        file_names=[name for name, _ in files],
    )  # fmt: skip
    await bulk.insert(new_words([words], vector=bulk.is_postgres))
    return mail


async def a_file(mail: Message, name: str, content: bytes) -> Attachment:
    """A file of a mail, with its bytes in the mail as it came."""
    raw = await RawMail.create(
        workspace_id=mail.workspace_id, digest="0" * 64, content=zlib.compress(b"..." + content), size=3,
        peer_ip="127.0.0.1", helo="x", mail_from="", rcpt_to=[], received_at=NOW,
    )  # fmt: skip
    await Scope(mail.workspace_id).of(Message).filter(id=mail.id).update(raw_mail_id=raw.id)
    return await Attachment.create(
        workspace_id=mail.workspace_id, message=mail, position=0, name=name, type="application/pdf",
        size=len(content), digest="0" * 64, part=f"3-{3 + len(content)}", inline=False, signature=False,
    )  # fmt: skip


async def a_share(mail: Message, **fields: Any) -> Share:
    """A copy of a mail that stands in a channel: its new text."""
    defaults: dict[str, Any] = {
        "state": ShareState.POSTED,
        "channel": "CDEALS",
        "channel_name": "deals",
        "ts": "1800000000.000100",
        "parts": {"text": True, "quoted": False, "files": [], "note": ""},
        "shared_by_id": mail.owner_id,
        "created_at": NOW,
    }
    return await Share.create(workspace_id=mail.workspace_id, message=mail, **(defaults | fields))


async def a_link(mail: Message, record: Record | None, **fields: Any) -> Link:
    defaults: dict[str, Any] = {"origin": LinkOrigin.USER, "user_id": mail.owner_id, "created_at": NOW}
    return await Link.create(
        workspace_id=mail.workspace_id,
        conversation_id=mail.conversation_id,
        record=record,
        **(defaults | fields),
    )


async def a_held_mail(user: User, address: str, **fields: Any) -> HeldMail:
    """A mail from `address` that waits for the user's word."""
    defaults: dict[str, Any] = {
        "held_for": HeldFor.PLAUSIBLE,
        "subject": "Offer",
        "content": zlib.compress(b"Subject: Offer\r\n\r\nHello\r\n"),
        "digest": address,
        "peer_ip": "127.0.0.1",
        "helo": "h",
        "mail_from": "",
        "rcpt_to": [],
        "received_at": NOW,
        "expires_at": NOW + timedelta(days=14),
    }
    return await HeldMail.create(
        workspace_id=user.workspace_id, user=user, address=address, **(defaults | fields)
    )
