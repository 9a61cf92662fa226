"""Whatever is killed, whenever: each mail answered 250 has exactly one card."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from tests.control import Control, until
from tests.processes import descendants_of
from tests.product import Product
from tests.sandbox import Sandbox

HANDLES = ("ana", "ben", "clara", "daichi", "elena")
MAILS = 40


async def deliver(control: Control, number: int, answered: set[str]) -> None:
    """Send one mail as a mail server would: again and again until it is taken."""
    handle = HANDLES[number % len(HANDLES)]
    subject = f"crash-{number:03d}"

    async def taken() -> bool:
        answer = await control.mail(
            f"{handle}@northwind.example", subject=subject, message_id=f"<{subject}@northwind.example>"
        )
        assert answer["code"] < 500, answer
        return bool(answer["code"] == 250)

    await until(taken, subject, seconds=120, every=0.5)
    answered.add(subject)


async def subjects_on_cards(control: Control) -> Counter[str]:
    """How many cards there are for each subject."""
    found: Counter[str] = Counter()
    for handle in HANDLES:
        for card in await control.cards(handle):
            found.update(
                word for word in str(card["text"]).replace("—", " ").split() if word.startswith("crash-")
            )
    return found


async def send_all_while(control: Control, disturb: Callable[[], Awaitable[None]]) -> set[str]:
    """Send every mail, sixteen at a time, with `disturb` going on beside."""
    answered: set[str] = set()
    turns = asyncio.Semaphore(16)

    async def one(number: int) -> None:
        async with turns:
            await deliver(control, number, answered)

    async with asyncio.TaskGroup() as group:  # when one fails, nobody starts another process
        trouble = group.create_task(disturb())
        for number in range(MAILS):
            group.create_task(one(number))
    assert trouble.done()
    return answered


async def assert_one_card_each(control: Control, answered: set[str]) -> None:
    async def all_there() -> bool:
        return answered <= set(await subjects_on_cards(control))

    await until(all_there, "every mail has its card", seconds=60, every=0.5)
    cards = await subjects_on_cards(control)
    assert {subject: count for subject, count in cards.items() if count != 1} == {}
    assert set(cards) == answered


async def test_the_one_process_on_sqlite_is_killed_while_mail_comes_in(
    sqlite_product: Product, control: Control
) -> None:
    chance = random.Random(7)
    async with sqlite_product.running("bot", "serve") as process:
        await process.ready()

        async def disturb() -> None:
            for _ in range(2):
                await asyncio.sleep(chance.uniform(0.2, 0.8))
                await process.kill()
                await process.start()
                await process.ready()

        answered = await send_all_while(control, disturb)
        assert len(answered) == MAILS
        await assert_one_card_each(control, answered)


async def test_ingest_and_bot_are_killed_in_turn_on_postgresql(
    postgres_url: str, sandbox: Sandbox, control: Control, tmp_path: Path
) -> None:
    chance = random.Random(11)
    product = Product(sandbox, postgres_url, tmp_path, sandbox.outside.smtp_port)
    async with product.running("bot") as bot:
        await bot.ready()
        async with product.running("ingest") as ingest:

            async def disturb() -> None:
                for victim in (ingest, bot):
                    await asyncio.sleep(chance.uniform(0.2, 0.8))
                    await victim.kill()
                    await victim.start()
                    await asyncio.sleep(chance.uniform(0.3, 1.0))

            answered = await send_all_while(control, disturb)
            await assert_one_card_each(control, answered)


async def test_workers_are_killed_under_their_mails(sqlite_product: Product, control: Control) -> None:
    chance = random.Random(13)
    async with sqlite_product.running("bot", "serve") as process:
        await process.ready()
        killed = 0

        async def disturb() -> None:
            nonlocal killed
            for _ in range(10):
                await asyncio.sleep(chance.uniform(0.05, 0.3))
                if victims := descendants_of(process.pid):
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(victims), signal.SIGKILL)
                        killed += 1

        answered = await send_all_while(control, disturb)
        assert killed >= 5
        await assert_one_card_each(control, answered)
