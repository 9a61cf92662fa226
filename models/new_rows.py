"""New rows as statements: on SQLite one for each table, on PostgreSQL one for all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tortoise.models import MetaInfo

from .base import ScopedRow

Row = Mapping[str, Any]


class Shape(NamedTuple):
    """What a statement depends on: all but the values."""

    model: type[ScopedRow]
    given: tuple[str, ...]
    ignore_conflicts: bool
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows for one table, all of the same fields; what they leave out gets the model's default.

    `beside` are columns, with their types, that only PostgreSQL has and the model does not name.
    """

    model: type[ScopedRow]
    rows: Sequence[Row]
    ignore_conflicts: bool = False
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def shape(self) -> Shape:
        """Of these rows, of which there must be one."""
        return Shape(self.model, tuple(self.rows[0]), self.ignore_conflicts, self.beside)


@dataclass(frozen=True, slots=True)
class Filled:
    """The columns with their PostgreSQL types: those given first, then the models' own defaults."""

    table: str
    columns: tuple[tuple[str, str], ...]
    defaults: tuple[Any, ...]
    makers: tuple[Callable[[], Any], ...]
    on_conflict: str

    @property
    def names(self) -> str:
        return ", ".join(f'"{name}"' for name, _ in self.columns)


def meta_of(model: type[ScopedRow]) -> MetaInfo:
    """Tortoise's only description of a table."""
    return model._meta  # noqa: SLF001


@lru_cache(maxsize=256)
def filled(shape: Shape) -> Filled:
    """The columns of such rows, and what fills those that the rows leave out."""
    meta, beside = meta_of(shape.model), dict(shape.beside)
    defaults = {
        name: field.default
        for name, field in meta.fields_map.items()
        if name in meta.fields_db_projection and name not in shape.given and not field.pk
    }
    fixed = {name: default for name, default in defaults.items() if not callable(default)}
    made = {name: default for name, default in defaults.items() if callable(default)}
    columns = tuple(
        (name, beside[name])
        if name in beside
        else (meta.fields_db_projection[name], meta.fields_map[name].get_for_dialect("postgres", "SQL_TYPE"))
        for name in (*shape.given, *fixed, *made)
    )
    conflict = " ON CONFLICT DO NOTHING" if shape.ignore_conflicts else ""
    return Filled(meta.db_table, columns, tuple(fixed.values()), tuple(made.values()), conflict)


@lru_cache(maxsize=256)
def row_by_row(shape: Shape) -> str:
    """SQLite's statement, to be run for each row: one that names more rows at once is not faster there."""
    new = filled(shape)
    values = ", ".join(f"?{position}" for position in range(1, len(new.columns) + 1))
    return f'INSERT INTO "{new.table}" ({new.names}) VALUES ({values}){new.on_conflict}'  # noqa: S608


@lru_cache(maxsize=256)
def all_at_once(shapes: tuple[Shape, ...]) -> str:
    """PostgreSQL's statement; its values are the columns, each a list, of one table after the other.

    References between the tables hold: they are looked at when the statement ends.
    """
    inserts, position = list[str](), 1
    for shape in shapes:
        new = filled(shape)
        arrays, picked = list[str](), list[str]()
        for at, (_, kind) in enumerate(new.columns):
            # As text, what is too long is refused and not cut; nor does asyncpg send a tsvector.
            as_text = kind.startswith("VARCHAR") or kind == "tsvector"
            arrays.append(f"${position + at}::{'text' if as_text else kind}[]")
            picked.append(f"c{at}::tsvector" if kind == "tsvector" else f"c{at}")
        position += len(arrays)
        columns = ", ".join(f"c{at}" for at in range(len(arrays)))
        inserts.append(
            f'INSERT INTO "{new.table}" ({new.names}) SELECT {", ".join(picked)}'  # noqa: S608
            f" FROM unnest({', '.join(arrays)}) AS new({columns}){new.on_conflict}"
        )
    *before, last = inserts
    parts = ", ".join(f"part{at} AS ({insert})" for at, insert in enumerate(before))
    return f"WITH {parts} {last}" if parts else last
