"""The way to a file's bytes, written and followed."""

import base64

import pytest

from models.stretch import Stretch, content_at, written

RAW = b"head " + base64.b64encode(b"in=C3=A9r") + b" tail"


def test_a_way_leads_through_one_encoding_into_the_next() -> None:
    way = (Stretch(5, len(RAW) - 5, "base64"), Stretch(2, 8, "quoted-printable"))
    assert written(way) == "5-17b/2-8q"
    assert content_at(RAW, written(way)) == "é".encode()
    assert content_at(RAW, written([Stretch(0, 4, "8bit")])) == b"head"
    assert content_at(RAW, "5-5") == b""


@pytest.mark.parametrize(
    "way",
    [
        "",
        "9",
        "1.0",
        "1#0",
        "5-4",
        "0-999",
        "0-4x",
        "-1-4",
        "0-4/0-9",
        "0-4//0-2",
        "٣-٤",
        "0-4\n",
        "0-4/" * 20,
    ],
)
def test_a_way_that_is_none_gives_nothing(way: str) -> None:
    assert content_at(RAW, way) is None


def test_a_way_too_long_to_keep_is_not_written() -> None:
    assert written([Stretch(10**9, 10**9, "base64")] * 13) == ""
    assert written([Stretch(0, 1)] * 15) == ""
