"""Who is at the other end: relays that name their client, and TLS."""

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.builders import NOW, a_mail
from tests.ingest.edge import BOX, LOOPBACK, Remembering, serving
from tests.wire import a_wire


@pytest.mark.parametrize(
    ("first", "peer_ip"),
    [
        pytest.param(b"PROXY TCP4 203.0.113.7 127.0.0.1 1 25\r\n", "203.0.113.7", id="version 1"),
        pytest.param(b"PROXY TCP6 2001:db8::7 ::1 1 25\r\n", "2001:db8::7", id="version 1, IPv6"),
        pytest.param(b"PROXY UNKNOWN\r\n", "127.0.0.1", id="version 1, unknown"),
        pytest.param(
            b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x07\x7f\0\0\x01\0\x01\0\x19",
            "203.0.113.7",
            id="version 2",
        ),
        pytest.param(b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", "127.0.0.1", id="version 2, local"),
        pytest.param(b"", "127.0.0.1", id="none"),
    ],
)
async def test_a_trusted_proxy_names_the_client(first: bytes, peer_ip: str) -> None:
    handler = Remembering()
    async with serving(handler, trusted=LOOPBACK) as server, a_wire(server.port, greet=None) as wire:
        await wire.send(first)
        await wire.read()
        await wire.say("EHLO client.test")
        assert (await wire.mail(a_mail(), BOX)).startswith("250")
    assert (handler.mails[0].peer_ip, handler.mails[0].helo) == (peer_ip, "client.test")


async def test_xclient_from_a_trusted_relay_names_the_client() -> None:
    handler = Remembering()
    async with serving(handler, trusted=LOOPBACK) as server, a_wire(server.port) as wire:
        assert (await wire.say("XCLIENT ADDR=203.0.113.7 HELO=client+2Etest")).startswith("220")
        await wire.mail(a_mail(), BOX)
    assert (handler.mails[0].peer_ip, handler.mails[0].helo) == ("203.0.113.7", "client.test")


NAMED = b"PROXY TCP4 203.0.113.7 127.0.0.1 1 25\r\n"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(b"PROXY TCP4 198.51.100.9 127.0.0.1 1 25\r\n", id="PROXY"),
        pytest.param(b"XCLIENT ADDR=198.51.100.9\r\n", id="XCLIENT"),
        pytest.param(b"EHLO me\r\nXCLIENT ADDR=198.51.100.9\r\n", id="XCLIENT after EHLO"),
    ],
)
@pytest.mark.parametrize("first", [NAMED, b"PROXY UNKNOWN\r\n"], ids=["named", "unknown"])
async def test_the_client_behind_a_proxy_cannot_name_another(first: bytes, claim: bytes) -> None:
    handler = Remembering()
    async with serving(handler, trusted=LOOPBACK) as server, a_wire(server.port, greet=None) as wire:
        await wire.read()
        await wire.send(first + claim + b"NOOP\r\n")
        while not (answer := await wire.read()).startswith("250 2.0.0"):
            assert answer
        assert "XCLIENT" not in await wire.say("EHLO client.test")
        assert (await wire.mail(a_mail(), BOX)).startswith("250")
    assert handler.mails[0].peer_ip == ("203.0.113.7" if first is NAMED else "127.0.0.1")


async def test_the_client_behind_a_proxy_that_speaks_version_2_ends_its_session_by_it() -> None:
    second = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc6\x33\x64\x09\x7f\0\0\x01\0\x01\0\x19"
    async with serving(trusted=LOOPBACK) as server, a_wire(server.port, greet=None) as wire:
        await wire.read()
        await wire.send(NAMED + second)
        while not (answer := await wire.read()).startswith("221"):
            assert answer.startswith("500")
        assert await wire.read() == ""


async def test_a_relay_behind_a_proxy_names_its_client() -> None:
    handler = Remembering()
    async with serving(handler, trusted=LOOPBACK) as server, a_wire(server.port, greet=None) as wire:
        await wire.read()
        await wire.send(b"PROXY TCP4 127.0.0.2 127.0.0.1 1 25\r\n")
        assert "XCLIENT" in await wire.say("EHLO relay.test")
        assert (await wire.say("XCLIENT ADDR=203.0.113.7 HELO=client.test")).startswith("220")
        await wire.mail(a_mail(), BOX)
    assert handler.mails[0].peer_ip == "203.0.113.7"


async def test_the_client_behind_a_proxy_cannot_name_another_after_tls(
    certificate: tuple[Path, Path], tls: ssl.SSLContext
) -> None:
    handler = Remembering()
    async with (
        serving(handler, tls=tls, trusted=LOOPBACK) as server,
        a_wire(server.port, greet=None) as wire,
    ):
        await wire.read()
        await wire.send(NAMED)
        await wire.script(["EHLO client.test", "STARTTLS"])
        await wire.writer.start_tls(trusting(certificate[0]))
        assert (await wire.say("PROXY TCP4 198.51.100.9 127.0.0.1 1 25")).startswith("500")
        await wire.say("EHLO client.test")
        assert (await wire.mail(a_mail(), BOX)).startswith("250")
    assert handler.mails[0].peer_ip == "203.0.113.7"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    directory = tmp_path_factory.mktemp("tls")
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx.bcc.test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .sign(key, SHA256())
    )
    (directory / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (directory / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return directory / "cert.pem", directory / "key.pem"


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def trusting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    return context


async def test_starttls_begins_the_session_anew(certificate: tuple[Path, Path], tls: ssl.SSLContext) -> None:
    handler = Remembering()
    async with serving(handler, tls=tls) as server, a_wire(server.port) as wire:
        assert (await wire.say("STARTTLS")).startswith("220")
        await wire.writer.start_tls(trusting(certificate[0]))
        assert (await wire.say("MAIL FROM:<a@b>")).startswith("503")
        offers = await wire.say("EHLO secure.test")
        assert "STARTTLS" not in offers
        assert "AUTH" not in offers
        raw = a_mail(text="x" * 70 + "\r\n") * 1000
        assert (await wire.mail(raw, BOX)).startswith("250")
        assert (await wire.say("QUIT")).startswith("221")
    assert handler.mails[0].raw == raw


async def test_what_was_pipelined_before_tls_is_never_obeyed(
    certificate: tuple[Path, Path], tls: ssl.SSLContext
) -> None:
    async with serving(tls=tls) as server, a_wire(server.port) as wire:
        await wire.send(b"STARTTLS\r\nEHLO eve\r\nMAIL FROM:<eve@evil.test>\r\n")
        assert (await wire.read()).startswith("220")
        await wire.writer.start_tls(trusting(certificate[0]))
        assert (await wire.say("RCPT TO:<x@bcc.test>")).startswith("503")
        assert (await wire.say("QUIT")).startswith("221")


async def test_a_broken_handshake_ends_only_that_session(tls: ssl.SSLContext) -> None:
    async with serving(tls=tls) as server:
        async with a_wire(server.port) as wire:
            await wire.say("STARTTLS")
            await wire.send(b"this is no handshake\r\n" * 10)
            await asyncio.wait_for(wire.reader.read(), 10)
        async with a_wire(server.port) as wire:
            assert (await wire.mail(a_mail(), BOX)).startswith("250")
