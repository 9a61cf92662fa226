"""Mails, keys and DNS answers for the authentication tests; every argument has a valid default."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from ingest.auth.dns import Answer, Answers, Question, RecordType, question
from ingest.headers import Headers, split_headers

BODY = b"Dear Jane,\r\n\r\nthe  offer stands.\t\r\n\r\n-- \r\nJoe\r\n\r\n\r\n"


@dataclass(frozen=True)
class KeyPair:
    """A private key as dkimpy signs with it, and the record that publishes its public half."""

    private: bytes
    public: str
    kind: str

    @property
    def record(self) -> str:
        return f"v=DKIM1; k={self.kind}; p={self.public}"


@cache
def rsa_key(bits: int = 1024, exponent: int = 65537) -> KeyPair:
    key = generate_private_key(public_exponent=exponent, key_size=bits)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private, base64.b64encode(public).decode(), "rsa")


@cache
def ed25519_key() -> KeyPair:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return KeyPair(base64.b64encode(private), base64.b64encode(public).decode(), "ed25519")


def a_mail(
    *,
    sender: str = "Joe <joe@acme.example>",
    body: bytes = BODY,
    extra: str = "",
) -> bytes:
    head = f"From: {sender}\r\nTo: jane@globex.example\r\nSubject: An\r\n  offer \r\n{extra}"
    return head.encode() + b"\r\n" + body


def signed(
    raw: bytes,
    *,
    domain: str = "acme.example",
    selector: str = "s1",
    key: KeyPair | None = None,
    algorithm: str = "rsa-sha256",
    forms: tuple[str, str] = ("relaxed", "relaxed"),
    headers: Iterable[str] | None = None,
    identity: str | None = None,
    length: bool = False,
    at: datetime | None = None,
    timed: bool = True,
) -> bytes:
    """The mail with a signature on top, made `at` that time or now; it says so unless not `timed`."""
    key = key or (ed25519_key() if algorithm.startswith("ed25519") else rsa_key())
    with dkimpy_at(at or now()), patch("dkim.DKIM", dkim.DKIM if timed else _Untimed):
        signature = dkim.sign(
            raw,
            selector.encode(),
            domain.encode(),
            key.private,
            identity=identity.encode() if identity else None,
            canonicalize=tuple(form.encode() for form in forms),
            signature_algorithm=algorithm.encode(),
            include_headers=[name.encode() for name in headers] if headers else None,
            length=length,
        )
    return bytes(signature) + raw


class _Untimed(dkim.DKIM):  # type: ignore[misc]  # dkimpy has no types
    """Leaves out `t=`, which is optional (RFC 6376 section 3.5)."""

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: object) -> bytes:
        return bytes(super().gen_header([field for field in fields if field[0] != b"t"], *rest))


@contextmanager
def dkimpy_at(at: datetime) -> Iterator[None]:
    """dkimpy asks the clock when it signs, and when it reads a seal, and takes no time as an argument."""
    with patch("dkim.time", SimpleNamespace(time=at.timestamp)):
        yield


def answers(records: Mapping[tuple[str, RecordType], Answer | Iterable[str]] | None = None) -> Answers:
    """What DNS knows; any other name does not exist."""
    return Answers(Zone(records or {}))


class Zone(dict[Question, Answer]):
    """A closed world: what was not put in is NXDOMAIN."""

    def __init__(self, records: Mapping[tuple[str, RecordType], Answer | Iterable[str]]) -> None:
        super().__init__((question(n, t), _answer(v)) for (n, t), v in records.items())

    def __contains__(self, asked: object) -> bool:
        return True

    def get(self, asked: Question, default: object = None) -> Answer:
        return super().get(asked) or Answer("nxdomain")


def _answer(values: Answer | Iterable[str]) -> Answer:
    return values if isinstance(values, Answer) else Answer("ok", tuple(v.encode() for v in values))


def a_key(
    record: str | None = None, *, at: str = "s1._domainkey.acme.example"
) -> dict[tuple[str, RecordType], list[str]]:
    return {(at, "TXT"): [rsa_key().record if record is None else record]}


def headers_of(raw: bytes) -> Headers:
    split = split_headers(raw)
    assert isinstance(split, Headers), split
    return split


def now() -> datetime:
    """The clock that mails are signed by where a test says no time."""
    return datetime.now(UTC)
