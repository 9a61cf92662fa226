"""Deals, leads and projects: what mail is filed under.

The three share one table: they are searched together, numbered alike, linked alike and differ in one
pair of columns.
"""

from datetime import datetime
from decimal import Decimal

from tortoise import fields

from .base import ScopedManager, ScopedRow, WordedRow
from .contact import Organization, Person
from .types import RecordKind, RecordStatus
from .user import User


class Record(WordedRow):
    """A deal, lead or project. `number` counts per workspace and kind: what people say ("deal 42")."""

    searched = "title"

    kind = fields.CharEnumField(RecordKind, max_length=16)
    number = fields.IntField()
    title = fields.CharField(max_length=255)
    status = fields.CharEnumField(RecordStatus, max_length=16, default=RecordStatus.OPEN)
    value: Decimal | None = fields.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = fields.CharField(max_length=3, null=True)
    owner: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", null=True, on_delete=fields.SET_NULL
    )
    owner_id: int | None
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", null=True, on_delete=fields.SET_NULL
    )
    organization_id: int | None
    channel = fields.CharField(max_length=32, null=True)  # where its shared mail may be posted
    channel_at: datetime | None = fields.DatetimeField(null=True)  # what was shared before is not
    created_at: datetime = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "record"
        manager = ScopedManager()
        unique_together = (("workspace_id", "kind", "number"),)
        indexes = (("workspace_id", "status", "kind"), ("organization_id", "status"))


class RecordPerson(ScopedRow):
    """A person concerned by a deal, lead or project."""

    record: fields.ForeignKeyRelation[Record] = fields.ForeignKeyField(
        "models.Record", on_delete=fields.CASCADE
    )
    record_id: int
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", on_delete=fields.CASCADE
    )
    person_id: int

    class Meta:
        table = "record_person"
        manager = ScopedManager()
        unique_together = (("record_id", "person_id"),)
        indexes = (("person_id", "record_id"),)
