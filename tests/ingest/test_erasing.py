"""A mail that is stored while the rest of its conversation is erased."""

import asyncio
from collections.abc import Sequence

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient

from ingest.keep import keep
from ingest.letter import Letter
from ingest.store import Store, Stored
from models import Message, OutboxItem
from models.db import database
from models.erasure import erase_mails
from models.transaction import transaction
from models.types import OutboxKind
from tests.builders import NOW, a_mail
from tests.control import until
from tests.ingest.letters import a_letter, an_owner


async def test_a_mail_of_a_conversation_that_is_erased_meanwhile_is_not(postgres_url: str) -> None:
    async with database(postgres_url, migrate=False):
        scope, ana = await an_owner()
        async with Store(lambda: None).running() as store:
            first = await store.put(a_letter(ana, a_mail(message_id="one@acme.test")))
        assert isinstance(first, Stored)
        written, erasing = asyncio.Event(), asyncio.Event()

        async def slowly(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> Sequence[int]:
            numbers = await keep(letters, connection)
            written.set()
            await erasing.wait()
            return numbers

        async def erase() -> None:
            async with transaction():
                await erase_mails(scope, [first.message_id], NOW)

        reply = a_mail(message_id="two@acme.test", extra="In-Reply-To: <one@acme.test>\r\n")
        async with Store(lambda: None, keep=slowly).running() as store:
            storing = asyncio.create_task(store.put(a_letter(ana, reply)))
            await written.wait()
            erasure = asyncio.create_task(erase())
            await until(lambda: _waits_for_a_lock(postgres_url), "an erasure that waits")
            erasing.set()
            second = await storing
            await erasure
        assert isinstance(second, Stored)
        assert await scope.of(Message).filter(id=second.message_id).exists()
        assert await scope.of(OutboxItem).filter(kind=OutboxKind.CARD, message_id=second.message_id).exists()


async def _waits_for_a_lock(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        asked = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock')"
        return bool(await connection.fetchval(asked))
    finally:
        await connection.close()
