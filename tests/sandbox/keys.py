"""DKIM keys of the sandbox's domains: made on demand, published where verifiers look for them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum, unique

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from .dns import DnsServer


@unique
class Algorithm(StrEnum):
    """The two algorithms a signer may use (RFC 8301, RFC 8463)."""

    RSA = "rsa-sha256"
    ED25519 = "ed25519-sha256"


@dataclass(frozen=True, slots=True)
class DkimKey:
    """One key pair: `private` as dkimpy wants it, `record` as DNS publishes it."""

    algorithm: Algorithm
    private: bytes
    record: str


def make_key(algorithm: Algorithm, bits: int = 2048) -> DkimKey:
    """A fresh key pair; `bits` matters for RSA only."""
    if algorithm is Algorithm.ED25519:
        ed25519 = Ed25519PrivateKey.generate()
        seed = ed25519.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        public = ed25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return DkimKey(algorithm, base64.b64encode(seed), f"v=DKIM1; k=ed25519; p={_b64(public)}")
    rsa = generate_private_key(public_exponent=65537, key_size=bits)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = rsa.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return DkimKey(algorithm, pem, f"v=DKIM1; k=rsa; p={_b64(public)}")


class Keys:
    """The key of each domain and selector; asking for one makes and publishes it."""

    def __init__(self, dns: DnsServer) -> None:
        self._dns = dns
        self._keys: dict[tuple[str, str], DkimKey] = {}
        self._announced: dict[tuple[str, str], Algorithm] = {}

    def announce(self, domain: str, selector: str, algorithm: Algorithm = Algorithm.RSA) -> None:
        """Promises a key: its record is in DNS from now on, the key itself is made when first needed."""
        self._announced[_key(domain, selector)] = algorithm
        self._dns.set_later(
            record_name(domain, selector), "TXT", lambda: self._made(domain, selector, algorithm).record
        )

    def known(self, domain: str, selector: str) -> bool:
        """Whether that domain signs with that selector."""
        key = _key(domain, selector)
        return key in self._keys or key in self._announced

    def get(self, domain: str, selector: str, algorithm: Algorithm | None = None) -> DkimKey:
        """The key, published unless something else already stands at its name: a test may want it wrong."""
        key = _key(domain, selector)
        made = self._made(domain, selector, algorithm or self._announced.get(key) or Algorithm.RSA)
        name = record_name(domain, selector)
        if not self._dns.has(name, "TXT") and not self._dns.has(name, "CNAME"):
            self._dns.set(name, "TXT", [made.record])
        return made

    def _made(self, domain: str, selector: str, algorithm: Algorithm) -> DkimKey:
        key = self._keys.get(_key(domain, selector))
        if key is None or key.algorithm is not algorithm:
            key = self._keys[_key(domain, selector)] = make_key(algorithm)
        return key


def record_name(domain: str, selector: str) -> str:
    """Where a verifier looks for the key (RFC 6376 section 3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def _key(domain: str, selector: str) -> tuple[str, str]:
    return domain.lower().rstrip("."), selector.lower()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
