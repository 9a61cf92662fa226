"""A migration step that each engine has its own words for."""

from collections.abc import Sequence

from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class ByDialect(TortoiseOperation):
    """Statements for SQLite and for PostgreSQL. Nothing that the models say, so no state changes."""

    reversible = False

    def __init__(self, *, sqlite: Sequence[str], postgres: Sequence[str]) -> None:
        self._statements = {"sqlite": sqlite, "postgres": postgres}

    def describe(self) -> str:
        return "Run SQL of the engine's own"

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        if state_editor is None:
            return
        # Not the editor's own way, which cuts SQLite's scripts at every semicolon, a trigger's too.
        for statement in self._statements[state_editor.client.capabilities.dialect]:
            await state_editor.client.execute_query(statement)
