"""Mails with a few bytes wrong: there is always a verdict, and it is never kinder than stock dkimpy's."""

import random
from collections.abc import Iterator

import dkim
import pytest

from ingest.auth.authenticate import AuthSettings, authenticate
from ingest.auth.author import author_of
from ingest.auth.verdict import Check
from ingest.envelope import Envelope
from ingest.headers import Unsafe, split_headers
from models.types import Outcome
from tests.ingest.auth.builders import a_key, a_mail, answers, now, rsa_key, signed
from tests.ingest.auth.test_arc import sealed

PIECES = (
    *(
        b";",
        b"=",
        b":",
        b" ",
        b"\t",
        b"\r\n ",
        b"\r\n",
        b"@",
        b"<",
        b">",
        b"(",
        b")",
        b'"',
        b",",
        b"\\",
        b"\xff",
    ),
    *(
        b"b=",
        b"i=1;",
        b"h=from",
        b"l=0;",
        b"x=1;",
        b"t=99999999999;",
        b"c=simple;",
        b"d=",
        b"cv=pass",
        b"a=rsa-sha1",
    ),
    *(b"\xc3\xa9", b"=?utf-8?q?x?=", b"From: x@y.example\r\n"),
)


def mutated(raw: bytes, chance: random.Random) -> bytes:
    mail = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(mail))
        match chance.randrange(4):
            case 0:
                mail[at:at] = chance.choice(PIECES)
            case 1:
                del mail[at : at + chance.choice((1, 2, 30))]
            case 2:
                mail[at : at + 1] = bytes((chance.randrange(256),))
            case _:
                start = chance.randrange(len(mail))
                mail[at:at] = mail[start : start + chance.randrange(80)]
    return bytes(mail)


def checks(raw: bytes) -> Iterator[Check]:
    headers = split_headers(raw, smtputf8=True)
    if isinstance(headers, Unsafe):
        return
    author = author_of(headers)
    if isinstance(author, Unsafe):
        return
    known = answers(a_key() | a_key(at="arc._domainkey.list.example"))
    envelope = Envelope("192.0.2.1", "mx.acme.example", "joe@acme.example", (), raw)
    verdict = authenticate(envelope, headers, author, known, AuthSettings(("list.example",), now()))
    assert verdict.outcome in (Outcome.PASS, Outcome.FAIL)
    yield from verdict.checks


def stock(raw: bytes, index: int) -> bool:
    """What dkimpy says of that signature; it raises for some that are malformed."""
    try:
        return bool(dkim.DKIM(raw).verify(index, dnsfunc=lambda name, timeout=5: rsa_key().record))
    except (dkim.DKIMException, ValueError, IndexError):
        return False


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(signed(a_mail()), id="relaxed"),
        pytest.param(signed(a_mail(), forms=("simple", "simple")), id="simple"),
        pytest.param(sealed(signed(a_mail())), id="sealed"),
    ],
)
def test_a_mail_with_some_bytes_wrong_has_a_verdict_no_kinder_than_stock(raw: bytes) -> None:
    chance = random.Random(raw[:40])
    passes = 0
    for _ in range(600):
        mail = mutated(raw, chance)
        if any(check.method == "dkim" and check.outcome is Outcome.PASS for check in checks(mail)):
            passes += 1
            assert any(stock(mail, index) for index in range(5)), mail
    assert passes, "some changes are harmless"
