"""One round: a system started afresh, warmed, and given a load of signed mails, no two alike."""

import asyncio
import json
import statistics
import sys
import tempfile
from email.utils import formatdate
from pathlib import Path
from typing import Any

import dkim

from tests.bench import postfix
from tests.bench.systems import MAIL_DOMAIN, Serve, yardstick
from tests.control import Control
from tests.product import free_port
from tests.sandbox import Sandbox
from tests.sandbox.keys import record_name

SESSIONS = 10
RECIPIENT = f"northwind@{MAIL_DOMAIN}"
KEY = ("northwind.example", "s1")
DNS_TTL = 300  # who keeps answers may, as in the world


def a_mail(number: str, size: int, key: Any) -> bytes:
    """A signed mail of about `size` bytes, no two alike."""
    line = b"The quick brown fox jumps over the lazy dog and sends the offer. " + number.encode() + b"\r\n"
    raw = (
        b"From: Ana Trujillo <ana@northwind.example>\r\nTo: Jane <jane@globex.example>\r\n"
        b"Subject: Offer " + number.encode() + b"\r\nDate: " + formatdate().encode() + b"\r\n"
        b"Message-ID: <" + number.encode() + b"@northwind.example>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + line * (size // len(line))
    )
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    signature: bytes = dkim.sign(raw, b"s1", b"northwind.example", key.private, include_headers=headers)
    return signature + raw


def _records(key: Any) -> dict[str, str]:
    """What the sender's domain says of its mail."""
    domain, selector = KEY
    return {
        domain: "v=spf1 ip4:127.0.0.0/8 -all",
        record_name(domain, selector): key.record,
        f"_dmarc.{domain}": "v=DMARC1; p=none",
    }


async def one_round(serve: Serve, size: int, count: int, round_: int) -> dict[str, Any]:
    """One round of one system: start it afresh, warm it, send the load, stop it."""
    with tempfile.TemporaryDirectory(prefix="bcc-bench-") as name:
        directory, port = Path(name), free_port()
        dns_port = postfix.DNS_PORT if serve is yardstick else 0
        async with Sandbox(smtp_port=port, dns_port=dns_port) as sandbox, Control(sandbox.url) as control:
            files = await prepared(sandbox, control, directory, size, count + 40, round_)
            async with serve(port, sandbox, directory) as serving:
                ports = serving.ports
                for at, one in enumerate(ports):
                    await load(one, files[20 * at : 20 * at + 20])
                rest = files[40:]
                results = await asyncio.gather(
                    *(
                        load(one, rest[at :: len(ports)], SESSIONS // len(ports))
                        for at, one in enumerate(ports)
                    )
                )
                seconds = max(result["seconds"] for result in results)
                return {
                    "rate": len(rest) / seconds,
                    "p50_ms": statistics.mean(result["p50_ms"] for result in results),
                    "p99_ms": max(result["p99_ms"] for result in results),
                }


async def prepared(
    sandbox: Sandbox, control: Control, directory: Path, size: int, count: int, round_: int
) -> list[str]:
    """The mails as files, their sender's domain published."""
    key = sandbox.outside.keys.get(*KEY)
    for owner, text in _records(key).items():
        await control.put("dns", name=owner, type="TXT", ttl=DNS_TTL, values=[text])
    files = [directory / f"{number}.eml" for number in range(count)]
    for number, path in enumerate(files):
        path.write_bytes(a_mail(f"{round_}-{number}", size, key))
    return [str(path) for path in files]


async def load(port: int, files: list[str], sessions: int = SESSIONS) -> dict[str, Any]:
    """Run the load process to its end."""
    arguments = [str(port), str(sessions), RECIPIENT, *files]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load", *arguments, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await child.communicate()
    result: dict[str, Any] = json.loads(output)
    if result["refused"]:
        raise SystemExit(f"refused: {result['refused']}")
    return result
