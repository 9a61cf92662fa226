"""One column of a query as plain values."""

from typing import Any

from tortoise.queryset import QuerySet


async def column(rows: QuerySet[Any], name: str) -> list[Any]:
    """What stands in that column of each row."""
    return [row[0] for row in await rows.values_list(name)]
