"""Who outside the workspace takes part in a conversation."""

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .mail import Conversation
from .user import User


class Correspondent(ScopedRow):
    """One outside mailbox in one conversation, by its `mailbox_key`, contact or not.

    What tells whom a conversation is with, and what its owner filed before with the same people.
    """

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", on_delete=fields.CASCADE
    )
    conversation_id: int
    key = fields.CharField(max_length=320)

    class Meta:
        table = "correspondent"
        manager = ScopedManager()
        unique_together = (("conversation_id", "key"),)
        indexes = (("owner_id", "key", "conversation_id"),)
