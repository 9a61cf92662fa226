"""What one peer, and all peers together, may ask of us."""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address

from .settings import Network

_RATE_WINDOW = 60.0
_MAX_PEERS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the SMTP edge; times in seconds."""

    message_bytes: int = 25 * 1024 * 1024
    recipients: int = 100  # RFC 5321 section 4.5.3.1.8: at least 100
    idle_commands: int = 50  # NOOP, RSET, unknown and failed ones between two mails
    connections: int = 500
    connections_of_peer: int = 50
    mails_a_minute_of_peer: int = 600
    # Of mails that are larger than `small`, all together. Each is copied a few times on its way.
    large_bytes: int = 64 * 1024 * 1024
    small: int = 256 * 1024
    large_wait: float = 60.0
    command_timeout: float = 300.0  # RFC 5321 section 4.5.3.2.7
    data_timeout: float = 600.0
    stop_grace: float = 20.0


class Budget:
    """Bytes of large mail that all sessions together may hold; who comes too late waits in line.

    A session reserves once for all it may come to hold, so no two can wait for one another.
    """

    def __init__(self, size: int) -> None:
        self._size = self._left = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def reserved(self, size: int, timeout: float) -> AsyncIterator[bool]:
        """Hold `size` bytes for as long as the context lasts; false where none came free in time."""
        size = min(size, self._size)
        if not await self._take(size, timeout):
            yield False
            return
        try:
            yield True
        finally:
            self._left += size
            self._wake()

    async def _take(self, size: int, timeout: float) -> bool:
        if not self._waiting and size <= self._left:
            self._left -= size
            return True
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((size, turn))
        try:
            # Not wait_for(): before Python 3.12 it loses a cancellation that comes together with the turn.
            async with asyncio.timeout(timeout):
                await asyncio.shield(turn)
        except BaseException as error:
            if turn.done():  # our turn came in the moment we gave up
                self._left += size
            turn.cancel()
            self._wake()
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def _wake(self) -> None:
        """Give what is free to those who wait, first come first served."""
        while self._waiting:
            size, turn = self._waiting[0]
            if not turn.done():
                if size > self._left:
                    return
                self._left -= size
                turn.set_result(None)
            self._waiting.popleft()


class Gate:
    """Counts connections and mails. A trusted relay speaks for many, and loopback is ourselves: neither
    counts as one peer."""

    def __init__(
        self,
        limits: Limits,
        trusted: tuple[Network, ...] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._trusted = trusted
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._total = 0
        self._mails: OrderedDict[str, deque[float]] = OrderedDict()

    def trusts(self, peer_ip: str) -> bool:
        """Whether that address is one of the operator's own relays."""
        return is_within(peer_ip, self._trusted)

    def enter(self, peer_ip: str) -> bool:
        """Count a new connection, or say that there are too many. A true answer needs a `leave`."""
        if self._total >= self._limits.connections:
            return False
        crowded = self._open[peer_ip] >= self._limits.connections_of_peer
        if crowded and not self._exempt(peer_ip):
            return False
        self._total += 1
        self._open[peer_ip] += 1
        return True

    def leave(self, peer_ip: str) -> None:
        """A counted connection is over."""
        self._total -= 1
        self._open[peer_ip] -= 1
        if not self._open[peer_ip]:
            del self._open[peer_ip]

    def may_send(self, peer_ip: str) -> bool:
        """Count a mail of that client; false once it sent too many within a minute."""
        now = self._clock()
        times = self._mails.setdefault(peer_ip, deque())
        self._mails.move_to_end(peer_ip)
        while times and times[0] <= now - _RATE_WINDOW:
            times.popleft()
        while len(self._mails) > _MAX_PEERS:
            self._mails.popitem(last=False)
        if len(times) >= self._limits.mails_a_minute_of_peer and not self._exempt(peer_ip):
            return False
        if len(times) < self._limits.mails_a_minute_of_peer:
            times.append(now)
        return True

    def _exempt(self, peer_ip: str) -> bool:
        return self.trusts(peer_ip) or is_loopback(peer_ip)


def is_within(ip: str, networks: tuple[Network, ...]) -> bool:
    """Whether `ip` lies in one of the networks; an IPv4 address in IPv6 clothes counts as itself."""
    if not networks:
        return False
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address.version == network.version and address in network for network in networks)


def is_loopback(ip: str) -> bool:
    try:
        return ip_address(ip.partition("%")[0]).is_loopback
    except ValueError:
        return False
