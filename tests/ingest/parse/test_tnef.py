"""winmail.dat is opened for its files and, where there is no other, its text."""

import struct

import pytest

from ingest.parse.tnef import SIGNATURE, open_tnef
from models.stretch import content_at
from tests.ingest.parse.builders import encoded, multipart, parsed, part


def attribute(name: int, content: bytes, level: int = 1) -> bytes:
    """One TNEF attribute, its checksum left out of account."""
    return struct.pack("<BHHI", level, name, 6, len(content)) + content + b"\0\0"


def prop(name: int, kind: int, content: bytes) -> bytes:
    """One variable-length MAPI property."""
    return struct.pack("<HHII", kind, name, 1, len(content)) + content + b"\0" * (-len(content) % 4)


def properties(*several: bytes) -> bytes:
    """Properties behind their count; a flag and a named one stand among them, as in life."""
    flag = struct.pack("<HHI", 0x0B, 0x0E1B, 1)
    named = struct.pack("<HH", 0x03, 0x8001) + b"\0" * 16 + struct.pack("<III", 0, 5, 7)
    return struct.pack("<I", len(several) + 2) + flag + named + b"".join(several)


def winmail() -> bytes:
    """A winmail.dat with a text and two files, one named in Latin, one in Unicode."""
    return (
        SIGNATURE
        + b"\x01\x00"
        + attribute(0x9007, struct.pack("<II", 1252, 0))
        + attribute(0x9003, properties(prop(0x1000, 0x1F, "The text\0".encode("utf-16-le"))))
        + attribute(0x9002, b"\0" * 14, 2)
        + attribute(0x8010, b"Gr\xfc\xdfe.txt\0", 2)
        + attribute(0x800F, b"first", 2)
        + attribute(0x9002, b"\0" * 14, 2)
        + attribute(0x8010, b"LONG~1.PDF\0", 2)
        + attribute(0x800F, b"second", 2)
        + attribute(
            0x9005,
            properties(
                prop(0x3707, 0x1F, "A long €.pdf\0".encode("utf-16-le")),
                prop(0x370E, 0x1E, b"application/pdf\0"),
            ),
            2,
        )
    )


def packed() -> bytes:
    """A part that carries it."""
    return part(
        "application/ms-tnef; name=winmail.dat", encoded(winmail()), content_transfer_encoding="base64"
    )


def test_the_files_in_a_winmail_dat_are_listed_instead_of_it() -> None:
    raw = multipart("mixed", part("text/plain", "Hello"), packed())
    found = parsed(raw)
    assert found.text == "Hello"
    assert [(file.name, file.type, file.size) for file in found.attachments] == [
        ("Grüße.txt", "application/octet-stream", 5),
        ("A long €.pdf", "application/pdf", 6),
    ]
    assert [content_at(raw, file.part) for file in found.attachments] == [b"first", b"second"]


def test_its_text_is_the_mails_where_there_is_no_other() -> None:
    assert parsed(multipart("mixed", packed())).text == "The text"


def test_what_is_no_winmail_dat_is_listed_as_it_is() -> None:
    (file,) = parsed(multipart("mixed", part("application/ms-tnef", "nonsense"))).attachments
    assert file.type == "application/ms-tnef"


@pytest.mark.parametrize("cut", range(0, len(winmail()), 7))
def test_a_cut_winmail_dat_gives_what_is_whole(cut: int) -> None:
    found = open_tnef(winmail()[:cut])
    assert (found is None) == (cut < len(SIGNATURE))


@pytest.mark.parametrize("place", range(6, len(winmail()), 5))
def test_a_damaged_winmail_dat_is_answered(place: int) -> None:
    damaged = winmail()[:place] + b"\xff\xff\xff\xff" + winmail()[place + 4 :]
    found = open_tnef(damaged)
    assert found is not None
    assert len(found.files) <= 2
