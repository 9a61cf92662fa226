"""Raw mail as objects of a bucket: S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Self

from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from .store import RawStoreFailed, RawStoreUnusable

_CHUNK = 1000
# Whoever sends mail waits for the first answer, and tries again by themselves.
_TIMEOUT = timedelta(seconds=20)


class Bucket:
    """A `RawStore` in a bucket, or under a prefix of it."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    @classmethod
    def at(cls, url: str) -> Self:
        """The bucket at this URL; raises RawStoreUnusable where the provider's settings are not complete."""
        try:
            return cls(from_url(url, client_options={"timeout": _TIMEOUT}))
        except (BaseError, ValueError) as error:
            scheme = url.partition("://")[0]
            raise RawStoreUnusable(
                f"BCC_RAW_STORE_URL: the {scheme}:// store cannot be used ({type(error).__name__}):"
                " are its bucket and, in the environment, its credentials right?"
            ) from None

    async def put(self, key: str, content: bytes) -> None:
        """Upload an object."""
        with _said_plainly():
            await self._objects.put_async(key, content)

    async def get(self, key: str) -> bytes | None:
        """Download an object."""
        with _said_plainly():
            try:
                return bytes(await (await self._objects.get_async(key)).bytes_async())
            except FileNotFoundError:
                return None

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects."""
        with _said_plainly():
            for key in keys:  # one by one: of many at once, the first that is missing ends it
                try:
                    await self._objects.delete_async(key)
                except FileNotFoundError:
                    continue

    async def older_than(self, moment: datetime) -> AsyncIterator[Sequence[str]]:
        """Their keys, as the provider lists them."""
        with _said_plainly():
            async for chunk in self._objects.list(chunk_size=_CHUNK):
                yield [found["path"] for found in chunk if found["last_modified"] < moment]


@contextmanager
def _said_plainly() -> Iterator[None]:
    """The provider's errors quote keys and addresses: only their kind goes on."""
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise RawStoreFailed(type(error).__name__) from None
