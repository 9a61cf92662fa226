"""The one writer of accepted mail: whatever waits is committed together, and each waits for its commit."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from models.hop import in_one_hop
from models.raw import RawStore, RawStoreFailed, new_key

from . import maillog
from .keep import keep
from .letter import Letter
from .parse.mail import Malformed

BATCH = 32
GROUP_BYTES = 8 * 1024 * 1024  # of mails as they came: PostgreSQL is sent a group as a whole
QUEUE = 512
COMMIT_SECONDS = 30.0
LINGER_SECONDS = 0.005  # a commit costs as much as six mails do
UNSTORABLE = "Its text could not be stored."

Keep = Callable[[Sequence[Letter], BaseDBAsyncClient], Coroutine[Any, Any, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Stored:
    """The letter is durable, as that message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NotStored:
    """The letter is not ours: the database is away, or too much is waiting. Try again."""


@dataclass(slots=True)
class _Waiting:
    letter: Letter
    done: asyncio.Future[Stored | NotStored]


class Store:
    """Commits letters in groups. `stored` is called after each commit that stored something.

    Where more mails are in hand than letters are waiting, a commit waits `linger` seconds for theirs.
    A raw mail goes into `raw_store` before its letter waits, where there is one.
    """

    def __init__(
        self,
        stored: Callable[[], None],
        *,
        keep: Keep = keep,
        batch: int = BATCH,
        queue: int = QUEUE,
        linger: float = LINGER_SECONDS,
        raw_store: RawStore | None = None,
    ) -> None:
        self._raw_store = raw_store
        self._stored = stored
        self._keep = keep
        self._batch = batch
        self._limit = queue
        self._linger = linger
        self._in_hand = 0
        self._enough = asyncio.Event()
        self._queue: deque[_Waiting] = deque()
        self._filled = asyncio.Event()
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Store"]:
        """Write while the context lasts, and at its end what still waits."""
        writer = asyncio.create_task(self._write())
        try:
            yield self
        finally:
            self._stopping = True
            self._filled.set()
            self._enough.set()
            await writer

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """A mail is being received, of which letters may come."""
        self._in_hand += 1
        try:
            yield
        finally:
            self._in_hand -= 1
            self._look()

    @property
    def _full(self) -> bool:
        """Whether no letter is taken: too much is waiting, or it stops."""
        return len(self._queue) >= self._limit or self._stopping

    async def put(self, letter: Letter) -> Stored | NotStored:
        """Returns once the letter is committed, or is known not to be."""
        if self._raw_store is not None and not self._full:
            try:
                letter = await _put_away(letter, self._raw_store)
            except (RawStoreFailed, TimeoutError) as error:
                maillog.failed(error)
                return NotStored()
        if self._full:  # by now: others came while it was put away
            return NotStored()
        done: asyncio.Future[Stored | NotStored] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(letter, done))
        self._filled.set()
        self._look()
        return await done

    async def _write(self) -> None:
        while self._queue or not self._stopping:
            if not self._queue:
                self._filled.clear()
                await self._filled.wait()
                continue
            await self._gather()
            group = self._next_group()
            try:
                results = await self._store([waiting.letter for waiting in group])
            except Exception as error:
                maillog.failed(error)
                results = [NotStored()] * len(group)
            for waiting, result in zip(group, results, strict=True):
                if not waiting.done.done():  # its session may be gone: the mail is stored all the same
                    waiting.done.set_result(result)
            if any(isinstance(result, Stored) for result in results):
                self._stored()

    def _next_group(self) -> list[_Waiting]:
        """What is committed together: the first that wait, several only as far as they are small."""
        group, octets = [self._queue.popleft()], 0
        while self._queue and len(group) < self._batch:
            octets += group[-1].letter.sealed.size
            if octets + self._queue[0].letter.sealed.size > GROUP_BYTES:
                break
            group.append(self._queue.popleft())
        return group

    async def _gather(self) -> None:
        """Wait until all mails in hand have their letters here, a group is full, or a moment has passed."""
        self._enough.clear()
        self._look()
        if not self._enough.is_set():
            timer = asyncio.get_running_loop().call_later(self._linger, self._enough.set)
            await self._enough.wait()
            timer.cancel()

    def _look(self) -> None:
        if self._stopping or len(self._queue) >= min(self._in_hand, self._batch):
            self._enough.set()

    async def _store(self, letters: Sequence[Letter]) -> Sequence[Stored | NotStored]:
        """All in one transaction or, where one of them spoils it, each in its own."""
        try:
            return await self._commit(letters)
        except Exception as error:
            maillog.failed(error)
            if is_outage(error):
                return [NotStored()] * len(letters)
        return [await self._store_alone(letter) for letter in letters]

    async def _store_alone(self, letter: Letter) -> Stored | NotStored:
        """By itself; without its text where that is what the database refuses, so that it is never lost."""
        attempts = [letter]
        if not isinstance(letter.mail, Malformed):
            attempts.append(letter.unread(UNSTORABLE))
        for attempt in attempts:
            try:
                return (await self._commit([attempt]))[0]
            except Exception as error:
                maillog.failed(error)
                if is_outage(error):
                    break
        return NotStored()

    async def _commit(self, letters: Sequence[Letter]) -> Sequence[Stored]:
        async with asyncio.timeout(COMMIT_SECONDS):
            return await in_one_hop(partial(self._kept, letters))

    async def _kept(self, letters: Sequence[Letter], connection: BaseDBAsyncClient) -> Sequence[Stored]:
        return [Stored(number) for number in await self._keep(letters, connection)]


async def _put_away(letter: Letter, store: RawStore) -> Letter:
    """The letter with its raw mail in the store; what no row comes to name is collected there a day later."""
    sealed = letter.sealed
    key = new_key(letter.workspace_id, letter.received_at)
    async with asyncio.timeout(COMMIT_SECONDS):
        await store.put(key, sealed.content)
    return replace(letter, sealed=replace(sealed, content=b"", object_key=key))


# What a database says of values it does not take, or of another process that was in the way: alone it may go
# better. All else that comes from one is its own trouble.
_REFUSED = (
    IntegrityError,
    asyncpg.DataError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.TransactionRollbackError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
)
_FAILED = (
    OperationalError,
    TransactionManagementError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    sqlite3.Error,
    OSError,
    TimeoutError,
)


def is_outage(error: BaseException) -> bool:
    """Whether the database failed, rather than refused what it was given."""
    # Tortoise wraps both in OperationalError, with the driver's own as its argument.
    inner = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    return isinstance(error, _FAILED) and not isinstance(error, _REFUSED) and not isinstance(inner, _REFUSED)
