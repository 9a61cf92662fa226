"""What a user told us to do with later mail."""

from datetime import datetime

from tortoise import fields

from .base import ScopedManager, ScopedRow
from .contact import Person
from .record import Record
from .user import User


class FilingRule(ScopedRow):
    """'Always file mail with this person here', until the record closes or the owner takes it back."""

    owner: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User", on_delete=fields.CASCADE)
    owner_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", on_delete=fields.CASCADE
    )
    person_id: int
    record: fields.ForeignKeyRelation[Record] = fields.ForeignKeyField(
        "models.Record", on_delete=fields.CASCADE
    )
    record_id: int
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "filing_rule"
        manager = ScopedManager()
        unique_together = (("owner_id", "person_id"),)
