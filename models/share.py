"""Where mail was shown to others."""

from datetime import datetime

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .mail import Message
from .user import User


class Share(ScopedRow):
    """A posted copy of a mail, live until `withdrawn_at`."""

    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int
    channel = fields.CharField(max_length=32)
    ts = fields.CharField(max_length=32, null=True)
    shared_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL
    )
    shared_by_id: int | None
    created_at: datetime = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "share"
        manager = ScopedManager()
        indexes = (("message_id", "withdrawn_at"), ("workspace_id", "channel"))
