"""What every row has, and the fence that makes an unscoped query impossible by accident."""

from typing import Any, NoReturn

from tortoise import fields
from tortoise.manager import Manager
from tortoise.models import Model


class UnscopedQuery(Exception):
    """A workspace's content was asked for without saying whose. Go through `models.Scope`."""


class ScopedManager(Manager):
    """Refuses every query. Tortoise starts each `Model.filter()`, `.all()`, `.get()`, relation and
    prefetch here; `Scope.of()` builds its own queryset and so is the only way past."""

    def get_queryset(self) -> NoReturn:
        name = self._model.__name__ if self._model else "this table"
        raise UnscopedQuery(f"{name} belongs to a workspace: query it with Scope.of({name}).")


class Row(Model):
    """A row of any table."""

    id = fields.BigIntField(primary_key=True)

    class Meta:
        abstract = True


class ScopedRow(Row):
    """A row that belongs to one workspace. Subclasses repeat `manager = ScopedManager()` in their Meta,
    because Tortoise does not inherit managers; a test fails on one that forgot."""

    workspace: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Workspace", on_delete=fields.CASCADE
    )
    workspace_id: int

    class Meta:
        abstract = True
