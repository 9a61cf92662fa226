"""Slack users and the addresses they send from."""

from datetime import datetime
from typing import Any

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .types import AddressState, ContactCreation, Role, Visibility


class User(ScopedRow):
    """A person of the workspace, kept in step with Slack's directory.

    `email` is the account e-mail in canonical form, None where Slack shows none. A guest or a
    deactivated user owns nothing new and sees nothing.
    """

    slack_user_id = fields.CharField(max_length=32)
    name = fields.CharField(max_length=255)
    email = fields.CharField(max_length=320, null=True)
    locale = fields.CharField(max_length=16, default="en-US")
    tz = fields.CharField(max_length=64, default="UTC")
    role = fields.CharEnumField(Role, max_length=16, default=Role.MEMBER)  # Slack's word
    made_admin = fields.BooleanField(default=False, db_default=False)  # an admin's word; see `is_admin`
    active = fields.BooleanField(default=True)
    guest = fields.BooleanField(default=False)
    auto_link = fields.BooleanField(default=True)
    default_visibility = fields.CharEnumField(Visibility, max_length=16, null=True)  # None: the workspace's
    contact_creation = fields.CharEnumField(ContactCreation, max_length=16, null=True)  # None: likewise
    digest = fields.BooleanField(default=False)
    language = fields.CharField(max_length=16, null=True)  # None: Slack's locale
    # Hours of the user's own clock, 0 to 23, between which nothing is posted to them. None: never quiet.
    quiet_from: int | None = fields.IntField(null=True)
    quiet_until: int | None = fields.IntField(null=True)
    dm_channel = fields.CharField(max_length=32, null=True)
    welcomed_at: datetime | None = fields.DatetimeField(null=True)
    # When they were through with getting started: its last step done or waved away.
    started_at: datetime | None = fields.DatetimeField(null=True)
    digest_at: datetime | None = fields.DatetimeField(null=True)  # the latest weekly digest
    refusals_told_at: datetime | None = fields.DatetimeField(null=True)  # the latest digest of refusals
    # A member who left: since when, who took over what they shared or filed, when the rest is erased.
    deactivated_at: datetime | None = fields.DatetimeField(null=True)
    successor: fields.ForeignKeyNullableRelation["User"] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL
    )
    successor_id: int | None
    erase_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "slack_user"
        manager = ScopedManager()
        unique_together = (("workspace_id", "slack_user_id"),)
        indexes = (("workspace_id", "email"),)

    @property
    def is_admin(self) -> bool:
        """Whether they may set the company's rules: Slack's admins and owners, and whom those made one."""
        return self.active and not self.guest and (self.role is Role.ADMIN or self.made_admin)


class SenderAddress(ScopedRow):
    """An alternate address of a user. Mail from it is taken once it is verified.

    Of the code that was mailed and the token in its link only hashes are kept. `sends` counts the mails
    since `created_at`. `evidence` says how it was verified; before that, what hinders it (`trouble`), and
    once it is removed, what it `was`.
    """

    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    user_id: int
    address = fields.CharField(max_length=320)
    state = fields.CharEnumField(AddressState, max_length=16, default=AddressState.PENDING)
    code_hash: bytes | None = fields.BinaryField(null=True)
    token_hash: bytes | None = fields.BinaryField(null=True)
    expires_at: datetime | None = fields.DatetimeField(null=True)
    sends = fields.IntField(default=0, db_default=0)
    sent_at: datetime | None = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    created_at: datetime = fields.DatetimeField()
    verified_at: datetime | None = fields.DatetimeField(null=True)
    removed_at: datetime | None = fields.DatetimeField(null=True)
    evidence: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "sender_address"
        manager = ScopedManager()
        indexes = (("workspace_id", "address", "state"),)
