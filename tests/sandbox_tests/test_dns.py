"""The sandbox's name server, asked over the wire as a resolver would."""

import asyncio
from collections.abc import AsyncIterator, Callable

import dns.asyncquery
import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rdatatype
import pytest
from dns.message import Message
from dns.rcode import Rcode

from tests.sandbox.dns import DnsServer


@pytest.fixture
async def server() -> AsyncIterator[DnsServer]:
    async with DnsServer() as server:
        yield server


async def ask(server: DnsServer, name: str, type_: str = "A", *, edns: bool | int = False) -> Message:
    query = dns.message.make_query(name, type_, use_edns=edns, payload=1232 if edns is not False else None)
    return await dns.asyncquery.udp(query, server.host, timeout=5, port=server.port)


def texts(response: Message) -> list[str]:
    return [rdata.to_text() for rrset in response.answer for rdata in rrset]


@pytest.mark.parametrize(
    ("type_", "value", "served"),
    [
        pytest.param("A", "127.0.0.9", "127.0.0.9", id="A"),
        pytest.param("AAAA", "::1", "::1", id="AAAA"),
        pytest.param("MX", "10 mail.acme.test", "10 mail.acme.test.", id="MX"),
        pytest.param("CNAME", "other.test", "other.test.", id="CNAME"),
        pytest.param("PTR", "host.test.", "host.test.", id="PTR"),
        pytest.param("NS", "ns.acme.test", "ns.acme.test.", id="NS"),
        pytest.param("TXT", "v=spf1 -all", '"v=spf1 -all"', id="TXT given plain"),
        pytest.param("TXT", '"one" "two"', '"one" "two"', id="TXT given quoted"),
        pytest.param("TXT", 'say "hi"', '"say \\"hi\\""', id="TXT with quotes inside"),
        pytest.param("TXT", "", '""', id="TXT that is empty"),
        pytest.param("SPF", "v=spf1 -all", '"v=spf1 -all"', id="SPF, the retired type"),
        pytest.param("SOA", "ns.t. h.t. 1 2 3 4 5", "ns.t. h.t. 1 2 3 4 5", id="SOA"),
    ],
)
async def test_each_type_is_served_as_a_zone_file_would_give_it(
    server: DnsServer, type_: str, value: str, served: str
) -> None:
    server.set("acme.test", type_, [value])
    response = await ask(server, "acme.test", type_)
    assert response.flags & dns.flags.AA
    assert [rrset.ttl for rrset in response.answer] == [0]
    assert texts(response) == [served]


async def test_a_long_txt_is_cut_into_strings_that_join_to_the_value(server: DnsServer) -> None:
    value = "v=DKIM1; p=" + "Aé" * 300
    server.set("k.test", "TXT", [value])
    answer = await dns.asyncquery.tcp(
        dns.message.make_query("k.test", "TXT"), server.host, timeout=5, port=server.port
    )
    strings = answer.answer[0][0].strings
    assert max(len(string) for string in strings) == 255
    assert b"".join(strings) == value.encode()


async def test_case_does_not_matter(server: DnsServer) -> None:
    server.set("Acme.Test", "A", ["127.0.0.9"])
    assert texts(await ask(server, "aCmE.tEsT")) == ["127.0.0.9"]


@pytest.mark.parametrize(
    ("name", "type_", "rcode"),
    [
        pytest.param("acme.test", "AAAA", Rcode.NOERROR, id="name with another type"),
        pytest.param("test", "A", Rcode.NOERROR, id="name that only has names below it"),
        pytest.param("_domainkey.acme.test", "TXT", Rcode.NOERROR, id="the level between"),
        pytest.param("nope.acme.test", "A", Rcode.NXDOMAIN, id="no such name"),
        pytest.param("elsewhere.example", "A", Rcode.NXDOMAIN, id="no such zone"),
    ],
)
async def test_a_negative_answer_is_not_to_be_kept(
    server: DnsServer, name: str, type_: str, rcode: Rcode
) -> None:
    server.set("acme.test", "A", ["127.0.0.9"])
    server.set("s1._domainkey.acme.test", "TXT", ["v=DKIM1"])
    response = await ask(server, name, type_)
    assert (response.rcode(), response.answer) == (rcode, [])
    (soa,) = response.authority
    assert (soa.rdtype, soa.ttl, soa[0].minimum) == (dns.rdatatype.SOA, 0, 0)


async def test_a_soa_of_ones_own_is_given_with_negative_answers(server: DnsServer) -> None:
    server.set("acme.test", "SOA", ["ns.acme.test. h.acme.test. 7 3600 600 86400 30"], ttl=60)
    (soa,) = (await ask(server, "nope.acme.test")).authority
    assert (soa.name.to_text(), soa.ttl, soa[0].minimum) == ("acme.test.", 60, 30)


async def test_an_alias_is_followed_to_its_records(server: DnsServer) -> None:
    server.set("a.test", "CNAME", ["b.test"])
    server.set("b.test", "CNAME", ["c.test"])
    server.set("c.test", "A", ["127.0.0.9"])
    assert texts(await ask(server, "a.test")) == ["b.test.", "c.test.", "127.0.0.9"]


async def test_an_alias_to_nowhere_says_so(server: DnsServer) -> None:
    server.set("a.test", "CNAME", ["gone.test"])
    response = await ask(server, "a.test")
    assert (response.rcode(), texts(response)) == (Rcode.NXDOMAIN, ["gone.test."])


async def test_aliases_in_a_circle_fail(server: DnsServer) -> None:
    server.set("a.test", "CNAME", ["b.test"])
    server.set("b.test", "CNAME", ["a.test"])
    assert (await ask(server, "a.test")).rcode() == Rcode.SERVFAIL


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("x.acme.test", ["127.0.0.1"], id="covered"),
        pytest.param("x.y.acme.test", ["127.0.0.1"], id="covered deeper"),
        pytest.param("known.acme.test", ["127.0.0.2"], id="a name of its own"),
        pytest.param("x.known.acme.test", [], id="hidden by a closer name"),
        pytest.param("acme.test", [], id="not the name above"),
    ],
)
async def test_a_wildcard_covers_what_has_no_name(server: DnsServer, name: str, found: list[str]) -> None:
    server.set("*.acme.test", "A", ["127.0.0.1"])
    server.set("known.acme.test", "A", ["127.0.0.2"])
    assert texts(await ask(server, name)) == found


async def test_what_does_not_fit_a_datagram_is_truncated_and_whole_over_tcp(server: DnsServer) -> None:
    server.set("big.test", "TXT", [f"{number} " + "x" * 200 for number in range(10)])
    assert (await ask(server, "big.test", "TXT")).flags & dns.flags.TC
    assert (await ask(server, "big.test", "TXT", edns=0)).flags & dns.flags.TC
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [server.host], server.port
    assert len(await resolver.resolve("big.test", "TXT")) == 10


async def test_edns_lets_a_larger_answer_through(server: DnsServer) -> None:
    server.set("big.test", "TXT", ["x" * 800])
    assert (await ask(server, "big.test", "TXT")).flags & dns.flags.TC
    response = await ask(server, "big.test", "TXT", edns=0)
    assert not response.flags & dns.flags.TC
    assert response.edns == 0
    assert len(response.answer[0]) == 1


async def test_one_tcp_connection_carries_many_queries(server: DnsServer) -> None:
    server.set("acme.test", "A", ["127.0.0.9"])
    reader, writer = await asyncio.open_connection(server.host, server.port)
    for _ in range(3):
        query = dns.message.make_query("acme.test", "A")
        writer.write(query.to_wire(prepend_length=True))
        size = int.from_bytes(await reader.readexactly(2), "big")
        response = dns.message.from_wire(await reader.readexactly(size))
        assert (response.id, texts(response)) == (query.id, ["127.0.0.9"])
    writer.close()


@pytest.mark.parametrize(
    ("kind", "rcode"),
    [
        pytest.param("servfail", Rcode.SERVFAIL, id="servfail"),
        pytest.param("nxdomain", Rcode.NXDOMAIN, id="nxdomain"),
    ],
)
async def test_a_fault_lasts_as_many_queries_as_it_was_told(
    server: DnsServer, kind: str, rcode: Rcode
) -> None:
    server.set("acme.test", "A", ["127.0.0.9"])
    server.fault("ACME.test", kind, times=2)
    codes = [(await ask(server, "acme.test")).rcode() for _ in range(3)]
    assert codes == [rcode, rcode, Rcode.NOERROR]


async def test_a_timeout_is_silence(server: DnsServer) -> None:
    server.set("acme.test", "A", ["127.0.0.9"])
    server.fault("acme.test", "timeout")
    query = dns.message.make_query("acme.test", "A")
    with pytest.raises(dns.exception.Timeout):
        await dns.asyncquery.udp(query, server.host, timeout=0.2, port=server.port)
    assert texts(await ask(server, "acme.test")) == ["127.0.0.9"]
    assert list(server.queries) == [("acme.test", "A"), ("acme.test", "A")]


def other_opcode(query: Message) -> None:
    query.set_opcode(dns.opcode.NOTIFY)


def two_questions(query: Message) -> None:
    query.question.append(query.question[0])


def newer_edns(query: Message) -> None:
    query.use_edns(edns=1)


@pytest.mark.parametrize(
    ("spoil", "rcode"),
    [
        pytest.param(other_opcode, Rcode.NOTIMP, id="not a query"),
        pytest.param(two_questions, Rcode.FORMERR, id="two questions"),
        pytest.param(newer_edns, Rcode.BADVERS, id="EDNS of tomorrow"),
    ],
)
async def test_an_odd_query_gets_the_code_that_names_its_fault(
    server: DnsServer, spoil: Callable[[Message], None], rcode: Rcode
) -> None:
    query = dns.message.make_query("acme.test", "A")
    spoil(query)
    response = await dns.asyncquery.udp(query, server.host, timeout=5, port=server.port)
    assert response.rcode() == rcode


async def test_no_values_remove_the_record(server: DnsServer) -> None:
    server.set("acme.test", "A", ["127.0.0.9"])
    server.set("acme.test", "A", [])
    assert (await ask(server, "acme.test")).rcode() == Rcode.NXDOMAIN


async def test_a_ttl_is_served_as_given(server: DnsServer) -> None:
    server.set("acme.test", "A", ["127.0.0.9"], ttl=300)
    assert (await ask(server, "acme.test")).answer[0].ttl == 300


@pytest.mark.parametrize(
    ("name", "type_", "value"),
    [
        pytest.param("a.test", "A", "not an address", id="bad address"),
        pytest.param("a.test", "NOSUCH", "x", id="bad type"),
        pytest.param("a.test", "ANY", "x", id="a type that only queries have"),
        pytest.param("a..test", "A", "127.0.0.1", id="bad name"),
        pytest.param("a.test", "MX", "mail.test", id="MX without preference"),
        pytest.param("a" * 64 + ".test", "A", "127.0.0.1", id="label too long"),
    ],
)
async def test_what_no_zone_file_would_hold_is_refused(
    server: DnsServer, name: str, type_: str, value: str
) -> None:
    with pytest.raises(ValueError, match="not a"):
        server.set(name, type_, [value])


async def test_a_record_made_later_is_made_once(server: DnsServer) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return f"v=DKIM1; p={len(made)}"

    server.set_later("k.test", "TXT", make)
    assert made == []
    assert texts(await ask(server, "k.test", "TXT")) == ['"v=DKIM1; p=1"']
    assert texts(await ask(server, "k.test", "TXT")) == ['"v=DKIM1; p=1"']
