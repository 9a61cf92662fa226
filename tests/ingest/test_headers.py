from time import process_time

import pytest

from ingest.headers import MAX_FIELDS, MAX_HEADER_BYTES, MAX_LINE, SINGLE, Headers, Unsafe, split_headers

BODY = b"\r\nHello.\r\n"


def headers_of(raw: bytes, *, smtputf8: bool = False) -> Headers:
    split = split_headers(raw, smtputf8=smtputf8)
    assert isinstance(split, Headers), split
    return split


def test_fields_come_in_order_with_their_folds_and_the_body_start() -> None:
    raw = b"From: jane@acme.example\r\nSubject: one\r\n\ttwo \r\n" + BODY
    headers = headers_of(raw)
    assert [(f.name, f.value) for f in headers.fields] == [
        ("From", b" jane@acme.example"),
        ("Subject", b" one\r\n\ttwo "),
    ]
    assert headers.fields[1].unfolded == b"one\ttwo"
    assert raw[headers.body_start :] == b"Hello.\r\n"


def test_names_are_found_in_any_case() -> None:
    headers = headers_of(b"X-Tag: 1\r\nfrom: a@b.example\r\nx-TAG: 2\r\n" + BODY)
    assert [f.value for f in headers.named("X-Tag")] == [b" 1", b" 2"]
    first = headers.first("FROM")
    assert first is not None
    assert first.value == b" a@b.example"
    assert headers.first("To") is None


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        pytest.param(b"A: b\r\n", b"", id="headers only"),
        pytest.param(b"A: b", b"", id="no line end at all"),
        pytest.param(b"A: b\r\n\r\n", b"", id="empty body"),
        pytest.param(b"A: b\r\n\r\n\r\n", b"\r\n", id="body of one empty line"),
    ],
)
def test_the_body_may_be_empty(raw: bytes, body: bytes) -> None:
    assert raw[headers_of(raw).body_start :] == body


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\r\nbody\r\n", id="no header before the blank line"),
        pytest.param(b" X: folded first\r\nFrom: a@b\r\n" + BODY, id="first line folded"),
        pytest.param(b"From a@b Mon Jan 1\r\nFrom: a@b\r\n" + BODY, id="mbox From line first"),
        pytest.param(b"X: y\r\nFrom a@b Mon Jan 1\r\nFrom: a@b\r\n" + BODY, id="mbox From line within"),
        pytest.param(b"From: a@b\r\nnot a header\r\n" + BODY, id="a line without a colon"),
        pytest.param(b"From : a@b\r\n" + BODY, id="space before the colon"),
        pytest.param(b": a@b\r\n" + BODY, id="no name"),
        pytest.param(b"Fr\xc3\xb6m: a@b\r\n" + BODY, id="a name that is not ASCII"),
        pytest.param(b"X-A: b\rFrom: ceo@b\r\n" + BODY, id="bare CR in the headers"),
        pytest.param(b"X-A: b\nFrom: ceo@b\r\n" + BODY, id="bare LF in the headers"),
        pytest.param(b"X-A: b\r\n" + BODY + b"a\rb\r\n", id="bare CR in the body"),
        pytest.param(b"X-A: b\r\n" + BODY + b"\n.\r\n", id="bare LF in the body"),
        pytest.param(b"X-A: b\r\n\n\rFrom: c@b\r\n" + BODY, id="LF CR"),
        pytest.param(b"X-A: b\0c\r\n" + BODY, id="NUL in the headers"),
        pytest.param(b"X-A: b\r\n" + BODY + b"\0", id="NUL in the body"),
        pytest.param(b"X-A: b\x0bFrom: c\r\n" + BODY, id="a control character that others break lines at"),
        pytest.param(b"Subject: caf\xc3\xa9\r\n" + BODY, id="UTF-8 without SMTPUTF8"),
        pytest.param(b"X: " + b"a" * MAX_LINE + b"\r\n" + BODY, id="a line too long"),
        pytest.param(b"X: y\r\n" * (MAX_FIELDS + 1) + BODY, id="too many fields"),
        pytest.param(b"X: " + b"a\r\n " * (MAX_HEADER_BYTES // 4) + BODY, id="too many bytes"),
    ],
)
def test_bytes_that_can_be_read_in_two_ways_are_refused(raw: bytes) -> None:
    split = split_headers(raw)
    assert isinstance(split, Unsafe), split
    assert split.about == "format"


@pytest.mark.parametrize("name", sorted(SINGLE - {"from"}))
def test_a_header_that_may_stand_once_stands_once(name: str) -> None:
    raw = f"{name}: a\r\nX: y\r\n{name.upper()}: b\r\n".encode() + BODY
    assert split_headers(raw) == Unsafe(f"more than one {name.title()} header")


def test_a_second_author_is_refused_as_such() -> None:
    split = split_headers(b"From: a@b\r\nFROM: c@d\r\n" + BODY)
    assert split == Unsafe("more than one From header", "author")


def test_utf8_headers_need_smtputf8_and_must_be_utf8() -> None:
    raw = "Subject: café\r\n".encode() + BODY
    assert headers_of(raw, smtputf8=True).fields[0].value == " café".encode()
    assert isinstance(split_headers(b"Subject: caf\xe9\r\n" + BODY, smtputf8=True), Unsafe)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"X:\r\n" + b" \r\n" * 80_000 + BODY, id="80,000 folds"),
        pytest.param(b"\r\n" * 12_000_000, id="24 MB of empty lines"),
        pytest.param(b"X: y\r\n\r\n" + b" " * 26_000_000, id="26 MB of spaces"),
        pytest.param(b"X" * 26_000_000, id="26 MB without a line end"),
    ],
)
def test_hostile_sizes_cost_little(raw: bytes) -> None:
    started = process_time()
    split_headers(raw)
    assert process_time() - started < 0.5
