"""The mail that carries a code, and how it is handed over."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from string import Formatter

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import ValidationError

from bot.letter import Invitation, harmless, verification_mail
from bot.mailtexts import MAIL_TEXTS, language_of
from bot.outbound import Relay, Sent, SigningKey, sender_through
from bot.pagetexts import PAGE_TEXTS
from bot.settings import BotSettings
from bot.slack import GiveUp, Posted, Retry
from models.verification import CODE_LIFE
from tests.bot.rows import NOW
from tests.sandbox.relay import Relay as TakingRelay

INVITATION = Invitation(
    address="ana@xn--bcher-kva.example",
    who="Ana <b>Trujillo</b>",
    team="Northwind & Co",
    code="abcdefgh",
    link="https://bcc.example/verify/1/token",
    send_to="northwind+verify-abcdefgh@bcc.localhost",
    until=NOW + CODE_LIFE,
    tz="Europe/Berlin",
    language="en",
)
SENDER = "Smart Bcc <no-reply@bcc.localhost>"
NEEDED = {"BCC_MAIL_DOMAIN": "bcc.example", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def the_mail(**changes: object) -> EmailMessage:
    raw = verification_mail(replace(INVITATION, **changes), SENDER, "bcc.localhost", NOW)  # type: ignore[arg-type]
    return message_from_bytes(raw, EmailMessage, policy=SMTPUTF8)


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", MAIL_TEXTS)
def test_every_language_says_all_of_it(language: str) -> None:
    mail = the_mail(language=language, who="Ana Trujillo")
    for text in (body(mail, "plain"), body(mail, "html")):
        for said in ("abcd-efgh", "/bcc alias code abcd-efgh", INVITATION.link, INVITATION.send_to):
            assert str(said) in text
        assert "ana@bücher.example" in text
        assert "Ana Trujillo" in text
        assert "2027-01-05 10:00" in text
    assert "abcd-efgh" in mail["Subject"]
    assert not [defect for part in mail.walk() for defect in part.defects]


def fields_of(texts: object) -> dict[str, set[str | None]]:
    values = {name: getattr(texts, name) for name in texts.__dataclass_fields__}  # type: ignore[attr-defined]
    return {
        name: {
            field
            for _, _, field, _ in Formatter().parse(" ".join([value] if isinstance(value, str) else value))
        }
        for name, value in values.items()
    }


def test_no_language_forgets_a_name_or_an_address() -> None:
    assert set(PAGE_TEXTS) == set(MAIL_TEXTS)
    for language in MAIL_TEXTS:
        assert fields_of(MAIL_TEXTS[language]) == fields_of(MAIL_TEXTS["en"]), language
        assert fields_of(PAGE_TEXTS[language]) == fields_of(PAGE_TEXTS["en"]), language


def test_the_mail_is_what_the_rfcs_want_and_fetches_nothing() -> None:
    mail = the_mail()
    assert mail["From"] == SENDER
    assert mail["To"] == INVITATION.address
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"].endswith("@bcc.localhost>")
    assert mail["Auto-Submitted"] == "auto-generated"
    html = body(mail, "html")
    assert "src=" not in html
    assert "url(" not in html
    assert "<b>" not in html  # the name is text, whatever it says
    raw = verification_mail(INVITATION, SENDER, "bcc.localhost", NOW)
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 78
    assert "https" not in body(the_mail(link=None), "plain")


@pytest.mark.parametrize("language", MAIL_TEXTS)
def test_names_read_from_the_right_reorder_nothing_around_them(language: str) -> None:
    mail = the_mail(language=language, who="دانا יוסף", team="נורת'ווינד")
    plain = body(mail, "plain")
    assert "\u2068دانا יוסף\u2069" in plain
    assert "\u2068נורת'ווינד\u2069" in plain
    html = body(mail, "html")
    for shown in ("دانا יוסף", "נורת&#39;ווינד", "ana@bücher.example"):
        assert f"<bdi>{shown}</bdi>" in html
    assert "\u2068" not in html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Trujillo", "Ana Trujillo"),
        ("Ana T. Trujillo", "Ana T. Trujillo"),
        ("Visit evil.example now", "Somebody"),
        ("https://x", "Somebody"),
        ("Call 0800 12345", "Somebody"),
        (" \u202e", "Somebody"),
    ],
)
def test_a_name_lures_nobody(name: str, shown: str) -> None:
    assert harmless(name, "Somebody") == shown


def test_the_first_language_known_is_taken() -> None:
    assert language_of(None, "de-AT") == "de"
    assert language_of("pt_BR", "de-DE") == "pt"
    assert language_of("xx", "") == "en"


@pytest.mark.parametrize("algorithm", ["rsa", "ed25519"])
def test_it_is_signed_for_the_mail_domain(tmp_path: Path, algorithm: str) -> None:
    ed25519 = Ed25519PrivateKey.generate()
    key = ed25519 if algorithm == "ed25519" else generate_private_key(65537, 2048)
    path = tmp_path / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if algorithm == "ed25519":
        public = ed25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = f"v=DKIM1; k={algorithm}; p={base64.b64encode(public).decode()}".encode()
    raw = verification_mail(INVITATION, SENDER, "bcc.localhost", NOW)
    signed = SigningKey.read(path, "s1").sign(raw, "bcc.localhost")
    asked: list[bytes] = []

    def find(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(signed, dnsfunc=find)
    assert asked == [b"s1._domainkey.bcc.localhost."]
    assert not dkim.verify(signed.replace(b"abcd-efgh", b"abcd-efgx"), dnsfunc=find)


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mx.example", Relay("mx.example", 25)),
        ("smtp://127.0.0.1:2526", Relay("127.0.0.1", 2526)),
        ("smtps://me%40x:p%2Fw@mx.example", Relay("mx.example", 465, True, "me@x", "p/w")),
        ("smtp://me:pw@mx.example", Relay("mx.example", 587, False, "me", "pw")),
    ],
)
def test_the_relay_is_read_from_its_url(url: str, relay: Relay) -> None:
    assert Relay.parse(url) == relay
    assert "pw" not in repr(relay)
    assert "p/w" not in repr(relay)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BCC_OUTBOUND_SMTP_URL", "http://me:secret@mx.example"),
        ("BCC_OUTBOUND_SMTP_URL", "smtp://me:secret@mx.example:port"),
        ("BCC_PUBLIC_URL", "bcc.example"),
        ("BCC_OUTBOUND_FROM", "nobody"),
        ("BCC_OUTBOUND_DKIM_SELECTOR", "s1"),
    ],
)
def test_a_wrong_setting_is_named_and_no_password_quoted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for key, good in (NEEDED | {name: value}).items():
        monkeypatch.setenv(key, good)
    with pytest.raises(ValidationError) as caught:
        BotSettings(_env_file=None)
    [problem] = caught.value.errors()
    assert name in (*problem["loc"], *problem["msg"].replace(":", "").split())
    assert "secret" not in problem["msg"]


@pytest.fixture
async def taking() -> AsyncIterator[TakingRelay]:
    async with TakingRelay() as relay:
        yield relay


@pytest.mark.parametrize(
    ("reply", "delivery"),
    [
        (None, Posted()),
        ("451 4.3.0 Later", Retry("smtp_451", bounded=False)),
        ("550 5.1.1 No such user", GiveUp("smtp_550")),
        ("552 5.2.2 Mailbox full", GiveUp("smtp_552")),
    ],
)
async def test_what_the_relay_says_is_what_becomes_of_the_mail(
    taking: TakingRelay, reply: str | None, delivery: object
) -> None:
    if reply:
        taking.refuse(reply)
    send = sender_through(Relay("127.0.0.1", taking.port), None)
    sent = await send(verification_mail(INVITATION, SENDER, "x.test", NOW), "no-reply@x.test", "a@b.test")
    assert sent == Sent(delivery, reply or "")  # type: ignore[arg-type]
    assert len(taking.taken) == (reply is None)


async def test_a_lost_answer_leaves_it_unsure_and_a_closed_port_does_not() -> None:
    async def hang_up_at_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 x\r\n")
        while line := await reader.readline():
            if line == b".\r\n":
                break
            if line[:4].upper() in (b"EHLO", b"MAIL", b"RCPT"):
                writer.write(b"250 ok\r\n")
            elif line[:4].upper() == b"DATA":
                writer.write(b"354 go on\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up_at_the_end, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    send = sender_through(Relay("127.0.0.1", port), None)
    raw = verification_mail(INVITATION, SENDER, "x.test", NOW)
    lost = await send(raw, "no-reply@x.test", "a@b.test")
    assert isinstance(lost.delivery, Retry)
    assert lost.delivery.unsure
    server.close()
    await server.wait_closed()
    closed = await send(raw, "no-reply@x.test", "a@b.test")
    assert closed.delivery == Retry("smtp_not_reached", bounded=False)


async def test_a_password_is_told_to_no_relay_without_tls() -> None:
    async with TakingRelay("127.0.0.2") as relay:  # loopback, but not by the names that we know it by
        send = sender_through(Relay("127.0.0.2", relay.port, username="me", password="secret"), None)
        sent = await send(b"Subject: x\r\n\r\nx\r\n", "no-reply@x.test", "a@b.test")
    assert isinstance(sent.delivery, Retry)
    assert "STARTTLS" not in sent.said
    assert not relay.taken
