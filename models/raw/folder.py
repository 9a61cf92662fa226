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


class Folder:
    """A `RawStore` of files. A file is on the disk, and so is its name, before `put` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root

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
        made = _make_directories(path.parent)
        unfinished = path.with_name(path.name + _UNFINISHED)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        for directory in (path.parent, *made):
            _sync(directory)


def _make_directories(directory: Path) -> list[Path]:
    """Make it with those above it; answers the directories that have got a new name in them."""
    missing = []
    while not directory.is_dir():
        missing.append(directory)
        directory = directory.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    return [each.parent for each in missing]


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
