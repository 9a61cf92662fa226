"""One row of every table, for the tests that ask something of each."""

from datetime import UTC, datetime

from models import (
    Attachment,
    AuditEvent,
    Conversation,
    Correspondent,
    FilingRule,
    Follow,
    FormerSlug,
    HeldMail,
    Installation,
    Link,
    Message,
    MessageName,
    MessageWords,
    Organization,
    OutboxItem,
    Participant,
    Person,
    PersonEmail,
    RawMail,
    Record,
    RecordPerson,
    Scope,
    ScopedRow,
    SenderAddress,
    Share,
    TargetWords,
    ThreadKey,
    User,
    Workspace,
)
from models.types import Direction, HeldFor, LinkOrigin, OutboxKind, ParticipantRole, RecordKind
from tests.builders import a_refusal

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


async def a_workspace(team_id: str) -> Workspace:
    return await Workspace.create(team_id=team_id, name=team_id, slug=team_id.lower(), installed_at=NOW)


async def one_of_each(
    workspace: Workspace, member: str = "U1", number: int = 1
) -> dict[type[ScopedRow], ScopedRow]:
    """A workspace in small: `member`'s one private mail and everything that hangs on it.

    A second member of the same workspace needs a `number` of its own.
    """
    w = workspace
    at = {"created_at": NOW}
    user = await User.create(workspace=w, slack_user_id=member, name=member, email=f"{member}@x.example")
    organization = await Organization.create(workspace=w, name="Globex", **at)
    person = await Person.create(workspace=w, number=number, name="Jane", organization=organization, **at)
    record = await Record.create(workspace=w, kind=RecordKind.DEAL, number=number, title="Renewal", **at)
    raw = await RawMail.create(
        workspace=w,
        digest="0",
        content=b"",
        size=0,
        peer_ip="127.0.0.1",
        helo="h",
        mail_from="",
        rcpt_to=[],
        received_at=NOW,
    )
    conversation = await Conversation.create(
        workspace=w, owner=user, subject="s", started_at=NOW, latest_at=NOW
    )
    message = await Message.create(
        workspace=w,
        owner=user,
        raw_mail=raw,
        conversation=conversation,
        message_key="k",
        direction=Direction.SENT,
        subject="s",
        author_name="",
        author_address="a@x.example",
        received_at=NOW,
        text="t",
    )
    share = await Share.create(workspace=w, message=message, channel="C1", shared_by=user, **at)
    rows: list[ScopedRow] = [
        user,
        organization,
        person,
        record,
        raw,
        conversation,
        message,
        await SenderAddress.create(workspace=w, user=user, address="alias@x.example", **at),
        await PersonEmail.create(workspace=w, person=person, address="jane@globex.example"),
        await RecordPerson.create(workspace=w, record=record, person=person),
        await ThreadKey.create(workspace=w, owner=user, key="k", conversation=conversation),
        await MessageName.create(workspace=w, owner=user, name="dkim:1", message=message),
        await Correspondent.create(workspace=w, owner=user, conversation=conversation, key="j@g.example"),
        await Participant.create(
            workspace=w, message=message, role=ParticipantRole.TO, position=0, name="", address="j@g.example"
        ),
        await Attachment.create(
            workspace=w,
            message=message,
            position=0,
            name="a.pdf",
            type="application/pdf",
            size=1,
            digest="0",
            part="1",
            inline=False,
            signature=False,
        ),
        await Link.create(
            workspace=w, conversation=conversation, record=record, origin=LinkOrigin.USER, user=user, **at
        ),
        await FilingRule.create(workspace=w, owner=user, person=person, record=record, **at),
        await MessageWords.create(
            workspace=w, message=message, marks=f"#u{user.id}", sender="", recipients="", words="s t"
        ),
        share,
        await Follow.create(workspace=w, share=share, user=user, **at),
        await FormerSlug.create(workspace=w, slug=f"{w.slug}-{member}".lower(), until=NOW),
        await HeldMail.create(
            workspace=w,
            user=user,
            address="new@x.example",
            held_for=HeldFor.PLAUSIBLE,
            subject="s",
            content=b"x",
            digest="0",
            peer_ip="127.0.0.1",
            helo="h",
            mail_from="",
            rcpt_to=[],
            received_at=NOW,
            expires_at=NOW,
        ),
        await OutboxItem.create(
            workspace=w, lane=member, kind=OutboxKind.CARD, user=user, message=message, due_at=NOW, **at
        ),
        await a_refusal(user, f"{member}@x.example"),
        await AuditEvent.create(workspace=w, at=NOW, actor=user, verb="linked", subject="message:1"),
    ]
    if number == 1:
        rows.append(await Installation.create(workspace=w, bot_user_id="B", bot_token=b"x", updated_at=NOW))
    # Triggers wrote one for the person too; of each table there is to be one row.
    await Scope(w.id).of(TargetWords).filter(person_id=person.id).delete()
    rows.append(await Scope(w.id).of(TargetWords).get(record_id=record.id))
    return {type(row): row for row in rows}
