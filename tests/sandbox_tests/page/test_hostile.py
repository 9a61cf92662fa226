"""Whatever a stranger writes is text: nothing of it runs, loads or leads anywhere dangerous."""

import asyncio
from typing import Any

from playwright.async_api import expect

from tests.sandbox import Sandbox
from tests.sandbox_tests.kit import (
    Block,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    plain,
    section,
    text_input,
)
from tests.sandbox_tests.people import post

from .desk import Desk
from .visitor import Visitor

EVIL = "<img src=x onerror=hurt=1>"
ESCAPED = "&lt;img src=x onerror=hurt=1&gt;"
SHORT = "<i onclick=hurt=1>x</i>"
ANY_HARM = (
    "typeof hurt !== 'undefined' || document.querySelector('img[src=x], [onerror], [onclick]') !== null"
)


def rich(*leaves: Block) -> Block:
    """A rich_text block of one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(leaves)}]}


def option(value: str) -> Block:
    """An option that means harm."""
    return {"text": plain(EVIL), "value": value, "description": plain(EVIL)}


def everywhere() -> list[Block]:
    """The text in every place of a message where one can stand."""
    text = {"type": "text", "text": EVIL}
    return [
        {"type": "header", "text": plain(EVIL)},
        section(
            ESCAPED, fields=[plain(EVIL), mrkdwn(f"*{ESCAPED}* `{ESCAPED}`\n> {ESCAPED}\n```{ESCAPED}```")]
        ),
        section(f"<https://x.example|{ESCAPED}> <!date^1^{{date}} {ESCAPED}|{ESCAPED}> <@UNOBODY|{ESCAPED}>"),
        section(EVIL, accessory={"type": "static_select", "action_id": "menu", "options": [option("m")]}),
        {"type": "context", "elements": [plain(EVIL), mrkdwn(EVIL)]},
        actions({**button("evil"), "text": plain(EVIL)}, {"type": "overflow", "options": [option("o")]}),
        actions({"type": "checkboxes", "options": [option("c")]}),
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": EVIL, "title": plain(EVIL)},
        rich(text, {"type": "link", "url": "https://x.example", "text": EVIL}),
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [text]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]},
        {
            "type": "markdown",
            "text": f"# {EVIL}\n{EVIL}\n\n- {EVIL}\n\n> {EVIL}\n\n```\n{EVIL}\n```\n\n`{EVIL}` [{EVIL}](https://x.example)",
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}, rich(text)]]},
        field({**text_input(), "placeholder": plain(EVIL)}, hint=plain(EVIL)),
    ]


async def harmless(visitor: Visitor) -> None:
    """Assert that nothing of the text became an element or ran."""
    assert not await visitor.page.evaluate(ANY_HARM)
    assert visitor.complaints == []


async def test_in_messages_it_is_text(ana: Visitor, desk: Desk) -> None:
    channel = await desk.direct_message("ana")
    await desk.client.chat_postMessage(channel=channel, text=EVIL)
    await desk.client.chat_postMessage(
        channel=channel, text=ESCAPED, attachments=[{"text": EVIL, "title": EVIL}]
    )
    await desk.post("ana", *everywhere())
    await desk.client.files_upload_v2(channel=channel, filename=f"{SHORT}.txt", title=EVIL, content="x")
    await expect(ana.page.get_by_test_id("file")).to_contain_text(EVIL)
    await expect(ana.messages.first).to_contain_text(EVIL)
    await expect(ana.page.locator(".header-text", has_text=EVIL)).to_be_visible()
    await expect(ana.page.locator(".markdown")).to_contain_text(EVIL)
    await ana.element("menu").click()
    await expect(ana.page.get_by_role("option")).to_contain_text(EVIL)
    await ana.page.get_by_label("More options").click()
    await expect(ana.page.get_by_role("menuitem")).to_contain_text(EVIL)
    await harmless(ana)


async def test_in_modals_and_on_the_home_tab_it_is_text(ana: Visitor, desk: Desk) -> None:
    blocks = [block for block in everywhere() if block["type"] not in ("markdown", "table")]
    await desk.post("ana", actions(button("show")))
    await ana.element("show").click()
    view = modal(*blocks) | {"title": plain(SHORT), "submit": plain(SHORT), "close": plain(SHORT)}
    await desk.client.views_open(trigger_id=(await desk.next())["trigger_id"], view=view)
    await expect(ana.dialog.locator("h2")).to_have_text(SHORT)
    await expect(ana.dialog).to_contain_text(EVIL)
    await harmless(ana)
    await ana.page.get_by_test_id("modal-close").click()
    await ana.page.locator("[data-tab=home]").click()
    await expect(ana.element("settings")).to_be_visible()
    await desk.client.views_publish(user_id=ana.id_of("ana"), view=home(*blocks))
    await expect(ana.page.get_by_test_id("home")).to_contain_text(EVIL)
    await harmless(ana)


async def test_in_names_and_answers_it_is_text(ana: Visitor, desk: Desk, sandbox: Sandbox) -> None:
    await post(sandbox, "users", name=EVIL, email="evil@northwind.example")
    await post(sandbox, "channels", name=SHORT, members=[ana.id_of("ana")])
    await ana.page.locator("#user-switch").click()
    await expect(ana.page.get_by_role("menuitem", name=EVIL)).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await ana.page.locator(".sidebar .row", has_text=SHORT).click()
    await ana.write(EVIL)
    await expect(ana.messages).to_contain_text([EVIL])
    await ana.write(f"/bcc {EVIL}")
    await expect(ana.messages.last).to_contain_text("You asked for")
    await harmless(ana)


async def test_a_link_that_would_run_is_no_link(ana: Visitor, desk: Desk) -> None:
    dangerous: list[Any] = [
        section("<javascript:alert(1)|mrkdwn>"),
        rich({"type": "link", "url": "javascript:alert(1)", "text": "rich"}),
        {"type": "markdown", "text": "[markdown](javascript:alert(1)) <data:text/html,x>"},
        section("<https://x.example|safe>"),
    ]
    await desk.post("ana", *dangerous)
    await expect(ana.messages).to_contain_text(["mrkdwn"])
    links = ana.messages.locator("a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://x.example")
    await expect(links).to_have_attribute("rel", "noopener noreferrer")


async def test_html_mail_runs_nothing_and_fetches_nothing(ana: Visitor, sandbox: Sandbox) -> None:
    fetched: list[str] = []

    async def tracker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fetched.append((await reader.readline()).decode())
        writer.close()

    server = await asyncio.start_server(tracker, "127.0.0.1", 0)
    pixel = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/pixel.png"
    sandbox.outside.smtp_port = sandbox.outside.relay_port
    html = f"<h1>Hello</h1><script>parent.hurt = 1</script><img src='{pixel}'>{EVIL}"
    await post(
        sandbox,
        "mail",
        **{"from": EVIL.join(('"', '" <a@x.example>'))},
        rcpt=["b@x.example"],
        subject=EVIL,
        text="",
        html=html,
    )
    await ana.page.locator("#nav-mailbox").click()
    await expect(ana.page.get_by_test_id("mailbox").locator("h2")).to_have_text(EVIL)
    await expect(ana.page.frame_locator(".mail-frame").locator("h1")).to_have_text("Hello")
    server.close()
    assert fetched == []
    await harmless(ana)
