"""What the store commits together, and what a commit waits for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from tortoise.backends.base.client import BaseDBAsyncClient

from ingest.keep import keep
from ingest.letter import Letter
from ingest.store import GROUP_BYTES, Store, Stored
from models import Conversation, Message, OutboxItem, Scope
from models.address import BccAddress, RecordTag
from models.filing.weights import FILED
from models.types import RecordKind
from tests.builders import a_mail, a_record, a_user, a_workspace
from tests.ingest.letters import a_letter, an_owner


async def test_what_waits_is_committed_together(db: str) -> None:
    scope, ana = await an_owner()
    commits: list[None] = []
    async with Store(lambda: commits.append(None), batch=32).running() as store:
        results = await asyncio.gather(*(store.put(a_letter(ana)) for _ in range(100)))
    assert all(isinstance(result, Stored) for result in results)
    assert await scope.of(Message).all().count() == await scope.of(OutboxItem).all().count() == 100
    assert len(commits) <= 5


async def test_a_commit_waits_for_the_letters_of_mails_in_hand(db: str) -> None:
    _, ana = await an_owner()
    commits: list[None] = []
    async with Store(lambda: commits.append(None), linger=60).running() as store:
        with store.in_hand(), store.in_hand():
            first = asyncio.create_task(store.put(a_letter(ana)))
            for _ in range(20):
                await asyncio.sleep(0)
            assert not first.done()
            assert isinstance(await store.put(a_letter(ana)), Stored)
            assert isinstance(await first, Stored)
    assert len(commits) == 1


async def test_a_letter_waits_for_no_mail_that_brings_none(db: str) -> None:
    _, ana = await an_owner()
    async with Store(lambda: None, linger=60).running() as store:
        with store.in_hand():
            with store.in_hand():
                first = asyncio.create_task(store.put(a_letter(ana)))
                await asyncio.sleep(0)
            assert isinstance(await first, Stored)
    async with Store(lambda: None, linger=0.001).running() as store:
        with store.in_hand(), store.in_hand():
            assert isinstance(await store.put(a_letter(ana)), Stored)


async def test_a_full_group_and_the_end_wait_for_nobody(db: str) -> None:
    _, ana = await an_owner()
    store = Store(lambda: None, batch=2, linger=60)
    with store.in_hand(), store.in_hand(), store.in_hand():
        async with store.running():
            await asyncio.gather(*(store.put(a_letter(ana)) for _ in range(2)))
            last = asyncio.create_task(store.put(a_letter(ana)))
            await asyncio.sleep(0)
        assert isinstance(await last, Stored)


async def test_large_mails_are_committed_together_only_as_far_as_they_are_few_bytes(db: str) -> None:
    _, ana = await an_owner()
    groups: list[int] = []

    async def counted(letters: Sequence[Letter], connection: BaseDBAsyncClient) -> list[int]:
        groups.append(len(letters))
        return await keep(letters, connection)

    sizes = [GROUP_BYTES * 2, 1, GROUP_BYTES - 1, 1, GROUP_BYTES // 2, GROUP_BYTES // 2 - 1]
    letters = [a_letter(ana) for _ in sizes]
    letters = [
        replace(letter, sealed=replace(letter.sealed, size=size))
        for letter, size in zip(letters, sizes, strict=True)
    ]
    async with Store(lambda: None, keep=counted).running() as store:
        results = await asyncio.gather(*map(store.put, letters))
    assert all(isinstance(result, Stored) for result in results)
    assert groups == [1, 2, 3]


async def test_a_mail_is_filed_by_what_its_group_filed_before_it(db: str) -> None:
    workspace = await a_workspace()
    ana = await a_user(workspace)
    deal = await a_record(workspace, number=7)
    first, second = (a_letter(ana, a_mail(subject=subject)) for subject in ("The racking", "The forklifts"))
    first = replace(first, addresses=(BccAddress("northwind", (RecordTag(RecordKind.DEAL, 7),)),))
    async with Store(lambda: None).running() as store:
        stored = await asyncio.gather(store.put(first), store.put(second))
    assert all(isinstance(result, Stored) for result in stored)
    conversation = await Scope(workspace.id).of(Conversation).get(subject="The forklifts")
    assert conversation.suggestions == [{"record_id": deal.id, "why": FILED}]
