"""What SQLite's query planner knows of the tables; PostgreSQL's autovacuum sees to its own."""

from typing import Any

from tortoise.connection import get_connection

# Rows looked at in each index: enough to tell a column that all rows share from one that few do, and done in
# milliseconds (https://www.sqlite.org/pragma.html#pragma_analysis_limit).
_ROWS = 400
_GROWTH = 2  # what held for so many rows holds for twice as many

_KNOWN = "SELECT max(CAST(stat AS INTEGER)) AS known FROM sqlite_stat1 WHERE tbl = 'message'"
_HAS_STATISTICS = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
_NEWEST = "SELECT max(id) AS newest FROM message"


async def refresh_statistics() -> bool:
    """Have the planner look at the tables again where they have outgrown what it knows; whether they had.

    Without statistics SQLite takes every index for a selective one, and reads a whole workspace to find the
    ten mails of a page.
    """
    connection = get_connection("default")
    if connection.capabilities.dialect != "sqlite":
        return False
    newest = await _number(connection, _NEWEST, "newest")
    known = 0
    if await connection.execute_query_dict(_HAS_STATISTICS):
        known = await _number(connection, _KNOWN, "known")
    if newest < max(1, known * _GROWTH):
        return False
    await connection.execute_script(f"PRAGMA analysis_limit={_ROWS}; ANALYZE;")
    return True


async def _number(connection: Any, query: str, column: str) -> int:
    [row] = await connection.execute_query_dict(query)
    return row[column] or 0
