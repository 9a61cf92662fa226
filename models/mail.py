"""Mail as we keep it: the exact bytes, each owner's copy, and where it is filed."""

from datetime import datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .contact import Person
from .record import Record
from .types import Direction, LinkOrigin, ParticipantRole, Visibility
from .user import User


class RawMail(ScopedRow):
    """The bytes as received, zlib-compressed, and their envelope. Retention deletes these rows.

    The bytes are the row's `content` or, where it names one by `object_key`, an object of the raw store: see
    `models.raw`.
    """

    digest = fields.CharField(max_length=64)
    content = fields.BinaryField()
    object_key = fields.CharField(max_length=100, null=True)
    size = fields.IntField()
    peer_ip = fields.CharField(max_length=64)
    helo = fields.CharField(max_length=255)
    mail_from = fields.CharField(max_length=320)
    rcpt_to: list[str] = fields.JSONField()
    received_at: datetime = fields.DatetimeField()

    class Meta:
        table = "raw_mail"
        manager = ScopedManager()
        indexes = (("workspace_id", "received_at"),)


class Conversation(ScopedRow):
    """One owner's thread of mails."""

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    subject = fields.TextField()
    # What the subject is about, prefixes aside: `models.filing.subjects.topic_of`.
    topic = fields.CharField(max_length=32, default="")
    started_at: datetime = fields.DatetimeField()
    latest_at: datetime = fields.DatetimeField()
    # What the rule could not choose between, likeliest first: [{"record_id": 7, "why": "…"}].
    suggestions: list[dict[str, Any]] = fields.JSONField(default=list)
    # Since when its owner files it themselves: no rule links it from then on.
    filed_by_hand_at: datetime | None = fields.DatetimeField(null=True)
    # Since when it is shared as a whole within the company: its later mails are shared too.
    shared_at: datetime | None = fields.DatetimeField(null=True)
    # When its owner was done with it without filing it; a later mail brings it back to the inbox.
    done_at: datetime | None = fields.DatetimeField(null=True)
    # Whether it stands in the inbox: nothing live is linked, and it is not done. The database keeps this
    # itself, by triggers on links and on the two columns above (migration 0002); never set it.
    waiting = fields.BooleanField(default=True)

    class Meta:
        table = "conversation"
        manager = ScopedManager()
        indexes = (
            ("workspace_id", "owner_id", "latest_at"),
            ("owner_id", "topic", "latest_at"),
            ("owner_id", "waiting", "latest_at"),
        )


class ThreadKey(ScopedRow):
    """A Message-ID that belongs to a conversation, seen or only referred to (RFC 5322 section 3.6.4)."""

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    key = fields.CharField(max_length=255)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", on_delete=fields.CASCADE
    )
    conversation_id: int

    class Meta:
        table = "thread_key"
        manager = ScopedManager()
        unique_together = (("owner_id", "key"),)
        indexes = (("conversation_id",),)  # for erasure and handing over


class Message(ScopedRow):
    """One owner's copy of a mail.

    `message_key` names the mail for that owner, whatever envelope or tag it came with: the Message-ID where
    that is proved, or the signature that proves the mail, or a digest where there is neither. `thread_key` is
    what later mails call it, where that is something else. `author_*` is who wrote it (for a forward, the
    original's author, as the forward says); `proof` is the verdict in brief. `malformed` says why a mail
    could not be read; its text is then empty and the raw file is all there is.
    """

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    raw_mail: fields.ForeignKeyNullableRelation[RawMail] = fields.ForeignKeyField(
        "models.RawMail", null=True, on_delete=fields.SET_NULL
    )
    raw_mail_id: int | None
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", on_delete=fields.CASCADE
    )
    conversation_id: int
    message_key = fields.CharField(max_length=255)
    thread_key = fields.CharField(max_length=255, null=True)
    direction = fields.CharEnumField(Direction, max_length=16)
    visibility = fields.CharEnumField(Visibility, max_length=16, default=Visibility.PRIVATE)
    # When it was last shared; it stays when the mail is made private, so that undoing that is no new sharing.
    shared_at: datetime | None = fields.DatetimeField(null=True)
    subject = fields.TextField()
    author_name = fields.TextField()
    author_address = fields.CharField(max_length=320)
    sent_at: datetime | None = fields.DatetimeField(null=True)
    received_at: datetime = fields.DatetimeField()
    text = fields.TextField()
    quoted: str | None = fields.TextField(null=True)
    note: str | None = fields.TextField(null=True)
    proof: dict[str, Any] = fields.JSONField(default=dict)
    tags: list[str] = fields.JSONField(default=list)
    malformed: str | None = fields.TextField(null=True)
    # It answers a mail that we never saw.
    reply_to_unseen = fields.BooleanField(default=False)
    # Where the card stands, in which thread if in one. Empty until Slack took it.
    card_channel = fields.CharField(max_length=32, null=True)
    card_ts = fields.CharField(max_length=32, null=True)
    card_thread_ts = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "message"
        manager = ScopedManager()
        unique_together = (("owner_id", "message_key"),)
        indexes = (
            ("workspace_id", "owner_id", "received_at"),
            ("conversation_id", "received_at"),
            ("raw_mail_id",),  # for retention: deleting a raw mail looks for the message above it
        )


class MessageName(ScopedRow):
    """What a mail is known again by, where that is not its Message-ID alone: `message_key` among the rest."""

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    name = fields.CharField(max_length=255)
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int

    class Meta:
        table = "message_name"
        manager = ScopedManager()
        unique_together = (("name", "owner_id"),)
        indexes = (("message_id",),)


class Participant(ScopedRow):
    """An address a mail names, and the person it belongs to where we know one."""

    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int
    role = fields.CharEnumField(ParticipantRole, max_length=16)
    position = fields.IntField()
    name = fields.TextField()
    address = fields.CharField(max_length=320)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", null=True, on_delete=fields.SET_NULL
    )
    person_id: int | None

    class Meta:
        table = "participant"
        manager = ScopedManager()
        indexes = (
            ("message_id", "position"),
            ("workspace_id", "address", "message_id"),
            ("person_id", "message_id"),
        )


class Attachment(ScopedRow):
    """A file that came with a mail. Its bytes stay in the raw mail, at `part`."""

    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int
    position = fields.IntField()
    name = fields.TextField()
    type = fields.CharField(max_length=255)
    size = fields.IntField()
    digest = fields.CharField(max_length=64)
    part = fields.CharField(max_length=255)  # the way there, for `models.stretch.content_at`
    inline = fields.BooleanField()
    signature = fields.BooleanField()

    class Meta:
        table = "attachment"
        manager = ScopedManager()
        indexes = (("message_id", "position"),)


class Link(ScopedRow):
    """A conversation filed under a record or a person: exactly one of the two is set.

    Removing keeps the row, so that undo and "Why?" can tell what was; `removed_at` None is a live link.
    """

    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", on_delete=fields.CASCADE
    )
    conversation_id: int
    record: fields.ForeignKeyNullableRelation[Record] = fields.ForeignKeyField(
        "models.Record", null=True, on_delete=fields.CASCADE
    )
    record_id: int | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", null=True, on_delete=fields.CASCADE
    )
    person_id: int | None
    origin = fields.CharEnumField(LinkOrigin, max_length=16)
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL
    )
    user_id: int | None
    reason: dict[str, Any] = fields.JSONField(default=dict)
    created_at: datetime = fields.DatetimeField()
    removed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "link"
        manager = ScopedManager()
        indexes = (
            ("conversation_id", "removed_at"),
            ("workspace_id", "record_id", "created_at"),
            ("workspace_id", "person_id", "created_at"),
        )
