"""A small authoritative name server on UDP and TCP, whose records and failures a test decides."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rdataclass
import dns.rdatatype
from dns.message import Message
from dns.rcode import Rcode

from .zone import Zone

OUR_PAYLOAD = 1232  # the size DNS flag day 2020 settled on
PLAIN_PAYLOAD = 512  # RFC 1035 section 4.2.1: what a client without EDNS can take
TCP_IDLE = 10.0
PORT_TRIES = 20


@unique
class FaultKind(StrEnum):
    """How a query can go wrong on demand."""

    SERVFAIL = "servfail"
    TIMEOUT = "timeout"
    NXDOMAIN = "nxdomain"


@dataclass(slots=True)
class _Fault:
    kind: FaultKind
    left: int


class DnsServer:
    """Answers from its own records only; what it does not know does not exist."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.zone = Zone()
        self.queries: deque[tuple[str, str]] = deque(maxlen=10_000)
        self._faults: dict[str, _Fault] = {}
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self) -> None:
        """Listens on UDP and TCP under one port; with port 0 one that is free for both."""
        loop = asyncio.get_running_loop()
        for attempt in range(1, PORT_TRIES + 1):
            udp, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self._answer), local_addr=(self.host, self.port)
            )
            port = int(udp.get_extra_info("sockname")[1])
            try:
                self._tcp = await asyncio.start_server(self._stream, self.host, port)
            except OSError:
                udp.close()
                if self.port or attempt == PORT_TRIES:
                    raise
                continue
            self._udp, self.port = udp, port
            return

    async def stop(self) -> None:
        """Frees the port; records stay."""
        if self._udp is not None:
            self._udp.close()
            # Closing only schedules it: the port is free once the protocol was told.
            await cast("_Datagrams", self._udp.get_protocol()).closed.wait()
        if self._tcp is not None:
            self._tcp.close()
            for writer in self._connections.values():
                writer.close()
            await asyncio.gather(*self._connections)
            await self._tcp.wait_closed()
        self._udp = self._tcp = None

    async def __aenter__(self) -> DnsServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def set(self, name: str, type_: str, values: Iterable[str], ttl: int = 0) -> None:
        """Replaces the records of that name and type; no values removes them."""
        self.zone.set(name, type_, values, ttl)

    def set_later(self, name: str, type_: str, make: Callable[[], str], ttl: int = 0) -> None:
        """A record whose value is made when somebody first asks for it."""
        self.zone.set_later(name, type_, make, ttl)

    def remove(self, name: str, type_: str | None = None) -> None:
        """Forgets the records of that type, or everything at the name."""
        self.zone.remove(name, type_)

    def has(self, name: str, type_: str) -> bool:
        """Whether such a record stands exactly there."""
        return self.zone.has(name, type_)

    def fault(self, name: str, kind: str, times: int = 1) -> None:
        """The next queries for the name (`*`: for any) fail that way; 0 times takes the fault back."""
        key = "*" if name == "*" else _key(name)
        self._faults.pop(key, None)
        if times > 0:
            self._faults[key] = _Fault(FaultKind(kind), times)

    def _answer(self, wire: bytes, *, stream: bool) -> bytes | None:
        """The reply to one query; None where the client is to wait in vain."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return _formerr(wire)
        if query.flags & dns.flags.QR:
            return None  # answering answers makes two servers talk for ever
        response = dns.message.make_response(query, recursion_available=True, our_payload=OUR_PAYLOAD)
        if not self._fill(query, response):
            return None
        if stream:
            return response.to_wire(max_size=65535)
        limit = query.payload if query.edns >= 0 else PLAIN_PAYLOAD
        return response.to_wire(max_size=max(limit, PLAIN_PAYLOAD), prefer_truncation=True)

    def _fill(self, query: Message, response: Message) -> bool:
        """Puts the answer into the response; False means that there is to be none."""
        if query.edns > 0:
            response.set_rcode(Rcode.BADVERS)
            return True
        if query.opcode() != dns.opcode.QUERY:
            response.set_rcode(Rcode.NOTIMP)
            return True
        if len(query.question) != 1:
            response.set_rcode(Rcode.FORMERR)
            return True
        question = query.question[0]
        if question.rdclass != dns.rdataclass.IN:
            response.set_rcode(Rcode.REFUSED)
            return True
        self.queries.append((question.name.to_text(omit_final_dot=True).lower(), question.rdtype.name))
        fault = self._take_fault(question.name)
        if fault is FaultKind.TIMEOUT:
            return False
        if fault is not None:
            response.set_rcode(Rcode.SERVFAIL if fault is FaultKind.SERVFAIL else Rcode.NXDOMAIN)
            return True
        found = self.zone.find(question.name, question.rdtype)
        response.flags |= dns.flags.AA
        response.set_rcode(found.rcode)
        response.answer.extend(found.answer)
        if found.soa is not None:
            response.authority.append(found.soa)
        return True

    def _take_fault(self, name: dns.name.Name) -> FaultKind | None:
        for key in (_key(name.to_text()), "*"):
            fault = self._faults.get(key)
            if fault is None:
                continue
            fault.left -= 1
            if fault.left <= 0:
                del self._faults[key]
            return fault.kind
        return None

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One TCP connection: as many length-prefixed queries as the client cares to send."""
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._connections[task] = writer
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, TimeoutError, ConnectionError):
                while True:
                    async with asyncio.timeout(TCP_IDLE):
                        size = int.from_bytes(await reader.readexactly(2), "big")
                        wire = await reader.readexactly(size)
                    answer = self._answer(wire, stream=True)
                    if answer is not None:
                        writer.write(len(answer).to_bytes(2, "big") + answer)
                        await writer.drain()
        finally:
            del self._connections[task]
            writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[..., bytes | None]) -> None:
        self._answer = answer
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._answer(data, stream=False)
        if answer is not None:
            self._transport.sendto(answer, addr)


def _key(name: str) -> str:
    return dns.name.from_text(name).canonicalize().to_text()


def _formerr(wire: bytes) -> bytes | None:
    """A bare header that says FORMERR, where there is at least an id to answer to."""
    if len(wire) < 12 or wire[2] & 0x80:
        return None
    return wire[:2] + bytes([0x80 | (wire[2] & 0x79), Rcode.FORMERR]) + bytes(8)
