"""Sealing what the database must not tell: the tokens of workspaces.

AES-256-GCM with a key that HKDF derives from each text of BCC_SECRET_KEY. What is sealed says which key it
was (by a number derived beside the key, which tells nothing of it) and is bound to what it is about: a token
copied into another row or column does not open there.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32
_FORMAT = b"\x01"
_USE = b"smart-bcc sealed token 1"
_KEY_BYTES, _NUMBER_BYTES, _NONCE_BYTES = 32, 8, 12


class WrongKey(Exception):
    """None of our keys opens this, or it was changed since it was sealed."""


@dataclass(frozen=True, slots=True, repr=False)
class _Key:
    number: bytes
    cipher: AESGCM

    @classmethod
    def derive(cls, text: str) -> Self:
        # The text is a secret of its own, so there is nothing to salt it with (RFC 5869 section 3.1).
        made = HKDF(SHA256(), _KEY_BYTES + _NUMBER_BYTES, salt=None, info=_USE).derive(text.encode())
        return cls(made[_KEY_BYTES:], AESGCM(made[:_KEY_BYTES]))


class Keys:
    """The first seals, every one opens: a new key is put in front, and the old one taken away later."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._keys = [_Key.derive(text) for text in texts]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read BCC_SECRET_KEY. The ValueError's words quote nothing of it."""
        texts = [part.strip() for part in text.split(",") if part.strip()]
        if not texts or min(map(len, texts)) < SHORTEST:
            raise ValueError(
                f"must be at least {SHORTEST} characters, such as `openssl rand -base64 32` prints;"
                " a comma separates several"
            )
        return cls(texts)

    def seal(self, secret: str, about: str) -> bytes:
        """The secret as it may be kept. `about` says what it is, and is needed to open it again."""
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE_BYTES)
        head = _FORMAT + key.number
        return head + nonce + key.cipher.encrypt(nonce, secret.encode(), head + about.encode())

    def open(self, sealed: bytes, about: str) -> str:
        """What was sealed; raises WrongKey."""
        head, rest = self._cut(sealed)
        for key in self._keys:
            if key.number == head[len(_FORMAT) :]:
                nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
                try:
                    return key.cipher.decrypt(nonce, body, head + about.encode()).decode()
                except (InvalidTag, ValueError):
                    break
        raise WrongKey

    def is_first(self, sealed: bytes) -> bool:
        """Whether it was sealed with the key that seals now."""
        return self._cut(sealed)[0] == _FORMAT + self._keys[0].number

    @staticmethod
    def _cut(sealed: bytes) -> tuple[bytes, bytes]:
        at = len(_FORMAT) + _NUMBER_BYTES
        head = bytes(sealed[:at])
        if not head.startswith(_FORMAT):
            raise WrongKey
        return head, bytes(sealed[at:])
