import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.auth.builders import a_mail, rsa_key, signed
from tests.sandbox.dns import DnsServer


@pytest.fixture
async def dns() -> AsyncIterator[DnsServer]:
    async with DnsServer() as server:
        server.set("acme.example", "TXT", ["v=spf1 ip4:192.0.2.1 -all"])
        server.set("s1._domainkey.acme.example", "TXT", [rsa_key().record])
        yield server


async def run(*arguments: str, dns: DnsServer | None = None, given: bytes = b"") -> tuple[int, bytes]:
    servers = f"127.0.0.1:{dns.port}" if dns else "127.0.0.1:9"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ingest", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"BCC_DNS_SERVERS": servers},
    )
    out, err = await process.communicate(given)
    return process.returncode or 0, out or err


async def verify(*arguments: str, dns: DnsServer, given: bytes = b"") -> Any:
    code, out = await run("verify", *arguments, dns=dns, given=given)
    assert code == 0, out
    return json.loads(out)


async def test_a_signed_mail_is_verified_from_a_file(dns: DnsServer, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(signed(a_mail()))
    answer = await verify("--mail-from", "joe@acme.example", "--ip", "198.51.100.1", str(file), dns=dns)
    assert answer == {
        "outcome": "pass",
        "method": "dkim",
        "domain": "acme.example",
        "reason": "DKIM pass for acme.example",
        "author": "joe@acme.example",
        "spf_sender": None,
        "checks": [
            {
                "method": "dkim",
                "outcome": "pass",
                "domain": "acme.example",
                "aligned": True,
                "proves": True,
                "detail": "signature verified",
            },
            {
                "method": "spf",
                "outcome": "fail",
                "domain": "acme.example",
                "aligned": True,
                "proves": True,
                "detail": "198.51.100.1 may not send for acme.example",
            },
        ],
    }


async def test_a_mail_is_verified_from_standard_input_with_line_feeds(dns: DnsServer) -> None:
    given = signed(a_mail()).replace(b"\r\n", b"\n")
    answer = await verify("--mail-from", "<joe@acme.example>", "--ip", "192.0.2.1", "-", dns=dns, given=given)
    assert (answer["outcome"], answer["spf_sender"]) == ("pass", "joe@acme.example")


async def test_a_refused_mail_is_an_answer_too(dns: DnsServer) -> None:
    answer = await verify("-", dns=dns, given=b"From: a@acme.example, b@acme.example\r\n\r\n")
    assert (answer["outcome"], answer["author"], answer["checks"]) == ("fail", None, [])
    assert answer["reason"] == "several authors in the From header"


async def test_helo_counts_for_the_null_sender(dns: DnsServer) -> None:
    answer = await verify("--helo", "acme.example", "--ip", "192.0.2.1", "-", dns=dns, given=a_mail())
    assert (answer["outcome"], answer["method"], answer["spf_sender"]) == ("pass", "spf", None)


async def test_what_cannot_be_answered_is_one_line_and_no_success(tmp_path: Path) -> None:
    code, said = await run("verify", "--ip", "999.1.1.1", "-", given=a_mail())
    assert (code, said) == (2, b"--ip: 999.1.1.1 is no IP address, such as 192.0.2.1\n")
    code, said = await run("verify", str(tmp_path / "none.eml"))
    assert (code, said.count(b"\n"), b"No such file" in said) == (2, 1, True)


async def test_a_name_server_that_is_none_is_named() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ingest", "verify", "-"),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"BCC_DNS_SERVERS": "ns.example"},
    )
    _, err = await process.communicate()
    assert process.returncode == 2
    assert err.startswith(b"BCC_DNS_SERVERS: ")


async def test_parse_says_what_a_mail_says() -> None:
    code, out = await run("parse", "-", given=a_mail())
    assert code == 0
    assert json.loads(out)["from"] == {"name": "Joe", "address": "joe@acme.example"}
