"""The public key behind a DKIM signature, as DNS publishes it (RFC 6376 section 3.6.1)."""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

# RFC 8301 section 3.2 asks for 1024 to 4096 bits. A larger key, or a large exponent, is an attack on us.
MIN_BITS = 1024
MAX_BITS = 4096
MAX_EXPONENT = 2**32
MAX_KEY = 1024  # base64 characters; 4096 bits take 736
MAX_RECORD = 4096

_FWS = b" \t\r\n"
_PADDING = PKCS1v15()
_DIGEST = Prehashed(SHA256())


@dataclass(frozen=True, slots=True)
class Key:
    """A usable key. `testing` is `t=y`; `strict` is `t=s`: `i=` must not name a subdomain."""

    public: RSAPublicKey | Ed25519PublicKey
    testing: bool
    strict: bool

    def verifies(self, signature: bytes, digest: bytes) -> bool:
        """Whether the signature is this key's over that SHA-256 digest."""
        try:
            if isinstance(self.public, RSAPublicKey):
                self.public.verify(signature, digest, _PADDING, _DIGEST)
            else:
                self.public.verify(signature, digest)  # RFC 8463 section 3 signs the digest
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a key record does not serve."""

    why: str


def find_key(records: tuple[bytes, ...], algorithm: bytes) -> Key | Unusable:
    """The first usable key among the TXT records of a selector, for a signature with that `a=`."""
    found = [read_key(record, algorithm) for record in records[:3]]
    usable = (key for key in found if isinstance(key, Key))
    return next(usable, found[0] if found else Unusable("no key is published"))


@lru_cache(maxsize=512)
def read_key(record: bytes, algorithm: bytes) -> Key | Unusable:
    """The key of one record, if a signature with that `a=` may use it."""
    if len(record) > MAX_RECORD:
        return Unusable("the key record is too long")
    try:
        tags = parse_tag_value(record)
    except InvalidTagValueList:
        return Unusable("the key record is malformed")
    if tags.get(b"v", b"DKIM1") != b"DKIM1":
        return Unusable("the key record is of another version")
    kind, _, digest = algorithm.partition(b"-")
    if tags.get(b"k", b"rsa") != kind:
        return Unusable("the key is of another type than the signature")
    if digest not in _list(tags.get(b"h", digest)):
        return Unusable("the key is not for this hash algorithm")
    if not {b"*", b"email"} & _list(tags.get(b"s", b"*")):
        return Unusable("the key is not for e-mail")
    encoded = tags.get(b"p")
    if encoded is None:
        return Unusable("the key record has no key")
    public = _public_key(kind, encoded.translate(None, _FWS))
    if isinstance(public, Unusable):
        return public
    flags = _list(tags.get(b"t", b""))
    return Key(public, b"y" in flags, b"s" in flags)


def _public_key(kind: bytes, encoded: bytes) -> RSAPublicKey | Ed25519PublicKey | Unusable:
    if not encoded:
        return Unusable("the key is revoked")  # RFC 6376 section 3.6.1, an empty p=
    if len(encoded) > MAX_KEY:
        return Unusable("the key is too large")
    try:
        octets = base64.b64decode(encoded, validate=True)
        if kind == b"ed25519":
            return Ed25519PublicKey.from_public_bytes(octets)
        public = load_der_public_key(octets)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return Unusable("the key cannot be read")
    if not isinstance(public, RSAPublicKey):
        return Unusable("the key is no RSA key")
    if not MIN_BITS <= public.key_size <= MAX_BITS:
        return Unusable(f"the key has {public.key_size} bits")
    if public.public_numbers().e > MAX_EXPONENT:
        return Unusable("the key's exponent is too large")
    return public


def _list(value: bytes) -> set[bytes]:
    """A colon-separated list; what we do not know in it is ignored (section 3.6.1)."""
    return {item.strip(_FWS) for item in value.split(b":")}
