"""What every row has, and the fence that makes an unscoped query impossible by accident."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.manager import Manager
from tortoise.models import Model

from .fulltext import words_of


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


class WordedRow(ScopedRow):
    """A row that is searched by one of its columns: `words` follows it whenever the row is made or saved.

    A QuerySet.update() of that column does not pass here: it has to set `words` too.
    """

    searched: ClassVar[str]

    words = fields.TextField(default="")

    def __init__(self, **columns: Any) -> None:
        super().__init__(**columns)
        self.words = words_of(getattr(self, self.searched))

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,
        force_update: bool = False,
    ) -> None:
        self.words = words_of(getattr(self, self.searched))
        if update_fields is not None and self.searched in (update_fields := list(update_fields)):
            update_fields.append("words")
        await super().save(using_db, update_fields, force_create, force_update)

    class Meta:
        abstract = True
