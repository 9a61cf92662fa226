"""A migration step for an enum column that may hold more words than before."""

from tortoise.migrations.operations import AlterField
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class GrownEnum(AlterField):
    """The column's type stays what it is, so only the state changes.

    Tortoise would rebuild the table on SQLite for the sake of its comment, and lose its indexes and triggers.
    """

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        return

    database_backward = database_forward
