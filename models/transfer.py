"""Content-Transfer-Encoding undone, damage and all."""

import binascii
import re

_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_PADDING = re.compile(rb"=+")


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """The bytes behind base64 or quoted-printable; any other encoding leaves them as they are."""
    if encoding == "base64":
        return _base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    return data


def _base64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        # Cut short or with foreign bytes in it: what is whole is decoded (RFC 2045 section 6.8).
        clean = _PADDING.split(data.translate(None, _NOT_BASE64), maxsplit=1)[0]
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
