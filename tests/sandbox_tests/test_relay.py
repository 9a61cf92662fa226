"""The outbound relay, met over SMTP."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.dns import DnsServer
from tests.sandbox.outside import Outside


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    async with Outside() as outside:
        outside.smtp_port = outside.relay_port
        yield outside


def a_mail(**changes: object) -> dict[str, object]:
    mail = {
        "from": "bot@bcc.localhost",
        "rcpt": ["ana@northwind.example"],
        "subject": "Code",
        "text": "123\n",
    }
    return mail | changes


async def test_the_mailbox_keeps_what_was_taken_newest_last(outside: Outside) -> None:
    await outside.send(a_mail(subject="One"))
    await outside.send(a_mail(subject="Two", html="<p>123</p>", mail_from="", headers={"X-Kind": "code"}))
    first, second = outside.relay.mailbox()
    assert (first.subject, second.subject) == ("One", "Two")
    assert first.at <= second.at
    shown = second.as_json()
    assert (shown["from"], shown["to"]) == ("", ["ana@northwind.example"])
    assert (shown["text"], shown["html"].strip()) == ("123\n", "<p>123</p>")
    assert shown["headers"]["X-Kind"] == "code"
    assert shown["raw"].startswith("From: bot@bcc.localhost\r\n")


async def test_a_mailbox_shows_only_its_own_mail_whatever_the_case(outside: Outside) -> None:
    await outside.send(a_mail(rcpt=["Ana@northwind.example", "ben@northwind.example"]))
    await outside.send(a_mail(rcpt=["ben@northwind.example"], subject="Other"))
    assert [m.subject for m in outside.relay.mailbox("ana@NORTHWIND.example")] == ["Code"]
    assert len(outside.relay.mailbox("ben@northwind.example")) == 2
    assert outside.relay.mailbox("nobody@northwind.example") == []


async def test_a_refusal_on_order_is_given_and_nothing_is_kept(outside: Outside) -> None:
    outside.relay.refuse("451 4.3.0 Later", times=1)
    assert (await outside.send(a_mail())).code == 451
    assert outside.relay.mailbox() == []
    assert (await outside.send(a_mail())).accepted


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "no-such-charset"])
async def test_a_body_is_readable_in_any_charset(outside: Outside, charset: str) -> None:
    raw = f"From: a@b.test\r\nContent-Type: text/plain; charset={charset}\r\n\r\nhello\r\n"
    await outside.send({"raw": raw, "rcpt": ["ana@northwind.example"]})
    assert outside.relay.mailbox()[0].text == "hello\n"


async def test_stopping_frees_the_ports() -> None:
    async with Outside() as outside:
        ports = outside.dns_port, outside.relay_port
    async with Outside(dns_port=ports[0], relay_port=ports[1]) as again:
        assert (again.dns_port, again.relay_port) == ports


async def test_a_taken_port_is_an_error_not_another_port() -> None:
    async with DnsServer() as server:
        with pytest.raises(OSError, match="in use"):
            await DnsServer(port=server.port).start()
