"""The mail client and the mailbox: the world outside, on the same page."""

from playwright.async_api import FilePayload, expect

from tests.sandbox import Sandbox
from tests.sandbox_tests.people import get, post

from .visitor import Visitor


async def own_server(visitor: Visitor) -> None:
    """Let mail go to the sandbox's own relay, which takes everything."""
    outside = visitor.sandbox.outside
    outside.smtp_port = outside.relay_port
    await visitor.page.locator("#nav-compose").click()


async def test_a_mail_is_sent_as_the_visitor_with_the_address_in_bcc_only(
    ana: Visitor, sandbox: Sandbox
) -> None:
    await own_server(ana)
    await expect(ana.page.locator("#mail-bcc")).to_have_value("northwind@bcc.localhost")
    await ana.page.locator("#mail-to").fill("Jane Doe <jane@globex.example>, bill@initech.example")
    await ana.page.locator("#mail-subject").fill("Renewal")
    await ana.page.locator("#mail-text").fill("Dear Jane")
    await ana.page.get_by_test_id("mail-send").click()
    await expect(ana.page.get_by_test_id("mail-reply")).to_contain_text("250")
    (mail,) = await get(sandbox, "mailbox")
    assert mail["to"] == ["northwind@bcc.localhost"]
    assert mail["headers"]["From"] == "Ana Trujillo <ana@northwind.example>"
    assert mail["headers"]["To"] == "Jane Doe <jane@globex.example>, bill@initech.example"
    assert "d=northwind.example" in mail["headers"]["DKIM-Signature"]
    assert "bcc.localhost" not in mail["raw"]


async def test_a_refusal_is_shown_as_the_server_worded_it_and_the_mail_stays(
    ana: Visitor, sandbox: Sandbox
) -> None:
    await own_server(ana)
    await post(sandbox, "mailbox/faults", reply="550 5.7.26 Neither DKIM nor SPF speaks for you", times=1)
    await ana.page.locator("#mail-text").fill("Trust me")
    await ana.page.get_by_test_id("mail-send").click()
    reply = ana.page.get_by_test_id("mail-reply")
    await expect(reply.locator(".reply-code")).to_have_text("550")
    await expect(reply).to_contain_text("5.7.26 Neither DKIM nor SPF speaks for you")
    await expect(ana.page.locator("#mail-text")).to_have_value("Trust me")


async def test_every_ready_made_mail_fills_the_form_and_can_be_sent(ana: Visitor, sandbox: Sandbox) -> None:
    await own_server(ana)
    for at, example in enumerate(await get(sandbox, "examples")):
        await ana.page.locator("#mail-example").select_option(str(at))
        await ana.page.get_by_test_id("mail-send").click()
        await expect(ana.page.locator(".mail-reply.taken")).to_be_visible()
        mail = (await get(sandbox, "mailbox"))[-1]
        assert mail["to"] == example["mail"]["rcpt"]
        assert mail["subject"] == example["mail"].get("subject", mail["subject"])


async def test_the_first_sight_offers_mails_that_are_written_already(ana: Visitor, sandbox: Sandbox) -> None:
    (example,) = [each for each in await get(sandbox, "examples") if "Gmail" in each["title"]]
    outside = sandbox.outside
    outside.smtp_port = outside.relay_port
    await ana.page.get_by_role("button", name=example["title"]).click()
    await expect(ana.page.locator("#mail-text")).to_have_value(example["mail"]["text"])
    await ana.page.get_by_test_id("mail-send").click()
    await ana.page.get_by_role("button", name="See the card as Ben Okafor").click()
    await expect(ana.page.locator("#user-switch")).to_contain_text("Ben Okafor")


async def test_a_mail_can_be_unsigned_forged_or_come_from_elsewhere(ana: Visitor, sandbox: Sandbox) -> None:
    await own_server(ana)
    await ana.page.locator("#mail-from").select_option("other")
    await ana.page.locator("#mail-other").fill("Eve <eve@evil.example>")
    await ana.page.get_by_text("HTML, signature and envelope").click()
    await ana.page.locator("#mail-sign").select_option("none")
    await ana.page.locator("#mail-mail_from").fill("bounce@evil.example")
    await ana.page.locator("#mail-html").fill("<p>Hi</p>")
    note: FilePayload = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    await ana.page.locator("#mail-files").set_input_files(note)
    await ana.page.get_by_test_id("mail-send").click()
    await expect(ana.page.locator(".mail-reply.taken")).to_be_visible()
    (mail,) = await get(sandbox, "mailbox")
    assert (mail["from"], mail["headers"]["From"]) == ("bounce@evil.example", "Eve <eve@evil.example>")
    assert "DKIM-Signature" not in mail["headers"]
    assert "note.txt" in mail["raw"]
    assert mail["html"].strip() == "<p>Hi</p>"


async def test_nobody_to_send_to_is_said_before_anything_is_sent(ana: Visitor, sandbox: Sandbox) -> None:
    await own_server(ana)
    await ana.page.locator("#mail-bcc").fill("")
    await ana.page.get_by_test_id("mail-send").click()
    await expect(ana.page.get_by_test_id("mail-reply")).to_contain_text("put northwind@bcc.localhost in Bcc")
    assert await get(sandbox, "mailbox") == []


async def test_mail_that_left_is_read_in_the_mailbox_with_its_links(ana: Visitor, sandbox: Sandbox) -> None:
    await ana.page.locator("#nav-mailbox").click()
    await expect(ana.page.get_by_test_id("mailbox")).to_contain_text("No mail yet")
    sandbox.outside.smtp_port = sandbox.outside.relay_port
    mail = {
        "from": "bot@bcc.localhost",
        "subject": "Confirm",
        "text": "Open http://127.0.0.1:1/verify?c=123.",
    }
    await post(sandbox, "mail", **mail, rcpt=["ana@home.example"])
    await expect(ana.page.get_by_test_id("mailbox").locator("h2")).to_have_text("Confirm")
    link = ana.page.locator(".mail-text a")
    await expect(link).to_have_attribute("href", "http://127.0.0.1:1/verify?c=123")
    await post(sandbox, "mail", **mail, rcpt=["ben@home.example"])
    await expect(ana.page.locator(".mailbox-item")).to_have_count(2)
    await ana.page.locator("#mailbox-filter").select_option("ana@home.example")
    await expect(ana.page.locator(".mailbox-item")).to_have_count(1)
