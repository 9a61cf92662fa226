"""The store of this process, open beside its database."""

import asyncio
import re
import secrets
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .store import RawStore, RawStoreFailed, open_raw_store

if TYPE_CHECKING:
    from models.mail import RawMail

_KEY = re.compile(r"(\d+)/(\d{4})/(\d\d)/(\d\d)/[0-9a-f]{32}")
_open: list[RawStore] = []  # as with Tortoise's connections, whoever runs in the process finds it


@asynccontextmanager
async def raw_store(url: str) -> AsyncIterator[RawStore | None]:
    """Keep raw mail there while the context lasts; in the database where the URL is empty.

    Raises RawStoreUnusable for a URL that means no store.
    """
    if not url:
        yield None
        return
    store = open_raw_store(url)
    _open.append(store)
    try:
        yield store
    finally:
        _open.remove(store)


def store_in_use() -> RawStore | None:
    """Where this process keeps raw mail; None for the database."""
    return _open[-1] if _open else None


def new_key(workspace_id: int, received_at: datetime) -> str:
    """A key that nobody has and nobody guesses. It says whose mail the object is of and of what day (UTC)."""
    return f"{workspace_id}/{received_at:%Y/%m/%d}/{secrets.token_hex(16)}"


def workspace_and_day(key: str) -> tuple[int, datetime] | None:
    """What such a key says; None for one that is not ours."""
    if (found := _KEY.fullmatch(key)) is None:
        return None
    workspace_id, year, month, day = map(int, found.groups())
    return workspace_id, datetime(year, month, day, tzinfo=UTC)


async def read_raw(raw: "RawMail") -> bytes | None:
    """The mail as it came, wherever it is kept; None where its object is gone. Raises RawStoreFailed."""
    content: bytes | None = raw.content
    if raw.object_key is not None:
        if (store := store_in_use()) is None:
            raise RawStoreFailed("BCC_RAW_STORE_URL is not set, and this mail is in a store")
        content = await store.get(raw.object_key)
    return None if content is None else await asyncio.to_thread(zlib.decompress, content)
