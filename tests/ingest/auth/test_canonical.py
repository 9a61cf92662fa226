from time import process_time

import pytest
from dkim.canonicalization import Relaxed, Simple
from hypothesis import given
from hypothesis import strategies as st

from ingest.auth.canonical import (
    Body,
    relaxed_body,
    relaxed_header,
    select,
    simple_body,
    simple_header,
    without_signature,
)

lines = st.lists(st.binary(max_size=8).map(lambda b: b.translate(None, b"\r\n\0")), max_size=8)
spaced = st.lists(st.sampled_from([b"", b" ", b"\t", b"a", b" a ", b"a \t b", b"  ", b"a  "]), max_size=10)
bodies = (lines | spaced).map(lambda parts: b"".join(part + b"\r\n" for part in parts))


@given(bodies)
def test_bodies_come_out_as_dkimpys(body: bytes) -> None:
    assert relaxed_body(body) == Relaxed.canonicalize_body(body)
    assert simple_body(body) == Simple.canonicalize_body(body)


values = spaced.map(b"\r\n ".join)


@given(values)
def test_headers_come_out_as_dkimpys(value: bytes) -> None:
    field = [(b"Subject", value + b"\r\n")]
    assert relaxed_header(b"Subject", value) + b"\r\n" == b":".join(Relaxed.canonicalize_headers(field)[0])
    assert simple_header(b"Subject", value) + b"\r\n" == b":".join(Simple.canonicalize_headers(field)[0])


@pytest.mark.parametrize(
    ("body", "relaxed", "simple"),
    [
        pytest.param(b"", b"", b"\r\n", id="RFC 6376 section 3.4.3 and 3.4.4: an empty body"),
        pytest.param(
            b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n", b" C \r\nD \t E\r\n", id="section 3.4.5"
        ),
        pytest.param(b"a", b"a\r\n", b"a\r\n", id="no line end"),
        pytest.param(b" \r\n\t\r\n", b"", b" \r\n\t\r\n", id="white space only"),
    ],
)
def test_bodies_follow_the_rfc(body: bytes, relaxed: bytes, simple: bytes) -> None:
    assert relaxed_body(body) == relaxed
    assert simple_body(body) == simple


@pytest.mark.parametrize(
    ("value", "emptied"),
    [
        pytest.param(b" v=1; b=abc", b" v=1; b=", id="last"),
        pytest.param(b" b=abc; v=1", b" b=; v=1", id="first"),
        pytest.param(b" v=1;\r\n b = ab\r\n c== \r\n ; bh=b=", b" v=1;\r\n b =; bh=b=", id="folded"),
        pytest.param(b" bh=b; b=c;", b" bh=b; b=;", id="beside bh"),
    ],
)
def test_a_signatures_own_value_is_emptied(value: bytes, emptied: bytes) -> None:
    assert without_signature(value) == emptied


def test_names_take_fields_from_the_bottom_up() -> None:
    fields = [(b"Received", b"1"), (b"From", b"a"), (b"received", b"2")]
    names = [b"received", b"from", b"received", b"received", b"to"]
    assert select(fields, names) == [(b"received", b"2"), (b"From", b"a"), (b"Received", b"1")]


def test_a_body_is_hashed_in_both_forms() -> None:
    body = Body(b"a  b\r\n\r\n")
    assert body.sha256(b"relaxed")[1] == len(b"a b\r\n")
    assert body.sha256(b"simple")[1] == len(b"a  b\r\n")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b" " * 25_000_000 + b"x\r\n", id="one line of spaces"),
        pytest.param(b"a  " * 8_000_000 + b"\r\n", id="double spaces"),
        pytest.param(b"\r\n" * 12_000_000, id="empty lines"),
        pytest.param(b" \t" * 12_000_000 + b"\r\n", id="tabs and spaces"),
        pytest.param(b" \r\n" * 8_000_000 + b"x", id="lines of one space"),
    ],
)
def test_a_body_of_25_mb_is_hashed_in_a_second(body: bytes) -> None:
    started = process_time()
    hashes = Body(body)
    hashes.sha256(b"relaxed")
    hashes.sha256(b"simple")
    assert process_time() - started < 1.0
