import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from ingest.auth.resolver import Resolver
from ingest.authenticator import Examiner
from ingest.envelope import Envelope
from ingest.examine import Examined
from ingest.parse.mail import Malformed, ParsedMail
from ingest.workers import Crashed, TimedOut, WorkerPool
from models.types import Outcome
from tests.ingest.auth.builders import a_mail, rsa_key, signed
from tests.sandbox.dns import DnsServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(2) as pool:
        yield pool


@pytest_asyncio.fixture(loop_scope="module")
async def dns() -> AsyncIterator[DnsServer]:
    async with DnsServer() as server:
        server.set("acme.example", "TXT", ["v=spf1 include:esp.example -all"])
        server.set("esp.example", "TXT", ["v=spf1 a:out.esp.example -all"])
        server.set("out.esp.example", "A", ["192.0.2.1"])
        server.set("s1._domainkey.acme.example", "TXT", [rsa_key().record])
        yield server


def an_examiner(pool: WorkerPool, dns: DnsServer) -> Examiner:
    return Examiner(pool, Resolver([f"127.0.0.1:{dns.port}"]))


def an_envelope(raw: bytes, ip: str = "192.0.2.1") -> Envelope:
    return Envelope(ip, "out.esp.example", "joe@acme.example", ("acme@bcc.example",), raw)


async def examined(examiner: Examiner, envelope: Envelope) -> Examined:
    outcome = await examiner.examine(envelope)
    assert isinstance(outcome, Examined), outcome
    return outcome


async def test_dns_is_asked_until_the_checks_know_enough(pool: WorkerPool, dns: DnsServer) -> None:
    outcome = await examined(an_examiner(pool, dns), an_envelope(signed(a_mail())))
    assert [(c.method, c.outcome, c.aligned) for c in outcome.verdict.checks] == [
        ("dkim", Outcome.PASS, True),
        ("spf", Outcome.PASS, True),
    ]
    assert isinstance(outcome.mail, ParsedMail)
    assert outcome.verdict.spf_sender == "joe@acme.example"


async def test_a_key_that_was_withdrawn_no_longer_serves(pool: WorkerPool, dns: DnsServer) -> None:
    examiner = an_examiner(pool, dns)
    envelope = an_envelope(signed(a_mail()), ip="198.51.100.1")
    assert (await examined(examiner, envelope)).verdict.outcome is Outcome.PASS
    dns.set("s1._domainkey.acme.example", "TXT", ["v=DKIM1; p="])
    assert (await examined(examiner, envelope)).verdict.outcome is Outcome.FAIL


async def test_the_second_mail_of_a_sender_asks_at_once_what_the_first_asked(
    pool: WorkerPool, dns: DnsServer
) -> None:
    examiner = an_examiner(pool, dns)
    envelope = an_envelope(signed(a_mail()))
    await examined(examiner, envelope)
    dns.queries.clear()
    await examined(examiner, envelope)
    assert {name.rstrip(".") for name, _ in dns.queries} == {
        "acme.example",
        "esp.example",
        "out.esp.example",
        "s1._domainkey.acme.example",
    }


async def test_what_junk_of_its_kind_asked_in_vain_slows_no_honest_mail(
    pool: WorkerPool, dns: DnsServer
) -> None:
    examiner = Examiner(pool, Resolver([f"127.0.0.1:{dns.port}"], timeout=0.2))
    junk, silent = a_mail(), [f"j{number}._domainkey.evil.example" for number in range(4)]
    for number, name in enumerate(silent):
        dns.fault(name, "timeout", 100)
        junk = signed(junk, domain="evil.example", selector=f"j{number}")
    junk = signed(junk, key=rsa_key(2048))  # by Joe's domain, as the first signature tells
    for _ in range(3):
        refused = await examined(examiner, an_envelope(junk, ip="198.51.100.1"))
        assert refused.verdict.outcome is Outcome.FAIL
    assert set(silent) <= {name.rstrip(".") for name, _ in dns.queries}
    dns.queries.clear()
    assert (await examined(examiner, an_envelope(signed(a_mail())))).verdict.outcome is Outcome.PASS
    assert not set(silent) & {name.rstrip(".") for name, _ in dns.queries}


async def test_silence_is_temporary_unless_something_passes(pool: WorkerPool, dns: DnsServer) -> None:
    dns.fault("esp.example", "servfail", 100)
    unsigned = await examined(an_examiner(pool, dns), an_envelope(a_mail()))
    assert (unsigned.verdict.outcome, unsigned.mail) == (Outcome.TEMPERROR, None)
    proved = await examined(an_examiner(pool, dns), an_envelope(signed(a_mail())))
    assert proved.verdict.outcome is Outcome.PASS


async def test_many_mails_at_once_have_each_their_own_verdict(pool: WorkerPool, dns: DnsServer) -> None:
    examiner = an_examiner(pool, dns)
    raws = [signed(a_mail()), a_mail(), a_mail(sender="eve@evil.example")] * 10
    outcomes = await asyncio.gather(*(examined(examiner, an_envelope(raw)) for raw in raws))
    assert [o.verdict.method for o in outcomes] == ["dkim", "spf", None] * 10


async def test_octets_that_are_no_text_come_through_as_a_verdict(pool: WorkerPool, dns: DnsServer) -> None:
    odd = replace(
        an_envelope(a_mail()), mail_from="j\udcff@acme.example", helo="\udcff", rcpt_to=("\udcff@x",)
    )
    outcome = await examined(an_examiner(pool, dns), odd)
    assert outcome.verdict.spf_sender == "j\udcff@acme.example"


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Grüße 👋"),
        ("iso-8859-15", "10 €"),
        ("windows-1251", "Привет"),
        ("koi8-r", "Привет"),
        ("shift_jis", "こんにちは"),
        ("iso-2022-jp", "こんにちは"),
        ("gb2312", "你好"),
        ("big5", "你好"),
        ("euc-kr", "안녕"),
        ("utf-16", "Grüße"),
        ("macintosh", "Grüße"),
    ],
)
async def test_a_worker_reads_every_charset(
    pool: WorkerPool, dns: DnsServer, charset: str, text: str
) -> None:
    body = base64.encodebytes(text.encode(charset)).replace(b"\n", b"\r\n")
    kind = f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
    raw = a_mail(extra=f"{kind}Content-Transfer-Encoding: base64\r\n", body=body)
    outcome = await examined(an_examiner(pool, dns), an_envelope(raw))
    assert isinstance(outcome.mail, ParsedMail)
    assert outcome.mail.text == text


async def test_a_worker_reads_what_it_can_of_a_charset_that_is_none(pool: WorkerPool, dns: DnsServer) -> None:
    kind = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=nonsense\r\n"
    outcome = await examined(an_examiner(pool, dns), an_envelope(a_mail(extra=kind, body=b"Hello\r\n")))
    assert isinstance(outcome.mail, ParsedMail)
    assert outcome.mail.text == "Hello"


async def test_a_large_mail_passes(pool: WorkerPool, dns: DnsServer) -> None:
    raw = signed(a_mail(body=b"line of a large mail\r\n" * 100_000))
    outcome = await examined(an_examiner(pool, dns), an_envelope(raw))
    assert outcome.verdict.outcome is Outcome.PASS
    assert isinstance(outcome.mail, ParsedMail | Malformed)


async def test_a_mail_that_takes_too_long_to_read_still_has_its_author(dns: DnsServer) -> None:
    async with WorkerPool(1, module="tests.ingest.slow_reader") as slow:
        outcome = await examined(an_examiner(slow, dns), an_envelope(signed(a_mail())))
        assert outcome.verdict.outcome is Outcome.PASS
        assert outcome.mail == Malformed("It took too much time or memory to read.")
        assert await an_examiner(slow, dns).examine(an_envelope(b"spin")) == TimedOut()


async def test_a_mail_whose_worker_somebody_killed_is_not_blamed_for_it(dns: DnsServer) -> None:
    async with WorkerPool(1, module="tests.ingest.slow_reader") as slow:
        envelope = replace(an_envelope(signed(a_mail())), helo="killed.example")
        outcome = await an_examiner(slow, dns).examine(envelope)
        assert isinstance(outcome, Crashed)
        assert outcome.blameless
