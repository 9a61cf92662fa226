"""Raw mail as files of a directory."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from .store import RawStoreFailed

T = TypeVar("T")

_UNFINISHED = ".unfinished"
_CHUNK = 500
_REMEMBERED = 10_000


class Folder:
    """A `RawStore` of files. A file is on the disk, and so is its name, before `put` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._named: set[Path] = set()  # directories whose names are on the disk

    async def put(self, key: str, content: bytes) -> None:
        """Write the file, or put another content in its place."""
        await _in_thread(lambda: self._write(self._root / key, content))

    async def get(self, key: str) -> bytes | None:
        """The file's content."""
        return await _in_thread(lambda: self._read(self._root / key))

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete the files."""
        await _in_thread(lambda: self._delete(keys))

    async def older_than(self, moment: datetime) -> AsyncIterator[Sequence[str]]:
        """Their keys. Files that were begun before and never finished are deleted on the way."""
        directories = self._directories()
        while (directory := await _in_thread(lambda: next(directories, None))) is not None:
            keys = await _in_thread(partial(self._keys_in, directory, moment.timestamp()))
            for start in range(0, len(keys), _CHUNK):
                yield keys[start : start + _CHUNK]

    def _directories(self) -> Iterator[Path]:
        for directory, _, _ in os.walk(self._root):
            yield Path(directory)

    def _keys_in(self, directory: Path, before: float) -> list[str]:
        keys: list[str] = []
        for entry in os.scandir(directory):
            with suppress(FileNotFoundError):  # deleted meanwhile
                if not entry.is_file(follow_symlinks=False) or entry.stat().st_mtime >= before:
                    continue
                path = Path(entry.path)
                if path.suffix == _UNFINISHED:
                    path.unlink()
                else:
                    keys.append(path.relative_to(self._root).as_posix())
        return keys

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def _delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            (self._root / key).unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> None:
        self._make_directory(path.parent)
        unfinished = path.with_name(path.name + _UNFINISHED)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync(path.parent)

    def _make_directory(self, directory: Path) -> None:
        """Make it with those above it, their names on the disk.

        One that is there may have been made just now by another put, which has not come to that yet.
        """
        ours = directory.is_relative_to(self._root)
        if directory.is_dir() and (directory in self._named or not ours):
            return
        if len(self._named) > _REMEMBERED:
            self._named.clear()
        self._make_directory(directory.parent)
        missing = not directory.is_dir()
        directory.mkdir(mode=0o700, exist_ok=True)
        if missing or directory != self._root:  # what stands above a directory of the operator's is not ours
            _sync(directory.parent)
        self._named.add(directory)


def _sync(directory: Path) -> None:
    number = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


async def _in_thread(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise RawStoreFailed(error.strerror or type(error).__name__) from error
