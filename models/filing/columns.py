"""Queries for one column, and for many values."""

from collections.abc import Collection, Iterator
from typing import Any

from tortoise.queryset import QuerySet

_SLICE = 5000  # well below what one statement takes in either engine


async def column(rows: QuerySet[Any], name: str) -> list[Any]:
    """What stands in that column of each row."""
    return [row[0] for row in await rows.values_list(name)]


def slices(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in order, as many at a time as a statement takes."""
    ordered = sorted(values)
    for start in range(0, len(ordered), _SLICE):
        yield ordered[start : start + _SLICE]
