import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic

import pytest

from ingest.auth.dns import Answer, Question, question
from ingest.auth.resolver import Resolver
from tests.sandbox.dns import DnsServer


@dataclass
class Clock:
    """Time as the cache sees it."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def dns() -> AsyncIterator[DnsServer]:
    async with DnsServer() as server:
        yield server


def resolver(dns: DnsServer, clock: Clock | None = None, timeout: float = 5.0) -> Resolver:
    return Resolver([f"127.0.0.1:{dns.port}"], clock or Clock(), timeout)


async def ask(resolver: Resolver, name: str, kind: str = "TXT") -> Answer:
    asked = question(name, kind)  # type: ignore[arg-type]
    return (await resolver.resolve([asked]))[asked]


async def test_every_kind_of_record_is_answered(dns: DnsServer) -> None:
    dns.set("acme.example", "TXT", ["v=spf1 -all", "other"])
    dns.set("acme.example", "A", ["192.0.2.1"])
    dns.set("acme.example", "AAAA", ["2001:db8::1"])
    dns.set("acme.example", "MX", ["10 mx.acme.example."])
    dns.set("1.2.0.192.in-addr.arpa", "PTR", ["mx.acme.example."])
    r = resolver(dns)
    txt = await ask(r, "acme.example")
    assert (txt.kind, sorted(txt.values)) == ("ok", [b"other", b"v=spf1 -all"])
    assert await ask(r, "acme.example", "A") == Answer("ok", (b"192.0.2.1",))
    assert await ask(r, "acme.example", "AAAA") == Answer("ok", (b"2001:db8::1",))
    assert await ask(r, "acme.example", "MX") == Answer("ok", (b"10 mx.acme.example",))
    assert await ask(r, "1.2.0.192.in-addr.arpa", "PTR") == Answer("ok", (b"mx.acme.example",))


async def test_long_text_comes_over_tcp_and_joined(dns: DnsServer) -> None:
    text = "v=DKIM1; p=" + "A" * 3000
    dns.set("s._domainkey.acme.example", "TXT", [text])
    assert await ask(resolver(dns), "s._domainkey.acme.example") == Answer("ok", (text.encode(),))


async def test_aliases_are_followed(dns: DnsServer) -> None:
    dns.set("s._domainkey.acme.example", "CNAME", ["key.esp.example."])
    dns.set("key.esp.example", "TXT", ["v=DKIM1; p="])
    assert await ask(resolver(dns), "s._domainkey.acme.example") == Answer("ok", (b"v=DKIM1; p=",))


async def test_no_name_no_record_and_no_answer_are_told_apart(dns: DnsServer) -> None:
    dns.set("acme.example", "A", ["192.0.2.1"])
    r = resolver(dns)
    assert await ask(r, "none.example") == Answer("nxdomain")
    assert await ask(r, "acme.example", "TXT") == Answer("nodata")
    dns.fault("acme.example", "servfail", 100)
    assert await ask(r, "acme.example", "MX") == Answer("temporary")


async def test_a_silent_server_costs_the_timeout_and_no_more(dns: DnsServer) -> None:
    dns.fault("acme.example", "timeout", 100)
    started = monotonic()
    assert await ask(resolver(dns, timeout=0.4), "acme.example") == Answer("temporary")
    assert monotonic() - started < 2.0


async def test_a_server_that_is_not_there_is_temporary() -> None:
    server = DnsServer()
    await server.start()
    port = server.port
    await server.stop()
    assert await ask(Resolver([f"127.0.0.1:{port}"], Clock(), 0.5), "acme.example") == Answer("temporary")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..b",
        "a" * 64 + ".example",
        "a." * 200 + "example",
        "é.example",
        "\udcff.example",
        ".acme.example",
    ],
)
async def test_a_name_that_cannot_exist_does_not(dns: DnsServer, name: str) -> None:
    assert (await ask(resolver(dns), name)).kind in ("nxdomain", "nodata")


async def test_odd_characters_are_labels_like_any_other(dns: DnsServer) -> None:
    assert await ask(resolver(dns), "a\\046b c.example") == Answer("nxdomain")
    assert dns.queries


async def test_an_answer_lasts_as_long_as_its_ttl(dns: DnsServer) -> None:
    clock = Clock()
    r = resolver(dns, clock)
    dns.set("acme.example", "TXT", ["old"], 60)
    assert await ask(r, "acme.example") == Answer("ok", (b"old",))
    dns.set("acme.example", "TXT", ["new"], 60)
    clock.now = 59
    assert await ask(r, "acme.example") == Answer("ok", (b"old",))
    clock.now = 61
    assert await ask(r, "acme.example") == Answer("ok", (b"new",))


async def test_a_ttl_of_zero_is_for_one_mail(dns: DnsServer) -> None:
    r = resolver(dns)
    dns.set("acme.example", "TXT", ["old"], 0)
    await ask(r, "acme.example")
    dns.set("acme.example", "TXT", ["new"], 0)
    assert await ask(r, "acme.example") == Answer("ok", (b"new",))


async def test_failures_are_not_remembered(dns: DnsServer) -> None:
    r = resolver(dns, timeout=2.0)
    dns.set("acme.example", "TXT", ["here"], 60)
    dns.fault("acme.example", "servfail", 1)
    await ask(r, "acme.example")
    assert await ask(r, "acme.example") == Answer("ok", (b"here",))


async def test_the_same_question_is_under_way_once(dns: DnsServer) -> None:
    r = resolver(dns)
    dns.set("acme.example", "TXT", ["here"], 60)
    answers = await asyncio.gather(*(ask(r, "acme.example") for _ in range(20)))
    assert set(answers) == {Answer("ok", (b"here",))}
    assert len([name for name, _ in dns.queries if name.rstrip(".") == "acme.example"]) == 1


async def test_who_gives_up_waiting_takes_the_answer_from_nobody(dns: DnsServer) -> None:
    r = resolver(dns)
    dns.set("acme.example", "TXT", ["here"])
    impatient = asyncio.create_task(ask(r, "acme.example"))
    patient = asyncio.create_task(ask(r, "acme.example"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == Answer("ok", (b"here",))


async def test_names_are_one_question_in_any_case() -> None:
    assert question("Acme.Example.", "TXT") == Question("acme.example", "TXT")


async def test_two_servers_stand_in_for_one_another(dns: DnsServer) -> None:
    dns.set("acme.example", "TXT", ["here"])
    gone = DnsServer()
    await gone.start()
    port = gone.port
    await gone.stop()
    r = Resolver([f"127.0.0.1:{port}", f"127.0.0.1:{dns.port}"], Clock())
    assert await ask(r, "acme.example") == Answer("ok", (b"here",))


@pytest.mark.parametrize(
    "server", ["127.0.0.1", "127.0.0.1:5353", "[::1]", "[::1]:5353", "::1", " 127.0.0.1:53 "]
)
def test_servers_are_addresses_with_or_without_a_port(server: str) -> None:
    Resolver([server])


@pytest.mark.parametrize("server", ["", "ns.example", "127.0.0.1:x", "[::1", "1.2.3.4:99999"])
def test_what_is_no_address_is_refused_at_the_start(server: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Resolver([server])
