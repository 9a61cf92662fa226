"""Who the client really is when a relay of the operator's stands in between.

Only what a trusted relay itself says counts: the PROXY protocol, XCLIENT, or the topmost Received it
wrote. Whatever stands below that was in the mail when it came, and may be forged.
"""

import asyncio
import re
import socket
import struct
from dataclasses import dataclass
from ipaddress import ip_address

from .headers import Headers
from .limits import is_within
from .settings import Network

PROXY_V2 = b"\r\n\r\n\x00\r\nQUIT\n"  # https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
_MAX_V2 = 2048  # the addresses and a few TLVs
_MAX_RECEIVED = 8  # relays of the operator's own, one behind the other

_XTEXT = re.compile(r"\+([0-9A-Fa-f]{2})")
_BRACKETED = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]{2,45})\]")
_BY = re.compile(r"\r\n[ \t]+by[ \t]")
# RFC 5321 section 4.4's From-domain, and comments with one bracket within another (Postfix on TLS).
_SAID = re.compile(r"from (\S+)((?: ?\((?:[^()]|\([^()]*\))*\))*)")
_COMMENT = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_NAMING = re.compile(r"(?:[^\s\[\]()]+ )?\[(?:IPv6:)?([0-9A-Fa-f.:]{2,45})\]")
_EXIM_HELO = re.compile(r"(?:^| )helo=\[?([A-Za-z0-9.:_-]{1,255})")


@dataclass(frozen=True, slots=True)
class Client:
    """The SMTP client whose mail this is, as far as we may believe it."""

    ip: str
    helo: str


NOBODY = Client("", "")  # whom no SPF record names


def valid_ip(text: str) -> str | None:
    """The address in its usual form, None where it is none; IPv4 in IPv6 clothes becomes IPv4."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if address.version == 6 else None
    return str(mapped or address)


def proxy_v1(line: bytes) -> str | None:
    """The client's address in `PROXY TCP4 SOURCE DESTINATION PORT PORT`; None where it names none."""
    words = line.split()
    if len(words) == 6 and words[0] == b"PROXY" and words[1] in (b"TCP4", b"TCP6"):
        return valid_ip(words[2].decode("ascii", "replace"))
    return None


async def proxy_v2(reader: asyncio.StreamReader) -> str | None:
    """The client's address in a version 2 header, read up to its end; None where it names none.

    The two CRLF it starts with were read already. Raises ValueError on what is no such header.
    """
    if await reader.readexactly(len(PROXY_V2) - 4) != PROXY_V2[4:]:
        raise ValueError("not the PROXY protocol")
    command, family, length = struct.unpack("!BBH", await reader.readexactly(4))
    if command >> 4 != 2 or length > _MAX_V2:
        raise ValueError("not version 2 of the PROXY protocol")
    rest = await reader.readexactly(length)
    if command & 0x0F == 0:  # LOCAL: the proxy's own health check
        return None
    if family >> 4 == 1 and length >= 12:
        return valid_ip(socket.inet_ntop(socket.AF_INET, rest[:4]))
    if family >> 4 == 2 and length >= 36:
        return valid_ip(socket.inet_ntop(socket.AF_INET6, rest[:16]))
    return None


def xclient(argument: str, client: Client) -> Client | None:
    """The client as Postfix's XCLIENT names it; None where the argument is not well-formed."""
    ip, helo = client.ip, client.helo
    for word in argument.split():
        key, equals, value = word.partition("=")
        if not equals:
            return None
        value = _XTEXT.sub(lambda found: chr(int(found[1], 16)), value)
        if value.upper() in ("[UNAVAILABLE]", "[TEMPUNAVAIL]"):
            continue
        if key.upper() == "ADDR":
            found = valid_ip(value.removeprefix("IPV6:").removeprefix("IPv6:"))
            if found is None:
                return None
            ip = found
        elif key.upper() == "HELO":
            helo = value[:255]
    return Client(ip, helo)


def client_behind(headers: Headers, client: Client, trusted: tuple[Network, ...]) -> Client:
    """The first client that is no trusted relay, reading Received from the top; `client` where none says.

    `NOBODY` where a relay names a client in a way that cannot be read for certain: to judge the relay in its
    place would let anybody pass for those whom the relay sends for.
    """
    for count, field in enumerate(headers.named("Received")):
        if count == _MAX_RECEIVED or not is_within(client.ip, trusted):
            break
        named = _named_by(field.value.decode("ascii", "replace"))
        if named is None:
            break
        client = named
    return client


def _named_by(received: str) -> Client | None:
    """The client that a relay took the mail from; None where the relay made the mail itself.

    The HELO name is the client's own choice: it may look like an address, and with some relays hold spaces
    and brackets, a whole Received if need be. What it cannot hold is a fold. So the line counts only if it
    names one address, where the relay puts it.
    """
    fold = _BY.search(received)
    said, by, rest = " ".join(received.split()).partition(" by ")
    if fold is not None:
        said, by, rest = " ".join(received[: fold.start()].split()), " by ", ""
    if not said.lower().startswith("from "):
        return None
    parts = _SAID.fullmatch(said)
    if parts is None or not by or " by " in rest:
        return NOBODY
    comments = _COMMENT.findall(parts[2])
    nameless = [comment for comment in comments if comment.startswith("helo=")]
    naming = [c for c in comments if c not in nameless and (_BRACKETED.search(c) or valid_ip(c))]
    if len(naming) + len(nameless) != 1:
        return NOBODY
    # Postfix: `from HELO (rdns [IP])`; Exim: `from rdns ([IP] helo=HELO)` or, without a name, `from [IP]
    # (helo=HELO)`; Exchange: `from HELO (IP)`; qmail: `from rdns (HELO HELO) (IP)`.
    at = _NAMING.match(naming[0]) if naming else _BRACKETED.fullmatch(parts[1])
    ip = valid_ip(at[1] if at else naming[0] if naming else "")
    helo = _EXIM_HELO.search((naming or nameless)[0])
    return NOBODY if ip is None else Client(ip, (helo[1] if helo else parts[1])[:255])
