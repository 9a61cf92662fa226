"""Mail that was proved but waits for its owner's word: whose is the address it came from?"""

from datetime import datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .types import HeldFor
from .user import User

FOR_ADDRESS = (HeldFor.PENDING, HeldFor.PLAUSIBLE)  # what is filed once its address is verified


class HeldMail(ScopedRow):
    """A whole mail, kept aside for the member it probably belongs to.

    Or that is a member's for sure, but old: `written_at` says how old.

    `content` is zlib-compressed; `verdict` is what was proved when it came, since a signing key may be gone
    by the time it is released. Set `released_at` and ingest files it as if it came now, then deletes the row;
    once `expires_at` has passed it is deleted unread.
    """

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    user_id: int
    address = fields.CharField(max_length=320)
    held_for = fields.CharEnumField(HeldFor, max_length=16)
    subject = fields.CharField(max_length=255)
    content = fields.BinaryField()
    digest = fields.CharField(max_length=64)
    peer_ip = fields.CharField(max_length=64)
    helo = fields.CharField(max_length=255)
    mail_from = fields.CharField(max_length=320)
    rcpt_to: list[str] = fields.JSONField()
    smtputf8 = fields.BooleanField(default=False)
    verdict: dict[str, Any] = fields.JSONField(default=dict)
    received_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    released_at: datetime | None = fields.DatetimeField(null=True)
    written_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "held_mail"
        manager = ScopedManager()
        unique_together = (("user_id", "digest"),)
        indexes = (("user_id", "address"), ("released_at",), ("expires_at",))
