"""The one writer: in groups, durable before it answers, and one bad letter never takes others along."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import aiosqlite
import asyncpg
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError

from ingest.keep import keep
from ingest.letter import Letter
from ingest.parse.mail import ParsedMail
from ingest.store import UNSTORABLE, NotStored, Store, Stored, is_outage
from models import Message, OutboxItem, RawMail
from models.db import database
from models.raw import RawStoreFailed, open_raw_store, raw_store, read_raw
from tests.builders import a_mail
from tests.ingest.letters import a_letter, an_owner


async def stored_elsewhere(url: str) -> int:
    """How many mails another connection sees: what is durable, not what is under way."""
    if url.startswith("sqlite"):
        async with aiosqlite.connect(url.removeprefix("sqlite://")) as other:
            [(count,)] = await other.execute_fetchall("SELECT count(*) FROM message")
            return int(count)
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM message"))
    finally:
        await connection.close()


async def test_a_letter_is_durable_when_it_is_answered(db: str) -> None:
    _, ana = await an_owner()
    wakened: list[None] = []
    async with Store(lambda: wakened.append(None)).running() as store:
        assert isinstance(await store.put(a_letter(ana)), Stored)
        assert await stored_elsewhere(db) == 1
        assert len(wakened) == 1


async def test_a_raw_mail_is_in_its_store_before_its_row_names_it(db: str, tmp_path: Path) -> None:
    scope, ana = await an_owner()
    async with (
        raw_store(f"file://{tmp_path}/raw") as objects,
        Store(lambda: None, raw_store=objects).running() as store,
    ):
        mail = a_mail()
        assert isinstance(await store.put(a_letter(ana, mail)), Stored)
        raw = await scope.of(RawMail).get()
        assert raw.content == b""
        assert await read_raw(raw) == mail
    with pytest.raises(RawStoreFailed):
        await read_raw(raw)


async def test_a_mail_whose_bytes_cannot_be_put_away_is_not_ours(db: str, tmp_path: Path) -> None:
    scope, ana = await an_owner()
    (tmp_path / "raw").write_text("no directory")
    objects = open_raw_store(f"file://{tmp_path}/raw")
    async with Store(lambda: None, raw_store=objects).running() as store:
        assert await store.put(a_letter(ana)) == NotStored()
    assert await scope.of(Message).count() == 0


async def test_the_same_letter_twice_in_one_group_is_one_message(db: str) -> None:
    scope, ana = await an_owner()
    letter = a_letter(ana)
    async with Store(lambda: None).running() as store:
        first, second = await asyncio.gather(store.put(letter), store.put(letter))
    assert first == second
    assert await scope.of(Message).all().count() == await scope.of(RawMail).all().count() == 1


async def test_a_full_queue_is_not_stored_and_does_not_wait(db: str) -> None:
    scope, ana = await an_owner()
    go_on = asyncio.Event()

    async def slowly(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> list[int]:
        await go_on.wait()
        return await keep(letters, connection)

    async with Store(lambda: None, keep=slowly, batch=1, queue=1).running() as store:
        first = asyncio.create_task(store.put(a_letter(ana)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        second = asyncio.create_task(store.put(a_letter(ana)))
        await asyncio.sleep(0)
        assert await store.put(a_letter(ana)) == NotStored()
        go_on.set()
        assert isinstance(await first, Stored)
        assert isinstance(await second, Stored)
    assert await scope.of(Message).all().count() == 2


async def test_one_bad_letter_spoils_no_other(db: str) -> None:
    scope, ana = await an_owner()
    stranger = replace(a_letter(ana), owner_id=999_999)

    async with Store(lambda: None).running() as store:
        good = [asyncio.create_task(store.put(a_letter(ana))) for _ in range(3)]
        bad = asyncio.create_task(store.put(stranger))
        more = [asyncio.create_task(store.put(a_letter(ana))) for _ in range(3)]
        assert all(isinstance(result, Stored) for result in await asyncio.gather(*good, *more))
        assert await bad == NotStored()
    assert await scope.of(Message).all().count() == await scope.of(RawMail).all().count() == 6


async def test_a_letter_whose_text_is_refused_is_kept_without_it(db: str) -> None:
    scope, ana = await an_owner()
    letter = a_letter(ana)

    async def picky(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> list[int]:
        if any(isinstance(given.mail, ParsedMail) for given in letters):
            raise ValueError("not this text")
        return await keep(letters, connection)

    async with Store(lambda: None, keep=picky).running() as store:
        assert isinstance(await store.put(letter), Stored)
    message = await scope.of(Message).get()
    assert (message.malformed, message.text) == (UNSTORABLE, "")
    assert await scope.of(RawMail).all().count() == await scope.of(OutboxItem).all().count() == 1


async def test_an_outage_stores_nothing_and_the_next_letter_is_stored(db: str) -> None:
    scope, ana = await an_owner()
    connection = get_connection("default")
    async with Store(lambda: None).running() as store:
        await connection.execute_script("ALTER TABLE raw_mail RENAME TO gone")
        results = await asyncio.gather(*(store.put(a_letter(ana)) for _ in range(5)))
        assert results == [NotStored()] * 5
        await connection.execute_script("ALTER TABLE gone RENAME TO raw_mail")
        assert isinstance(await store.put(a_letter(ana)), Stored)
    assert await scope.of(Message).all().count() == 1


async def test_a_session_that_goes_away_does_not_stop_its_letter(db: str) -> None:
    scope, ana = await an_owner()
    async with Store(lambda: None).running() as store:
        gone = asyncio.create_task(store.put(a_letter(ana)))
        await asyncio.sleep(0)
        gone.cancel()
        assert isinstance(await store.put(a_letter(ana)), Stored)
    assert await scope.of(Message).all().count() == 2


async def test_what_still_waits_at_the_end_is_written(db: str) -> None:
    scope, ana = await an_owner()
    async with Store(lambda: None).running() as store:
        tasks = [asyncio.create_task(store.put(a_letter(ana))) for _ in range(40)]
        await asyncio.sleep(0)
    assert all(isinstance(result, Stored) for result in await asyncio.gather(*tasks))
    assert await scope.of(Message).all().count() == 40


async def test_a_full_disk_is_temporary_and_passes(sqlite_url: str) -> None:
    async with database(sqlite_url, migrate=False):
        scope, ana = await an_owner()
        connection = get_connection("default")
        [[pages]] = [list(row.values()) for row in await connection.execute_query_dict("PRAGMA page_count")]
        big = a_mail(text="".join(f"{n:x}" for n in range(200_000)) + "\r\n")
        async with Store(lambda: None).running() as store:
            await connection.execute_query(f"PRAGMA max_page_count = {pages}")
            assert await store.put(a_letter(ana, big)) == NotStored()
            await connection.execute_query("PRAGMA max_page_count = 1000000")
            assert isinstance(await store.put(a_letter(ana, big)), Stored)
        assert await scope.of(RawMail).all().count() == 1


async def test_other_processes_are_told_by_postgresql(postgres_url: str) -> None:
    heard: list[str] = []
    async with database(postgres_url, migrate=False):
        _, ana = await an_owner()
        listener = await asyncpg.connect(postgres_url)
        await listener.add_listener("bcc_outbox", lambda *told: heard.append(told[2]))
        async with Store(lambda: None).running() as store:
            await store.put(a_letter(ana))
        async with asyncio.timeout(10):
            while not heard:
                await listener.fetchval("SELECT 1")
        await listener.close()
    assert heard == ["bcc_outbox"]


async def test_two_processes_that_store_the_same_mail_at_once_make_one_message(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        scope, ana = await an_owner()
        letters = [a_letter(ana) for _ in range(20)]
        async with Store(lambda: None).running() as one, Store(lambda: None).running() as other:
            results = await asyncio.gather(
                *(store.put(letter) for letter in letters for store in (one, other))
            )
        assert all(isinstance(result, Stored) for result in results)
        assert await scope.of(Message).all().count() == await scope.of(RawMail).all().count() == 20
        assert await scope.of(OutboxItem).filter(kind="card").count() == 20


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        pytest.param(OSError(111, "refused"), True, id="connection refused"),
        pytest.param(TimeoutError(), True, id="timeout"),
        pytest.param(OperationalError("database is locked"), True, id="locked"),
        pytest.param(asyncpg.InterfaceError("connection is closed"), True, id="connection closed"),
        pytest.param(asyncpg.AdminShutdownError("bye"), True, id="shutdown"),
        pytest.param(IntegrityError("unique"), False, id="already there"),
        pytest.param(OperationalError(asyncpg.DataError("NUL")), False, id="refused value, wrapped"),
        pytest.param(asyncpg.DeadlockDetectedError("x"), False, id="in another process's way"),
        pytest.param(ValueError("too long"), False, id="refused by a validator"),
        pytest.param(KeyError("x"), False, id="a bug of ours on this mail"),
    ],
)
def test_an_outage_is_told_from_a_bad_letter(error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage
