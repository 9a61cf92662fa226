"""Whose mail it is when a relay hands it on."""

import asyncio
from ipaddress import ip_network

import pytest

from ingest.headers import Headers, split_headers
from ingest.peers import NOBODY, Client, client_behind, proxy_v1, proxy_v2, xclient

RELAYS = (ip_network("192.0.2.0/24"),)
RELAY = Client("192.0.2.1", "relay.acme.test")
CLIENT = Client("203.0.113.7", "client.test")


def headers(*received: str) -> Headers:
    split = split_headers(
        "".join(f"Received: {line}\r\n" for line in received).encode() + b"From: a@b\r\n\r\n"
    )
    assert isinstance(split, Headers)
    return split


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param(["from client.test (rdns.test [203.0.113.7]) by relay"], CLIENT, id="Postfix"),
        pytest.param(
            ["from client.test (rdns.test [IPv6:2001:db8::7])\r\n\tby relay"],
            Client("2001:db8::7", "client.test"),
            id="Postfix, IPv6, folded",
        ),
        pytest.param(["from rdns.test ([203.0.113.7] helo=client.test) by relay"], CLIENT, id="Exim"),
        pytest.param(
            ["from [203.0.113.7] (helo=[198.51.100.9]) by relay"],
            Client("203.0.113.7", "198.51.100.9"),
            id="Exim, a HELO that looks like an address",
        ),
        pytest.param(
            ["from [198.51.100.9] (rdns.test [203.0.113.7]) by relay"],
            Client("203.0.113.7", "[198.51.100.9]"),
            id="Postfix, a HELO that looks like an address",
        ),
        pytest.param(
            [
                "from inner.acme.test (inner [192.0.2.2]) by relay",
                "from client.test (x [203.0.113.7]) by inner",
                "from forged.test (x [198.51.100.9]) by client",
            ],
            CLIENT,
            id="two relays; what the client wrote is not read",
        ),
        pytest.param([], RELAY, id="no Received"),
        pytest.param(["by relay with LMTP"], RELAY, id="no from"),
        pytest.param(["from client.test by relay"], NOBODY, id="no address"),
        pytest.param(["from client.test (x [999.1.2.3]) by relay"], NOBODY, id="no real address"),
        pytest.param(["from [203.0.113.7] by relay"], NOBODY, id="nothing but a HELO"),
        pytest.param(
            [
                "from client.test (rdns.test [203.0.113.7])"
                "\r\n\t(using TLSv1.3 with cipher AES (256/256 bits))"
                "\r\n\t(No client certificate requested)"
                "\r\n\tby relay (Postfix) with ESMTPS id 4"
                "\r\n\tfor <box@bcc.test>; Mon, 4 Jan 2027 09:00:00 +0000"
            ],
            CLIENT,
            id="Postfix, by TLS",
        ),
        pytest.param(
            [
                "from client.test (rdns.test [203.0.113.7] (may be forged))"
                "\r\n\tby relay (8.17.1/8.17.1) with ESMTP id 4"
            ],
            CLIENT,
            id="Sendmail",
        ),
        pytest.param(
            ["from client.test (203.0.113.7) by relay (192.0.2.1) with Microsoft SMTP"], CLIENT, id="Exchange"
        ),
        pytest.param(
            ["from rdns.test (HELO x.test) (203.0.113.7)\r\n by relay with SMTP"],
            Client("203.0.113.7", "rdns.test"),
            id="qmail",
        ),
    ],
)
def test_the_topmost_received_of_a_trusted_relay_names_the_client(
    received: list[str], expected: Client
) -> None:
    assert client_behind(headers(*received), RELAY, RELAYS) == expected


@pytest.mark.parametrize(
    "helo",
    [
        "x (y [192.0.2.99]) by z",
        "x (y [192.0.2.99])",
        "x ([192.0.2.99] helo=y",
        "x ([192.0.2.99] helo=y)",
        "[192.0.2.99] (helo=y",
        "[192.0.2.99]) (y",
        "x (192.0.2.99) (y",
        "x (",
        "x) by y",
    ],
)
@pytest.mark.parametrize("fold", [" ", "\r\n\t"], ids=["on one line", "folded"])
@pytest.mark.parametrize(
    "form",
    [
        "from {} (evil.test [198.51.100.9])",
        "from evil.test ([198.51.100.9] helo={})",
        "from [198.51.100.9] (helo={})",
    ],
    ids=["Postfix", "Exim", "Exim without a name"],
)
def test_a_helo_that_reads_like_a_received_names_nobody_else(helo: str, fold: str, form: str) -> None:
    received = f"{form.format(helo)}{fold}by relay with ESMTP"
    assert client_behind(headers(received), RELAY, RELAYS).ip in ("198.51.100.9", "")


def test_a_stranger_is_believed_nothing() -> None:
    stranger = Client("198.51.100.1", "evil.test")
    assert client_behind(headers("from x (x [203.0.113.7]) by y"), stranger, RELAYS) == stranger


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("ADDR=203.0.113.7 HELO=client.test", CLIENT),
        ("NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::7 PROTO=ESMTP", Client("2001:db8::7", "relay.acme.test")),
        ("ADDR=[TEMPUNAVAIL] HELO=client.test", Client("192.0.2.1", "client.test")),
        ("ADDR=nonsense", None),
        ("ADDR", None),
    ],
)
def test_xclient_names_the_client(argument: str, expected: Client | None) -> None:
    assert xclient(argument, RELAY) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"PROXY TCP4 203.0.113.7 192.0.2.1 1 25", "203.0.113.7"),
        (b"PROXY TCP6 ::ffff:203.0.113.7 ::1 1 25", "203.0.113.7"),
        (b"PROXY UNKNOWN", None),
        (b"PROXY TCP4 nonsense 192.0.2.1 1 25", None),
    ],
)
def test_version_1_of_proxy_names_the_client(line: bytes, expected: str | None) -> None:
    assert proxy_v1(line) == expected


@pytest.mark.parametrize(
    "octets",
    [b"\0\r\nQUIT\n!!!!", b"\0\r\nQUIT\n\x11\x11\0\0", b"\0\r\nQUIT\n\x21\x11\xff\xff"],
    ids=["length", "version", "too long"],
)
async def test_what_is_not_version_2_of_proxy_is_not_guessed_at(octets: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(octets)
    reader.feed_eof()
    with pytest.raises(ValueError, match="PROXY"):
        await proxy_v2(reader)
