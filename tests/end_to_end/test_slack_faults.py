"""Slack fails in every way it knows: still one card for each mail, in order for each owner."""

import asyncio
from typing import Any

from tests.control import Control, until
from tests.product import Product

FAULTS: list[dict[str, Any]] = [
    {"kind": "ratelimited", "retry_after": 1, "times": 3},
    {"kind": "http500", "times": 3},
    {"kind": "error", "name": "internal_error", "times": 2},
    {"kind": "delay", "ms": 1500, "times": 2},
    {"kind": "timeout", "times": 1},
    {"kind": "accept_then_drop", "times": 2},
]
OWNERS = ("ana", "ben")
MAILS = 4


async def subjects(control: Control, handle: str) -> list[str]:
    """The subjects of the cards in a person's DM, in their order."""
    texts = [str(card["text"]) for card in await control.cards(handle)]
    return [next(word for word in text.split() if word.startswith("fault-")) for text in texts]


async def test_each_mail_has_one_card_in_order(sqlite_product: Product, control: Control) -> None:
    sent: dict[str, list[str]] = {owner: [] for owner in OWNERS}

    async def all_there() -> bool:
        return all([len(await subjects(control, owner)) >= len(sent[owner]) for owner in OWNERS])

    async with sqlite_product.running("bot", "serve") as process:
        await process.ready()
        for at, fault in enumerate(FAULTS):
            await control.post("faults", method="chat.postMessage", **fault)
            for number in range(MAILS):
                owner = OWNERS[number % len(OWNERS)]
                subject = f"fault-{at}-{number}"
                answer = await control.mail(f"{owner}@northwind.example", subject=subject)
                assert answer["code"] == 250
                sent[owner].append(subject)
            await until(all_there, f"every card in spite of {fault['kind']}", seconds=60)
        await asyncio.sleep(1.0)  # a second copy would come now
        assert {owner: await subjects(control, owner) for owner in OWNERS} == sent
