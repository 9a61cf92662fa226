"""Who did what."""

from datetime import datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .user import User


class AuditEvent(ScopedRow):
    """One deed, never changed afterwards. `verb` is past tense ("linked"), `subject` is "kind:id"."""

    at: datetime = fields.DatetimeField()
    actor: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL
    )
    actor_id: int | None
    verb = fields.CharField(max_length=32)
    subject = fields.CharField(max_length=64)
    detail: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "audit_event"
        manager = ScopedManager()
        indexes = (("workspace_id", "at"),)
