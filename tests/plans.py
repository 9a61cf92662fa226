"""How the database would go about what the product asks it."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from models.hop import ConnectionOnThread

# Those that grow with the mail, the people and the records of a workspace.
LARGE = frozenset(
    {
        "attachment", "audit_event", "conversation", "correspondent", "follow", "held_mail", "link",
        "message", "message_words", "organization", "outbox_item", "participant", "person", "person_email",
        "raw_mail", "record", "record_person", "share", "target_words", "thread_key",
    }
)  # fmt: skip

_READS = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", re.IGNORECASE)
_TABLE = re.compile(r'"?(\w+)"?(?: AS)? "?(\w+)"?', re.IGNORECASE)


@contextmanager
def queries_asked() -> Iterator[dict[str, list[Any]]]:
    """Every query that is asked meanwhile, with the values it was last asked with."""
    asked: dict[str, list[Any]] = {}

    def listening(method: Any) -> Any:
        async def listen(self: Any, query: str, values: list[Any] | None = None) -> Any:
            if _READS.match(query):
                asked[query] = list(values or [])
            return await method(self, query, values)

        return listen

    with ExitStack() as stack:
        for client in (SqliteClient, ConnectionOnThread, AsyncpgDBClient):
            for name in ("execute_query", "execute_query_dict"):
                stack.enter_context(patch.object(client, name, listening(getattr(client, name))))
        yield asked


async def tables_read_whole(query: str, values: list[Any]) -> set[str]:
    """The large tables for which the query has no index to use, however large they are."""
    if get_connection("default").capabilities.dialect == "sqlite":
        return await _in_sqlite(query, values)
    async with in_transaction() as connection:
        await connection.execute_query("SET LOCAL enable_seqscan = off")
        [row] = await connection.execute_query_dict(f"EXPLAIN (FORMAT JSON) {query}", values)
    plan = row["QUERY PLAN"]
    return set(_read_whole(json.loads(plan) if isinstance(plan, str) else plan)) & LARGE


async def _in_sqlite(query: str, values: list[Any]) -> set[str]:
    rows = await get_connection("default").execute_query_dict(f"EXPLAIN QUERY PLAN {query}", values)
    names = {alias: table for table, alias in _TABLE.findall(query) if table in LARGE}
    read = {found[1] for row in rows if (found := re.fullmatch(r"SCAN (\w+)", row["detail"]))}
    return {names.get(name, name) for name in read} & LARGE


def _read_whole(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _read_whole(part)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan":
            yield plan["Relation Name"]
        for part in plan.values():
            yield from _read_whole(part)
