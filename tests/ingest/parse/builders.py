"""Mails as bytes, built from the few things a test is about."""

import base64

from ingest.parse.mail import ParsedMail
from ingest.parse.message import read


def mail(
    body: bytes | str = b"Hello\r\n", *, headers: str = "", sender: str = "Jane Roe <jane@acme.example>"
) -> bytes:
    """A mail from `sender` with more headers and that body."""
    content = body.encode() if isinstance(body, str) else body
    more = "".join(f"{line}\r\n" for line in headers.split("\n") if line)
    return f"From: {sender}\r\nTo: bcc@northwind.example\r\n{more}\r\n".encode() + content


def part(content_type: str, body: bytes | str = b"x", **headers: str) -> bytes:
    """One MIME part; `content_disposition="…"` becomes that header."""
    content = body.encode() if isinstance(body, str) else body
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"Content-Type: {content_type}\r\n{lines}\r\n".encode() + content


def encoded(content: bytes) -> bytes:
    """Content in base64, in lines."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def multipart(kind: str, *parts: bytes, headers: str = "", boundary: str = "b") -> bytes:
    """A mail of several parts."""
    return mail(
        _between(boundary, parts), headers=f'{headers}\nContent-Type: multipart/{kind}; boundary="{boundary}"'
    )


def nested(kind: str, *parts: bytes, boundary: str = "n") -> bytes:
    """A part of several parts."""
    return part(f'multipart/{kind}; boundary="{boundary}"', _between(boundary, parts))


def _between(boundary: str, parts: tuple[bytes, ...]) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts) + mark + b"--\r\n"


def parsed(raw: bytes) -> ParsedMail:
    """The mail that `raw` is; a test that gets none fails here."""
    found = read(raw)
    assert isinstance(found, ParsedMail), found
    return found
