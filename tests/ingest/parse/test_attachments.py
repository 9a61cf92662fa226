"""Attachments are listed with their true names, sizes and places, and can be fetched again."""

import hashlib
import struct

import pytest

from ingest.parse.mail import AttachedFile
from models.stretch import content_at
from tests.ingest.parse.builders import encoded, multipart, nested, parsed, part

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"


def picture(width: int, height: int, size: int = 1_000) -> bytes:
    """The beginning of a PNG of that size, filled up."""
    return (PNG + struct.pack(">II", width, height)).ljust(size, b"\0")


def only_file(*parts: bytes) -> AttachedFile:
    (file,) = parsed(multipart("mixed", part("text/plain", "Hello"), *parts)).attachments
    return file


def test_an_attachment_is_described_by_what_it_decodes_to() -> None:
    file = only_file(
        part(
            'application/pdf; name="ignored.pdf"',
            encoded(b"content"),
            content_disposition='attachment; filename="offer.pdf"',
            content_transfer_encoding="base64",
        )
    )
    assert (file.name, file.type, file.size, file.inline) == ("offer.pdf", "application/pdf", 7, False)
    assert file.digest == hashlib.sha256(b"content").hexdigest()


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param('attachment; filename="a b.pdf"', "a b.pdf", id="quoted"),
        pytest.param("attachment; filename=a.pdf", "a.pdf", id="bare"),
        pytest.param("attachment; filename*=utf-8''%e2%82%ac%20a.pdf", "€ a.pdf", id="RFC 2231"),
        pytest.param("attachment; filename*0=a; filename*1=b.pdf", "ab.pdf", id="continued"),
        pytest.param(
            "attachment; filename*1*=%ac.pdf; filename*0*=utf-8'de'%e2%82", "€.pdf", id="out of order"
        ),
        pytest.param(
            "attachment; filename*0*=utf-8''%e2%82%ac; filename*1=b.pdf", "€b.pdf", id="half encoded"
        ),
        pytest.param('attachment; filename="=?utf-8?q?=E2=82=AC.pdf?="', "€.pdf", id="RFC 2047 in quotes"),
        pytest.param('attachment; filename="€.pdf"', "€.pdf", id="raw"),
        pytest.param("attachment; filename=a.pdf; filename*=utf-8''%e2%82%ac.pdf", "€.pdf", id="both forms"),
        pytest.param('attachment; filename="C:\\\\docs\\\\a.pdf"', "a.pdf", id="a windows path"),
        pytest.param('attachment; filename="../../etc/passwd"', "passwd", id="a path"),
        pytest.param('attachment; filename="a\u202efdp.exe"', "afdp.exe", id="a direction override"),
        pytest.param('attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf', id="escaped quotes"),
        pytest.param("attachment; filename=" + "a" * 500 + ".pdf", "a" * 196 + ".pdf", id="too long"),
        pytest.param('attachment; filename=".."', "attachment.pdf", id="nothing but dots"),
        pytest.param("attachment", "attachment.pdf", id="none"),
        pytest.param("attachment; filename*5*=x; filename", "attachment.pdf", id="damaged"),
    ],
)
def test_a_name_is_decoded_and_made_safe(disposition: str, name: str) -> None:
    assert only_file(part("application/pdf", content_disposition=disposition)).name == name


def test_text_with_a_name_is_an_attachment() -> None:
    file = only_file(part("text/plain", "notes", content_disposition="inline; filename=notes.txt"))
    assert (file.name, file.inline) == ("notes.txt", True)


@pytest.mark.parametrize(
    ("kind", "disposition", "names"),
    [
        pytest.param("application/pdf", 'attachment; filename="a.pdf"', ["a.pdf"], id="named"),
        pytest.param('application/pdf; name="a.pdf"', "inline", ["a.pdf"], id="named by its type"),
        pytest.param("text/plain", "attachment; filename=notes.txt", ["notes.txt"], id="a text"),
        pytest.param("application/pdf", "attachment", ["attachment.pdf"], id="unnamed"),
        pytest.param("application/octet-stream", "inline", [], id="nothing that anybody means"),
    ],
)
def test_an_empty_file_is_listed_as_what_it_is(kind: str, disposition: str, names: list[str]) -> None:
    empty = part(kind, "", content_disposition=disposition)
    raw = multipart("mixed", part("text/plain", "Hello"), empty)
    files = parsed(raw).attachments
    assert [(file.name, file.size) for file in files] == [(name, 0) for name in names]
    assert [content_at(raw, file.part) for file in files] == [b""] * len(names)


@pytest.mark.parametrize(
    ("disposition", "body", "inline"),
    [
        pytest.param("inline", "<p>Hi</p>", True, id="its sender says so"),
        pytest.param("attachment", '<img src="cid:i1@x">', True, id="the body shows it"),
        pytest.param("attachment", "<p>Hi</p>", False, id="Gmail gives every attachment an id"),
    ],
)
def test_a_picture_is_inline_where_the_body_shows_it(disposition: str, body: str, inline: bool) -> None:
    image = part("image/png", picture(900, 900), content_id="<i1@x>", content_disposition=disposition)
    (file,) = parsed(multipart("mixed", nested("related", part("text/html", body), image))).attachments
    assert file.inline is inline
    assert not file.signature


@pytest.mark.parametrize(
    ("name", "content", "signature"),
    [
        pytest.param("logo.png", picture(200, 60), True, id="a small logo"),
        pytest.param("photo.png", picture(1_200, 900), False, id="a photo"),
        pytest.param("image001.png", picture(200, 60, 90_000), False, id="small to see, heavy to carry"),
        pytest.param("image001.png", b"unreadable", True, id="Outlook's name for it"),
        pytest.param("chart.png", b"unreadable", False, id="another name"),
        pytest.param("dot.gif", b"GIF89a" + struct.pack("<HH", 1, 1), True, id="a tracker"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 80, 90), True, id="a jpeg"),  # noqa: E501
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 800, 900), False, id="a big jpeg"),  # noqa: E501
    ],
)  # fmt: skip
def test_signature_pictures_are_recognised(name: str, content: bytes, signature: bool) -> None:
    file = only_file(part("image/png", content, content_disposition=f'inline; filename="{name}"'))
    assert file.signature is signature


def test_every_listed_attachment_can_be_fetched_by_its_place() -> None:
    packed = part("application/pdf", encoded(b"pdf"), content_transfer_encoding="base64")
    inner = multipart("mixed", part("text/plain", "In"), packed, boundary="i")
    again = part("message/rfc822", encoded(inner), content_transfer_encoding="base64")
    raw = multipart(
        "mixed", part("text/plain", "Hello"), part("message/rfc822", inner), again, part("image/png", "png")
    )
    files = parsed(raw).attachments
    contents = [content_at(raw, file.part) for file in files]
    assert contents == [inner, b"pdf", inner, b"pdf", b"png"]
    assert [hashlib.sha256(content or b"").hexdigest() for content in contents] == [f.digest for f in files]


def test_a_mail_that_is_an_attachment_is_listed_at_the_root() -> None:
    raw = part("application/pdf", "pdf", From="jane@acme.example")
    (file,) = parsed(raw).attachments
    assert file.name == "attachment.pdf"
    assert content_at(raw, file.part) == b"pdf"
