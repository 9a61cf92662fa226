"""Slack fails in every way it knows: still one card for each mail, in order for each owner."""

import asyncio

import pytest

from tests.control import Control, until
from tests.product import Product

FAULTS = [
    pytest.param({"kind": "ratelimited", "retry_after": 1, "times": 3}, id="ratelimited"),
    pytest.param({"kind": "http500", "times": 3}, id="http500"),
    pytest.param({"kind": "error", "name": "internal_error", "times": 2}, id="internal error"),
    pytest.param({"kind": "timeout", "times": 1}, id="timeout"),
    pytest.param({"kind": "accept_then_drop", "times": 2}, id="accepted, answer lost"),
    pytest.param({"kind": "delay", "ms": 1500, "times": 2}, id="slow"),
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_mail_has_one_card_in_order(
    sqlite_product: Product, control: Control, fault: dict[str, object]
) -> None:
    async with sqlite_product.running("bot", "serve") as process:
        await process.ready()
        await control.post("faults", method="chat.postMessage", **fault)
        for number in range(6):
            answer = await control.mail(
                f"{('ana', 'ben')[number % 2]}@northwind.example", subject=f"fault-{number}"
            )
            assert answer["code"] == 250

        async def cards() -> list[list[str]]:
            return [[card["text"] for card in await control.cards(handle)] for handle in ("ana", "ben")]

        async def all_there() -> bool:
            return [len(found) >= 3 for found in await cards()] == [True, True]

        await until(all_there, "six cards", seconds=60)
        await asyncio.sleep(1.0)  # a second copy would come now
        for owner, texts in enumerate(await cards()):
            order = [
                next(w for w in text.replace("—", " ").split() if w.startswith("fault-")) for text in texts
            ]
            assert order == [f"fault-{number}" for number in range(owner, 6, 2)]
