"""What `POST /sandbox/mail` composes, signs and sends, and what it answers."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import dkim
import dns.asyncresolver
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.sandbox.keys import Algorithm, make_key
from tests.sandbox.outside import Outside


class Strict:
    """A server that remembers its sessions and refuses by local part."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str, list[str]]] = []
        self.raw: list[bytes] = []

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("blocked"):
            return "550 5.7.1 Blocked"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        peer_ip = str((session.peer or ("",))[0])
        # aiosmtpd keeps the null reverse-path as its two brackets: an empty one means "no MAIL yet" to it.
        mail_from = (envelope.mail_from or "").removeprefix("<>")
        self.seen.append((peer_ip, str(session.host_name), mail_from, list(envelope.rcpt_tos)))
        self.raw.append(envelope.original_content or b"")
        return "550 5.7.26 Not proved" if b"refuse me" in self.raw[-1] else "250 2.0.0 Stored"

    def mail(self) -> EmailMessage:
        """The newest message, parsed."""
        return message_from_string(self.raw[-1].decode(), EmailMessage, policy=default)


@pytest.fixture
async def strict() -> Strict:
    return Strict()


@pytest.fixture
async def outside(strict: Strict) -> AsyncIterator[Outside]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(strict, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    async with Outside(smtp_port=server.sockets[0].getsockname()[1]) as outside:
        outside.seed()
        yield outside
    server.close()
    await server.wait_closed()


def a_mail(**changes: object) -> dict[str, object]:
    mail = {
        "from": "Ana Trujillo <ana@northwind.example>",
        "to": ["Jane Doe <jane@globex.example>"],
        "rcpt": ["northwind@bcc.localhost"],
        "subject": "Renewal",
        "text": "Hello Jane\n",
    }
    return mail | changes


async def proved(outside: Outside, raw: bytes) -> bool:
    """Whether dkimpy, asking the sandbox's DNS, finds the first signature good."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [outside.dns.host], outside.dns_port
    signature = message_from_string(raw.decode(), policy=default)["DKIM-Signature"]
    tags = dict(tag.strip().split("=", 1) for tag in str(signature).replace(" ", "").split(";"))
    answer = await resolver.resolve(f"{tags['s']}._domainkey.{tags['d']}", "TXT")
    record = b"".join(answer[0].strings)
    verdict: bool = dkim.verify(raw, dnsfunc=lambda *_args, **_kwargs: record)
    return verdict


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="seeded domain, by itself"),
        pytest.param({"sign": {"domain": "northwind.example", "selector": "e1"}}, id="seeded ed25519"),
        pytest.param({"sign": {"domain": "new.test", "selector": "k7"}}, id="new RSA key"),
        pytest.param(
            {"sign": {"domain": "new.test", "selector": "e", "algorithm": "ed25519-sha256"}}, id="new ed25519"
        ),
        pytest.param({"sign": {"domain": "new.test", "selector": "r", "algorithm": "rsa"}}, id="new rsa"),
        pytest.param({"subject": "عرض السعر", "text": "مرحبا 😀\n.\n..dots\n"}, id="Arabic and dots"),
        pytest.param({"html": "<p>Hi</p>", "attachments": [{"name": "a.txt", "content": "é"}]}, id="parts"),
        pytest.param({"from": "josé@northwind.example"}, id="an address that needs SMTPUTF8"),
        pytest.param({"raw": "From: ana@northwind.example\nSubject: x\n\nhé\n"}, id="raw"),
    ],
)
async def test_a_signature_verifies_against_the_published_key(
    outside: Outside, strict: Strict, changes: dict[str, object]
) -> None:
    assert (await outside.send(a_mail(**changes))).accepted
    assert await proved(outside, strict.raw[-1])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"sign": False}, id="told not to"),
        pytest.param({"from": "eve@evil.test"}, id="a domain without keys"),
    ],
)
async def test_a_mail_can_go_unsigned(outside: Outside, strict: Strict, changes: dict[str, object]) -> None:
    assert (await outside.send(a_mail(**changes))).accepted
    assert "DKIM-Signature" not in strict.mail()


async def test_a_wrong_key_put_into_dns_stays_there(outside: Outside, strict: Strict) -> None:
    wrong = make_key(Algorithm.RSA).record
    outside.dns.set("k7._domainkey.new.test", "TXT", [wrong])
    await outside.send(a_mail(sign={"domain": "new.test", "selector": "k7"}))
    assert not await proved(outside, strict.raw[-1])


async def test_the_envelope_is_what_was_asked_for(outside: Outside, strict: Strict) -> None:
    await outside.send(a_mail())
    await outside.send(
        a_mail(
            mail_from="",
            helo="mx.evil.test",
            source_ip="127.0.3.4",
            rcpt=["a@bcc.localhost", "b@bcc.localhost"],
        )
    )
    first, second = strict.seen
    assert first == (
        "127.0.0.1", "client.sandbox.example", "ana@northwind.example", ["northwind@bcc.localhost"]
    )  # fmt: skip
    assert second == ("127.0.3.4", "mx.evil.test", "", ["a@bcc.localhost", "b@bcc.localhost"])


async def test_the_header_is_what_was_asked_for(outside: Outside, strict: Strict) -> None:
    result = await outside.send(
        a_mail(
            cc="Bo <bo@initech.example>",
            headers={
                "Bcc": "northwind@bcc.localhost",
                "X-Mailer": "Pen",
                "Date": "Mon, 1 Jun 2026 10:00:00 +0200",
            },
            in_reply_to="<1@globex.example>",
            references=["<0@globex.example>", "<1@globex.example>"],
        )
    )
    mail = strict.mail()
    assert mail["Bcc"] is None
    assert b"northwind@bcc.localhost" not in strict.raw[-1]
    assert (mail["To"], mail["Cc"]) == ("Jane Doe <jane@globex.example>", "Bo <bo@initech.example>")
    assert (mail["X-Mailer"], mail["Date"]) == ("Pen", "Mon, 01 Jun 2026 10:00:00 +0200")
    assert mail["References"] == "<0@globex.example> <1@globex.example>"
    assert (mail["In-Reply-To"], mail["Message-ID"]) == ("<1@globex.example>", result.message_id)


async def test_attachments_keep_their_names_types_and_bytes(outside: Outside, strict: Strict) -> None:
    await outside.send(
        a_mail(
            attachments=[
                {"name": "報告.pdf", "content_base64": "JVBERg=="},
                {"name": "notes.csv", "content": "a,é\n"},
                {"name": "old.eml", "type": "message/rfc822", "content": "Subject: Old\n\nbody\n"},
            ]
        )
    )
    pdf, csv, eml = strict.mail().iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type(), pdf.get_content()) == (
        "報告.pdf", "application/pdf", b"%PDF"
    )  # fmt: skip
    assert csv.get_payload(decode=True) == "a,é\n".encode()
    assert eml.get_content()["Subject"] == "Old"


async def test_raw_bytes_go_over_the_wire_untouched(outside: Outside, strict: Strict) -> None:
    raw = "From: ana@northwind.example\r\nX-Odd: a\rFrom: ceo@northwind.example\r\n\r\nbare\nline\r\n"
    await outside.send(a_mail(raw=raw, sign=False))
    assert strict.raw[-1] == raw.encode()


async def test_what_cannot_be_signed_goes_unsigned_unless_it_was_asked_for(
    outside: Outside, strict: Strict
) -> None:
    raw = "no header at all\r\nFrom: ana@northwind.example\r\n\r\nx\r\n"
    assert (await outside.send(a_mail(raw=raw))).accepted
    assert strict.raw[-1] == raw.encode()


@pytest.mark.parametrize(
    ("changes", "code", "reply", "refused"),
    [
        pytest.param({}, 250, "2.0.0 Stored", {}, id="taken"),
        pytest.param({"text": "refuse me"}, 550, "5.7.26 Not proved", {}, id="refused after the data"),
        pytest.param({"mail_from": "blocked@evil.test"}, 550, "5.7.1 Blocked", {}, id="sender refused"),
        pytest.param(
            {"rcpt": ["unknown@bcc.localhost"]},
            550,
            "5.1.1 No such mailbox here",
            {"unknown@bcc.localhost": "550 5.1.1 No such mailbox here"},
            id="recipient refused",
        ),
        pytest.param(
            {"rcpt": ["unknown@bcc.localhost", "northwind@bcc.localhost"]},
            250,
            "2.0.0 Stored",
            {"unknown@bcc.localhost": "550 5.1.1 No such mailbox here"},
            id="one of two refused",
        ),
    ],
)
async def test_the_answer_is_the_servers_last_word(
    outside: Outside, changes: dict[str, object], code: int, reply: str, refused: dict[str, str]
) -> None:
    result = await outside.send(a_mail(**changes))
    assert (result.code, result.reply, dict(result.refused)) == (code, reply, refused)


async def test_no_server_there_is_code_0(outside: Outside) -> None:
    async with Outside() as gone:
        outside.smtp_port = gone.relay_port
    result = await outside.send(a_mail())
    assert result.code == 0
    assert "refused" in result.reply


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"rcpt": []}, "rcpt", id="nobody to send to"),
        pytest.param({"from": ""}, "from", id="no author"),
        pytest.param({"subjct": "x"}, "unknown field: subjct", id="a misspelt field"),
        pytest.param({"rcpt": ["a@b.test\r\nDATA"]}, "one line", id="a command smuggled in"),
        pytest.param({"subject": "a\nBcc: x@y.test"}, "header", id="a header smuggled in"),
        pytest.param({"sign": {"selector": "x"}}, "sign", id="signing without a domain"),
        pytest.param({"sign": {"domain": "a.test", "algorithm": "rsa-sha1"}}, "algorithm", id="rsa-sha1"),
        pytest.param({"attachments": [{"content": "x"}]}, "name", id="an attachment without a name"),
        pytest.param({"attachments": [{"name": "x", "content_base64": "?"}]}, "base64", id="not base64"),
        pytest.param({"text": 5}, "text", id="a number for text"),
        pytest.param({"headers": ["X: y"]}, "headers", id="a list for headers"),
        pytest.param(
            {"raw": "Subject: no author\r\n\r\nx\r\n", "sign": {"domain": "new.test"}},
            "signed",
            id="beyond signing",
        ),
    ],
)
async def test_a_request_that_describes_no_mail_is_a_400(
    outside: Outside, fields: dict[str, object], says: str
) -> None:
    app = web.Application()
    app.add_routes(outside.routes())
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as client:
        answer = await client.post("/sandbox/mail", json=a_mail(**fields))
        assert answer.status == 400
        assert says in (await answer.json())["error"]


async def test_the_control_interface_sends_and_sets_dns(outside: Outside, strict: Strict) -> None:
    events: list[dict[str, object]] = []
    outside.on_change = events.append
    app = web.Application()
    app.add_routes(outside.routes())
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as client:
        record = {"name": "acme.test", "type": "TXT", "values": ["v=spf1 -all"], "ttl": 5}
        assert (await client.put("/sandbox/dns", json=record)).status == 200
        assert outside.dns.has("acme.test", "TXT")
        assert (await client.put("/sandbox/dns", json=record | {"values": []})).status == 200
        assert not outside.dns.has("acme.test", "TXT")
        for bad in ({"kind": "explode"}, {"kind": "servfail", "times": "many"}, {}):
            refused = await client.post("/sandbox/dns/faults", json={"name": "acme.test"} | bad)
            assert refused.status == 400
        answer = await (await client.post("/sandbox/mail", json=a_mail())).json()
        assert (answer["code"], answer["reply"]) == (250, "2.0.0 Stored")
        assert answer["message_id"] == strict.mail()["Message-ID"]
        assert await (await client.get("/sandbox/mailbox")).json() == []
    assert [event["type"] for event in events] == ["mail"]
