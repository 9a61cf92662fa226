# ruff: noqa: SLF001  a model keeps what describes its table in `_meta`
"""Migrations without the greater part of what Tortoise prepares for them.

Tortoise renders every model anew before and after each step, with all its query filters. Our steps only
describe tables, so the filters are left out, and the state before a step shares the models of the one before.
"""

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps


class _Tables(StateApps):
    """Models that can be made into tables, but not queried."""

    def _build_initial_querysets(self) -> None:
        for app in self.apps.values():
            for model in app.values():
                if model._meta._inited:
                    model._meta.finalise_fields()
                    model._meta._resolve_index_expressions()

    def clone(self, model_states: dict[tuple[str, str], ModelState] | None = None) -> "_Tables":
        """A step puts new models in the place of those it changes: the old ones may be shared."""
        copy = _Tables(dict(self._default_connections), self._connections)
        copy.apps = {label: dict(app) for label, app in self.apps.items()}
        return copy


class Migrator(MigrationExecutor):
    """Applies steps that describe tables or run SQL; one that queries a model's rows fails."""

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        connections = {
            label: config.get("default_connection", "default")
            for label, config in self.loader.apps_config.items()
        }
        state = State(models={}, apps=_Tables(connections))
        for key in self._full_plan():
            if upto and key == upto:
                break
            if key not in applied:
                continue
            migration = self.loader.graph.nodes[key]
            if migration is None:
                raise ValueError(f"Missing migration for {key}")
            await migration.apply(state, dry_run=True, schema_editor=None)
        return state
