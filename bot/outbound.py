"""Mail of our own on its way out: signed, handed to a relay, and what the relay's answers mean."""

import asyncio
import base64
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bot.slack import Delivery, GiveUp, Posted, Retry

# Below the time that one try at an outbox item may take.
_SECONDS = 20.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail goes out. STARTTLS is used where it is offered, and needed before a password is told."""

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> "Relay":
        """`smtp://host:port`, `smtps://user:password@host`. Raises ValueError, which quotes none of it."""
        wrong = ValueError("must be smtp://HOST:PORT or smtps://USER:PASSWORD@HOST")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise wrong from None
        if parts.scheme not in ("smtp", "smtps") or not host or parts.path not in ("", "/") or parts.query:
            raise wrong
        tls = parts.scheme == "smtps"
        default = 465 if tls else 587 if parts.username else 25
        name = unquote(parts.username) if parts.username else None
        return cls(host, port or default, tls, name, unquote(parts.password or "") if name else None)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A DKIM key: what dkimpy wants of it, and the selector under which DNS has its other half."""

    selector: str
    algorithm: str
    private: bytes = field(repr=False)

    @classmethod
    def read(cls, path: Path, selector: str) -> "SigningKey":
        """An RSA or Ed25519 key out of a PEM file. Raises ValueError where it is none."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise ValueError(f"{path} is not a readable PEM key without a password") from error
        if isinstance(key, Ed25519PrivateKey):
            seed = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            return cls(selector, "ed25519-sha256", base64.b64encode(seed))
        if not isinstance(key, RSAPrivateKey) or key.key_size < 1024:  # RFC 8301 section 3.2
            raise ValueError(f"{path} must be an RSA key of 1024 bits or more, or an Ed25519 key")
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        return cls(selector, "rsa-sha256", pem)

    def sign(self, raw: bytes, domain: str) -> bytes:
        """The mail with its DKIM-Signature for that domain."""
        head: bytes = dkim.sign(
            raw,
            self.selector.encode("ascii"),
            domain.encode("ascii"),
            self.private,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=self.algorithm.encode("ascii"),
        )
        return head + raw


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of handing a mail over, and what the relay said where it did not take it."""

    delivery: Delivery
    said: str = ""


# Hands a finished mail (raw, mail_from, rcpt_to) to the relay. Raises nothing that the network can cause.
Send = Callable[[bytes, str, str], Awaitable[Sent]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How mail of ours goes out. `send` is None where no relay is set, `public_url` where a link would lead
    nowhere."""

    mail_domain: str
    sender: str
    send: Send | None = None
    public_url: str | None = None


def sender_through(relay: Relay, key: SigningKey | None) -> Send:
    """A `Send` through that relay, signing for the sender's domain where there is a key."""

    async def send(raw: bytes, mail_from: str, rcpt_to: str) -> Sent:
        if key is not None:
            raw = await asyncio.to_thread(key.sign, raw, mail_from.rpartition("@")[2])
        try:
            async with asyncio.timeout(_SECONDS):
                await aiosmtplib.send(raw, sender=mail_from, recipients=[rcpt_to], **_options(relay, rcpt_to))
        except Exception as error:
            return meaning(error, rcpt_to)
        return Sent(Posted())

    return send


def _options(relay: Relay, rcpt_to: str) -> dict[str, Any]:
    private = relay.password is not None and relay.host not in _LOOPBACK
    return {
        "hostname": relay.host,
        "port": relay.port,
        "use_tls": relay.tls,
        # None takes STARTTLS where it is offered; then nothing is lost by an unknown certificate (RFC 7435).
        "start_tls": None if relay.tls or not private else True,
        "validate_certs": relay.tls or private,
        "username": relay.username,
        "password": relay.password,
        "timeout": _SECONDS,
        "mail_options": [] if rcpt_to.isascii() else ["SMTPUTF8"],
    }


def meaning(error: Exception, rcpt_to: str) -> Sent:
    """What a failed handing-over means for the mail to that address. A fault of the relay or of our settings
    says nothing of the address; it is waited out. Raises what is no such failure."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _answered(first.code, first.message)
        case aiosmtplib.SMTPDataError(code=code, message=said):
            return _answered(code, said)
        case aiosmtplib.SMTPNotSupported() if not rcpt_to.isascii():
            said = "The mail server cannot send to an address with such letters"
            return Sent(GiveUp("smtp_not_supported"), said)
        case aiosmtplib.SMTPResponseException(code=code):  # greeting, login, MAIL FROM
            return Sent(Retry(f"smtp_{code}", bounded=False))
        case aiosmtplib.SMTPConnectError() | ConnectionRefusedError():
            return Sent(Retry("smtp_not_reached", bounded=False))  # nothing was sent
        case aiosmtplib.SMTPException() | TimeoutError() | OSError() | ssl.SSLError():
            return Sent(Retry(f"smtp_{type(error).__name__}", unsure=True, bounded=False))
    raise error


def _answered(code: int, said: str) -> Sent:
    text = f"{code} {said}"
    if 500 <= code < 600:
        return Sent(GiveUp(f"smtp_{code}"), text)
    return Sent(Retry(f"smtp_{code}", bounded=False), text)
