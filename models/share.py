"""Where mail was shown to others, and who follows it there."""

from datetime import datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .mail import Message
from .types import ShareState
from .user import User


class Share(ScopedRow):
    """A copy of a mail in a channel or in a person's DM, from the wish to post it to its withdrawal.

    `parts` says what is shown: `{"text": bool, "quoted": bool, "files": [attachment ids], "note": …}`;
    `files` is what was uploaded: `[{"attachment": id, "file": Slack's id}]`.
    """

    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", on_delete=fields.CASCADE
    )
    message_id: int
    state = fields.CharEnumField(
        ShareState, max_length=16, default=ShareState.POSTED, db_default=ShareState.POSTED
    )
    channel = fields.CharField(max_length=32)
    channel_name = fields.CharField(max_length=255, null=True)
    # The person whose DM it is, where it went to a person.
    recipient: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL, related_name="received_shares"
    )
    recipient_id: int | None
    parts: dict[str, Any] = fields.JSONField(default=dict, db_default={})
    files: list[dict[str, Any]] = fields.JSONField(default=list, db_default=[])
    error = fields.CharField(max_length=255, null=True)
    ts = fields.CharField(max_length=32, null=True)
    shared_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL, related_name="shares"
    )
    shared_by_id: int | None
    created_at: datetime = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "share"
        manager = ScopedManager()
        indexes = (("message_id", "withdrawn_at"), ("workspace_id", "channel"))


class Follow(ScopedRow):
    """A colleague who wants to hear of later mail of a shared conversation."""

    share: fields.ForeignKeyRelation[Share] = fields.ForeignKeyField("models.Share", on_delete=fields.CASCADE)
    share_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    user_id: int
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "follow"
        manager = ScopedManager()
        unique_together = (("share_id", "user_id"),)
