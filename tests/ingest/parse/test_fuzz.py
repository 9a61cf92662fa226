"""Whatever the bytes are, parsing answers."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.command import parse_command
from ingest.parse.mail import Malformed, ParsedMail
from ingest.parse.message import read
from tests.fuzzing import TIMES, fuzzed
from tests.ingest.parse.clients import FORWARDS, compose
from tests.ingest.parse.mails import SAMPLES

PIECES = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b", b"--b--", b"--c\r\n", b"=?utf-8?b?", b"=?utf-8?q?=C3",
    b"?=", b'"', b"<", b">", b"@", b";", b",", b":", b"(", b")", b"\\", b"%", b"*0*=", b"=", b"\x00",
    b"\xff\xfe", b"\xe2\x82", b"&#", b"<blockquote type=cite>", b"</div>", b"<!--", b"> ", b"From: ",
    b"Subject: ", b"Date: 99999999999", b"On 1.1.2021 10:00 a@b.c wrote:", b"-----Original Message-----",
    b"charset=utf-7", b"charset=punycode", b"Content-Type: message/rfc822\r\n\r\n", b"9" * 5_000,
    b"Content-Transfer-Encoding: base64\r\n", b" " * 300,
)  # fmt: skip


def mutated(raw: bytes, source: random.Random) -> bytes:
    """The mail with a few pieces cut, doubled, moved, or put in."""
    data = bytearray(raw)
    for _ in range(source.randint(1, 12)):
        at = source.randrange(len(data) + 1)
        length = source.choice((1, 2, 8, 40))
        match source.randrange(5):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = source.choice(PIECES)
            case 2:
                data[at:at] = data[at : at + length]
            case 3 if at < len(data):
                data[at] = source.randrange(256)
            case _:
                to = source.randrange(len(data) + 1)
                data[to:to] = data[at : at + length * 4]
    return bytes(data)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(8 * TIMES))
def test_a_mutated_mail_is_answered(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(150):
        raw = mutated(source.choice(SAMPLES), source)
        mail = read(raw)
        assert isinstance(mail, ParsedMail | Malformed), raw
        if isinstance(mail, ParsedMail) and mail.forwards:  # what `ingest.indexing` goes by
            assert mail.text == (mail.forwards[0].note or ""), raw


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(3 * TIMES))
def test_a_mutated_forward_is_answered_in_json(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(100):
        text = mutated(compose(source.choice(FORWARDS)).encode(), source)
        json.dumps(parse_command(text, True, source.choice((None, "Fwd: x", "Re: x", ""))))


@fuzzed(60)
@given(st.binary(max_size=500), st.sampled_from(SAMPLES))
def test_any_bytes_behind_a_header_are_answered(tail: bytes, raw: bytes) -> None:
    head = raw.partition(b"\r\n\r\n")[0]
    assert isinstance(read(head + b"\r\n\r\n" + tail), ParsedMail | Malformed)
    assert isinstance(read(tail), ParsedMail | Malformed)


@fuzzed(60)
@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=30)))
def test_any_text_is_answered_in_json(text: str, subject: str | None) -> None:
    json.dumps(parse_command(text.encode("utf-8", "replace"), True, subject))
