"""Raw mail: in the database or, where the operator wants it so, in a store of objects beside it.

An object is written before the row that names it is committed, and deleted after the row is gone. So a row's
object is always there; an object without a row is left over, and collected.
"""

from .opening import new_key, raw_store, read_raw, store_in_use, workspace_and_day
from .store import RawStore, RawStoreFailed, RawStoreUnusable, open_raw_store

__all__ = [
    "RawStore",
    "RawStoreFailed",
    "RawStoreUnusable",
    "new_key",
    "open_raw_store",
    "raw_store",
    "read_raw",
    "store_in_use",
    "workspace_and_day",
]
