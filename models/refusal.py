"""What we turned away, so that its owner can see why."""

from datetime import date, datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .user import User


class Refusal(ScopedRow):
    """Refused mail that named this workspace: one row per claimed sender, reason and day, with a count.

    `claimed_sender` is what the mail said of itself and is proved by nothing; `user` is the member whom
    that address belongs to or plausibly belongs to. `reply`, `peer_ip` and `checks` are those of the latest
    such mail. The mail's text is never kept.
    """

    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.CASCADE
    )
    user_id: int | None
    day: date = fields.DateField()
    claimed_sender = fields.CharField(max_length=320)
    reason = fields.CharField(max_length=32)
    reply = fields.CharField(max_length=512)
    peer_ip = fields.CharField(max_length=64)
    checks: list[dict[str, Any]] = fields.JSONField(default=list)
    count = fields.IntField(default=1)
    first_at: datetime = fields.DatetimeField()
    latest_at: datetime = fields.DatetimeField()

    class Meta:
        table = "refusal"
        manager = ScopedManager()
        unique_together = (("workspace_id", "day", "claimed_sender", "reason"),)
        indexes = (("workspace_id", "user_id", "latest_at"),)
