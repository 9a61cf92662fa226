"""The states of installations under way: a browser that we sent to Slack, and that is to come back once."""

from datetime import datetime

from tortoise import fields

from .base import Row


class OAuthState(Row):
    """Somebody began to install us. Of the state that their browser carries only a hash is kept.

    No workspace is known yet: which one it is for, Slack says at the end.
    """

    digest = fields.CharField(max_length=64, unique=True)
    expires_at: datetime = fields.DatetimeField(db_index=True)

    class Meta:
        table = "oauth_state"
