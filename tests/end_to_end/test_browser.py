"""The whole outcome on the page, as a visitor walks it. Its last sight is the README's picture."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.chromium import required
from tests.control import Control
from tests.product import Product
from tests.sandbox import Sandbox

SEED = Path(__file__).parent.parent / "sandbox" / "seed"
PICTURE = Path(__file__).parent / "card.png"

SECONDS_TO_CLOSE = 20.0

TEXT = """Hi Jane,

thanks for the call this morning. As promised, here is the renewal offer:
three years, 120 seats, EUR 48,000 a year, support included.

Could you let me know by Friday whether legal is happy with clause 7?

Best,
Ana"""


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """A browser on the sandbox's page; a script error there fails the test."""
    chromium = required()
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        async with asyncio.timeout(SECONDS_TO_CLOSE):
            await browser.close()
    assert complaints == []


async def test_a_rep_sends_a_mail_and_files_it_under_a_deal(
    sqlite_product: Product, sandbox: Sandbox, control: Control, page: Page, tmp_path: Path
) -> None:
    async with sqlite_product.running("bot", "serve") as serve:
        await serve.ready()
        files = [f"--{kind}={SEED / kind}.csv" for kind in ("persons", "deals", "leads", "projects")]
        async with sqlite_product.running("bot", "import", *files) as importing:
            assert await importing.ended() == 0

        ana = await control.user("ana")
        await page.goto(f"{sandbox.url}/#user={ana['id']}")
        await page.locator("#nav-compose").click()
        await expect(page.locator("#mail-bcc")).to_have_value("northwind@bcc.localhost")
        await page.locator("#mail-to").fill("Jane Doe <jane@globex.example>")
        await page.locator("#mail-subject").fill("Renewal 2027: the offer")
        await page.locator("#mail-text").fill(TEXT)
        await page.get_by_test_id("mail-send").click()
        await expect(page.get_by_test_id("mail-reply")).to_contain_text("250")

        await page.goto(f"{sandbox.url}/#user={ana['id']}")
        card = page.locator("[data-testid=message]", has_text="Renewal 2027: the offer")
        await expect(card).to_have_count(1, timeout=1_000)
        await expect(card).to_contain_text("Proved by DKIM, northwind.example")
        await expect(card).to_contain_text("Not filed yet")

        await card.get_by_role("button", name="Link").first.click()
        dialog = page.get_by_role("dialog")
        await dialog.locator("[data-action-id='link.record']").click()
        await page.keyboard.type("ren", delay=30)
        await page.get_by_role("option").filter(has_text="Globex renewal 2027").first.click()
        await dialog.get_by_role("button", name="Link").last.click()
        await expect(dialog).to_have_count(0)
        await expect(card).to_contain_text("Globex renewal 2027")
        await expect(card.get_by_role("button", name="Undo")).to_be_visible()
        await expect(card).not_to_contain_text("Not filed yet")

        await page.screenshot(path=tmp_path / "card.png")
        if os.environ.get("TAKE_PICTURE"):
            shutil.copy(tmp_path / "card.png", PICTURE)

        await page.get_by_test_id("composer").fill("/bcc address")
        await page.get_by_test_id("composer").press("Enter")
        await expect(page.locator(".conversation")).to_contain_text("northwind@bcc.localhost")
