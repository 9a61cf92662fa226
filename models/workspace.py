"""A Slack workspace that installed us."""

from datetime import datetime

from tortoise import fields

from .base import Row, ScopedManager, ScopedRow
from .types import ContactCreation, OutsideGuard, Visibility


class Workspace(Row):
    """One installation's tenant: a Slack team, or an Enterprise organization for an org-wide install."""

    team_id = fields.CharField(max_length=32, unique=True)
    enterprise_id = fields.CharField(max_length=32, null=True)
    name = fields.CharField(max_length=255)
    slug = fields.CharField(max_length=64, unique=True)
    internal_domains: list[str] = fields.JSONField(default=list)
    share_channels: list[str] | None = fields.JSONField(null=True)  # None: every channel
    default_visibility = fields.CharEnumField(Visibility, max_length=16, default=Visibility.PRIVATE)
    contact_creation = fields.CharEnumField(ContactCreation, max_length=16, default=ContactCreation.ASK)
    default_auto_link = fields.BooleanField(default=True, db_default=True)
    outside_guard = fields.CharEnumField(
        OutsideGuard, max_length=16, default=OutsideGuard.ASK, db_default=OutsideGuard.ASK
    )
    # Whether what is shared of a deal's mail is posted to the deal's own channel as well.
    post_to_record_channels = fields.BooleanField(default=False, db_default=False)
    record_channels_since: datetime | None = fields.DatetimeField(null=True)  # what was shared before is not
    retention_days: int | None = fields.IntField(null=True)
    installed_at: datetime = fields.DatetimeField()
    # When the directory of members was last read whole. Until then an unknown sender is not yet unknown.
    directory_at: datetime | None = fields.DatetimeField(null=True)
    uninstalled_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "workspace"


class FormerSlug(ScopedRow):
    """A slug that a workspace gave up: mail to it is taken until `until`, and nobody else gets it before."""

    slug = fields.CharField(max_length=64, unique=True)
    until: datetime = fields.DatetimeField()

    class Meta:
        table = "former_slug"
        manager = ScopedManager()


class Installation(ScopedRow):
    """The tokens of a workspace, sealed with the key from the environment. Ingest never reads them."""

    bot_user_id = fields.CharField(max_length=32)
    bot_id = fields.CharField(max_length=32, null=True)
    app_id = fields.CharField(max_length=32, null=True)
    scopes: list[str] = fields.JSONField(default=list)
    bot_token = fields.BinaryField()
    refresh_token: bytes | None = fields.BinaryField(null=True)
    token_expires_at: datetime | None = fields.DatetimeField(null=True)
    installed_by = fields.CharField(max_length=32, null=True)
    updated_at: datetime = fields.DatetimeField()

    class Meta:
        table = "installation"
        manager = ScopedManager()
        unique_together = (("workspace_id",),)
