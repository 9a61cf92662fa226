"""What a store of objects has to do, and which one a URL means."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from models.db import DatabaseUnavailable

_BUCKETS = ("s3", "gs", "az")


class RawStoreUnusable(DatabaseUnavailable):
    """BCC_RAW_STORE_URL means no store, or one that lacks its settings. Of it only the scheme is quoted."""


class RawStoreFailed(Exception):
    """The store cannot be reached, or refuses. The text names no key and no secret."""


class RawStore(Protocol):
    """Objects by their keys (`a/b/c`, ASCII). Every method raises RawStoreFailed."""

    async def put(self, key: str, content: bytes) -> None:
        """Returns once the object is durable."""

    async def get(self, key: str) -> bytes | None:
        """The object; None where there is none."""

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete these objects; those that are not there are no error."""

    def older_than(self, moment: datetime) -> AsyncIterator[Sequence[str]]:
        """The keys of the objects that were written before, some at a time."""


def open_raw_store(url: str) -> RawStore:
    """`file:///a/directory`, `s3://bucket/prefix`, `gs://…` or `az://account/container/prefix`.

    A bucket's credentials come from the environment, by the names its provider uses. Raises RawStoreUnusable.
    """
    from .folder import Folder

    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return Folder(Path(unquote(parts.path)))
    if parts.scheme in _BUCKETS:
        try:
            from .bucket import Bucket
        except ModuleNotFoundError:
            needed = f"BCC_RAW_STORE_URL: {parts.scheme}:// needs the package obstore"
            raise RawStoreUnusable(needed) from None
        return Bucket.at(url)
    raise RawStoreUnusable(
        "BCC_RAW_STORE_URL: must be file:///a/directory, s3://bucket/prefix, gs://bucket/prefix"
        " or az://account/container/prefix"
    )
