"""Mails made to be expensive, from an author who is proved so that nothing is spared: all have an outcome.

What costs a server rather than a reader is elsewhere: commands, recipients, connections, too large a mail in
`test_server.py` and `test_limits.py`, silent name servers in `auth/test_resolver.py`, SPF's odd senders and
records in `auth/test_spf.py`, headers past their bounds in `test_headers.py`.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ingest.auth.resolver import Resolver
from ingest.authenticator import Examiner
from ingest.envelope import Envelope
from ingest.examine import Examined
from ingest.workers import WorkerPool
from tests.ingest.auth.builders import a_mail, rsa_key, signed
from tests.ingest.auth.test_dkim_key import a_record
from tests.sandbox.dns import DnsServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIME = "MIME-Version: 1.0\r\nContent-Type: {}\r\n"
MIXED = MIME.format("multipart/mixed; boundary=b")
HTML = MIME.format("text/html; charset=utf-8")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def examiner() -> AsyncIterator[Examiner]:
    async with DnsServer() as dns, WorkerPool(2) as pool:
        dns.set("acme.example", "TXT", ["v=spf1 ip4:192.0.2.1 -all"], 600)
        dns.set("s1._domainkey.acme.example", "TXT", [rsa_key().record], 600)
        dns.set("k16._domainkey.acme.example", "TXT", [a_record(16_384, 2**16_000 + 1).decode()], 600)
        yield Examiner(pool, Resolver([f"127.0.0.1:{dns.port}"]))


def nested(levels: int) -> bytes:
    inner = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return b"--b\r\n" + b"".join(inner % (n, n) for n in range(levels)) + b"\r\nx\r\n"


def falsely_signed(*signatures: str, body: bytes = b"Hello\r\n") -> bytes:
    """A mail with signatures that are made up, the given tags in each beside the usual ones."""
    usual = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.example; s=s1; h=from; bh=AAAA; b=AAAA"
    made_up = {name: text for name, _, text in (tag.strip().partition("=") for tag in usual.split(";"))}
    fields: list[str] = []
    for tags in signatures:
        name, _, text = tags.partition("=")
        fields.append("; ".join(f"{n}={t}" for n, t in (made_up | {name: text}).items()))
    return "".join(f"DKIM-Signature: {field}\r\n" for field in fields).encode() + a_mail(body=body)


HOSTILE = {
    "signatures over one line of 200 kB of spaces": falsely_signed(
        "q=dns/txt", "t=1", body=b" " * 200_000 + b"\r\n"
    ),
    "signatures over 20 MB of white space": falsely_signed(
        *("c=relaxed/relaxed", "c=simple/simple", "c=simple/relaxed", "c=relaxed/simple", "c=relaxed"),
        body=b" \t" * 10_000_000 + b"\r\n",
    ),
    "a signature with a z= of 16,000 folded b": falsely_signed("z=" + "b\r\n " * 16_000),
    "a signature with an h= of 48,000 spaces": falsely_signed("h=from" + (" " * 900 + "\r\n") * 53 + " "),
    "a signature with a b= of 48,000 spaces": falsely_signed("b=" + (" " * 900 + "\r\n") * 53 + " !"),
    "a signature by a key of 16,384 bits": falsely_signed("s=k16"),
    "one line of 20 MB of spaces": a_mail(body=b" " * 20_000_000 + b"\r\n"),
    "20 MB of empty lines": a_mail(body=b"\r\n" * 10_000_000),
    "20 MB of text": a_mail(body=b"All work and no play makes Jack a dull boy.\r\n" * 440_000),
    "20 MB of quote marks": a_mail(body=b"> " * 10_000_000 + b"\r\n"),
    "500,000 quoted lines": a_mail(body=b"> > > x\r\n" * 500_000),
    "300,000 From: lines": a_mail(body=b"From: a@b.example\r\n" * 300_000),
    "100,000 forward markers": a_mail(body=b"---------- Forwarded message ---------\r\n" * 100_000),
    "16,000 encoded words": a_mail(extra="X-Subject: " + "=?utf-8?q?x?=\r\n " * 15_000 + "\r\n"),
    "a subject of encoded words": a_mail().replace(b"An\r\n  offer", b"=?utf-8?b?eA==?=\r\n " * 12_000),
    "8,000 continuations": a_mail(
        extra=MIME.format("text/plain" + "".join(f";\r\n x*{n}=y" for n in range(8_000)))
    ),
    "9,000 Cc": a_mail(extra="Cc: " + ",\r\n ".join(f"a{n}@b.example" for n in range(9_000)) + "\r\n"),
    "50,000 parts": a_mail(extra=MIXED, body=b"--b\r\n\r\nx\r\n" * 50_000 + b"--b--\r\n"),
    "900 levels": a_mail(extra=MIXED, body=nested(900)),
    "an unknown charset": a_mail(extra=MIME.format("text/plain; charset=nonsense")),
    "5 MB of open tags": a_mail(extra=HTML, body=b"<div>" * 1_000_000 + b"\r\n"),
    "5 MB of angle brackets": a_mail(extra=HTML, body=b"<" * 5_000_000 + b"\r\n"),
    "5 MB of table cells": a_mail(extra=HTML, body=b"<table><tr><td>x" * 300_000 + b"\r\n"),
    "10 MB of entities": a_mail(extra=HTML, body=b"&amp;" * 2_000_000 + b"\r\n"),
    "900 headers": a_mail(extra="X-A: " + "b" * 200 + "\r\n" + "X-B: c\r\n" * 900),
    "15 MB of base64": a_mail(
        extra=MIXED,
        body=b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(b"x" * 11_000_000).replace(b"\n", b"\r\n")
        + b"--b--\r\n",
    ),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_mail_costs_its_share_and_no_more(examiner: Examiner, raw: bytes) -> None:
    started = time.monotonic()
    raw = (
        signed(raw) if len(raw) < 1_000_000 and not raw.startswith(b"DKIM") else raw
    )  # SPF alone proves the large ones: signing takes long
    outcome = await examiner.examine(Envelope("192.0.2.1", "acme.example", "joe@acme.example", (), raw))
    assert isinstance(outcome, Examined)
    assert outcome.refusal is None
    assert outcome.verdict.outcome == "pass"
    assert outcome.mail is not None
    assert time.monotonic() - started < 5.0


async def test_hostile_mails_do_not_delay_an_ordinary_one(examiner: Examiner) -> None:
    envelope = Envelope("192.0.2.1", "acme.example", "joe@acme.example", (), signed(a_mail()))
    large = Envelope("192.0.2.1", "acme.example", "joe@acme.example", (), HOSTILE["5 MB of table cells"])
    hostile = [asyncio.create_task(examiner.examine(large)) for _ in range(3)]
    outcome = await examiner.examine(envelope)
    assert isinstance(outcome, Examined)
    assert not all(task.done() for task in hostile)
    await asyncio.gather(*hostile)
