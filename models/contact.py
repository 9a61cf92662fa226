"""People and organizations outside the workspace."""

from datetime import datetime
from typing import Any

from tortoise import fields

from .address import mailbox_key
from .base import ScopedManager, WordedRow


class Organization(WordedRow):
    """A company that persons work for."""

    searched = "name"

    name = fields.CharField(max_length=255)
    domain = fields.CharField(max_length=255, null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "organization"
        manager = ScopedManager()
        indexes = (("workspace_id", "name"), ("workspace_id", "domain"))


class Person(WordedRow):
    """A contact."""

    searched = "name"

    number = fields.IntField()
    name = fields.CharField(max_length=255)
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "models.Organization", null=True, on_delete=fields.SET_NULL
    )
    organization_id: int | None
    created_at: datetime = fields.DatetimeField()

    class Meta:
        table = "person"
        manager = ScopedManager()
        unique_together = (("workspace_id", "number"),)
        indexes = (("workspace_id", "name"),)


class PersonEmail(WordedRow):
    """One address of a person, in canonical form. Two persons may share one (info@), so it is not unique."""

    searched = "address"

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", on_delete=fields.CASCADE
    )
    person_id: int
    address = fields.CharField(max_length=320)
    # The mailbox behind the address: what `models.address.mailbox_key` makes of it. Matching goes by this.
    match_key = fields.CharField(max_length=320)

    def __init__(self, **columns: Any) -> None:
        if address := columns.get("address"):
            columns.setdefault("match_key", mailbox_key(address))
        super().__init__(**columns)

    class Meta:
        table = "person_email"
        manager = ScopedManager()
        unique_together = (("person_id", "address"),)
        indexes = (("workspace_id", "address"), ("workspace_id", "match_key"))
