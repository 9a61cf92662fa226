"""The one resolver behind SPF, DKIM and DMARC: asynchronous, cached, and without exceptions."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset

from ingest.auth.dns import Answer, Question

TOTAL_SECONDS = 5.0  # for one question, all servers and retries together
TRY_SECONDS = 1.5
MAX_CONCURRENT = 200
MAX_CACHED = 20_000
MAX_CACHED_BYTES = 16 * 1024 * 1024
MAX_TTL = 3600  # a key that its owner withdrew is not trusted for longer
MAX_NEGATIVE_TTL = 900
MAX_VALUES = 100
MAX_VALUE_BYTES = 8192

_TEMPORARY = Answer("temporary")
_NXDOMAIN = Answer("nxdomain")


@dataclass(frozen=True, slots=True)
class _Cached:
    answer: Answer
    expires: float
    weight: int


class Resolver:
    """Answers DNS questions; each at most once at a time, and from memory while its TTL lasts.

    `servers` are `host:port` (`[::1]:53` for IPv6; 53 where no port is given), None for the system's.
    Failures are answers of kind "temporary", which are never remembered; nothing raises.
    """

    def __init__(
        self,
        servers: Sequence[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = TOTAL_SECONDS,
    ) -> None:
        self._resolver = _dnspython(servers, timeout)
        self._clock = clock
        self._timeout = timeout
        self._cache: OrderedDict[Question, _Cached] = OrderedDict()
        self._cached_bytes = 0
        self._asking: dict[Question, asyncio.Task[Answer]] = {}
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)

    async def resolve(self, questions: Iterable[Question]) -> dict[Question, Answer]:
        """Every question with its answer, asked concurrently."""
        answers: dict[Question, Answer] = {}
        asking: dict[Question, asyncio.Task[Answer]] = {}
        for asked in questions:
            cached = self._remembered(asked)
            if cached is not None:
                answers[asked] = cached
            else:
                asking[asked] = self._asking.get(asked) or self._start(asked)
        for asked, task in asking.items():
            # Shielded: another mail may wait for the same answer when this one's session is gone.
            answers[asked] = await asyncio.shield(task)
        return answers

    async def close(self) -> None:
        """Give up the questions still under way."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, asked: Question) -> asyncio.Task[Answer]:
        task = asyncio.get_running_loop().create_task(self._ask(asked))
        self._asking[asked] = task
        task.add_done_callback(lambda _: self._asking.pop(asked, None))
        return task

    async def _ask(self, asked: Question) -> Answer:
        async with self._slots:
            answer, ttl = await self._lookup(asked)
        if ttl > 0:
            self._remember(asked, answer, ttl)
        return answer

    async def _lookup(self, asked: Question) -> tuple[Answer, int]:
        """The answer and for how many seconds it holds."""
        try:
            name = dns.name.Name([*(part.encode("ascii") for part in asked.name.split(".")), b""])
        except (dns.exception.DNSException, UnicodeError):
            return _NXDOMAIN, MAX_NEGATIVE_TTL  # a name that no zone can hold (RFC 1035 section 2.3.4)
        try:
            async with asyncio.timeout(self._timeout + 1):
                found = await self._resolver.resolve(name, asked.type, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN as nxdomain:
            return _NXDOMAIN, _negative_ttl(nxdomain.response(name))  # type: ignore[no-untyped-call]
        except (dns.exception.DNSException, OSError, EOFError, ValueError):
            return _TEMPORARY, 0  # no answer in time, SERVFAIL, or one that makes no sense
        if found.rrset is None:
            return Answer("nodata"), _negative_ttl(found.response)
        ttl = min(found.chaining_result.minimum_ttl, MAX_TTL)
        return Answer("ok", _values(found.rrset)), ttl

    def _remembered(self, asked: Question) -> Answer | None:
        cached = self._cache.get(asked)
        if cached is None:
            return None
        if cached.expires <= self._clock():
            self._forget(asked)
            return None
        self._cache.move_to_end(asked)
        return cached.answer

    def _remember(self, asked: Question, answer: Answer, ttl: int) -> None:
        self._forget(asked)
        weight = 200 + len(asked.name) + sum(map(len, answer.values))
        self._cache[asked] = _Cached(answer, self._clock() + ttl, weight)
        self._cached_bytes += weight
        while len(self._cache) > MAX_CACHED or self._cached_bytes > MAX_CACHED_BYTES:
            self._forget(next(iter(self._cache)))

    def _forget(self, asked: Question) -> None:
        cached = self._cache.pop(asked, None)
        if cached is not None:
            self._cached_bytes -= cached.weight


def _dnspython(servers: Sequence[str] | None, timeout: float) -> dns.asyncresolver.Resolver:
    try:
        resolver = dns.asyncresolver.Resolver(configure=servers is None)
    except dns.resolver.NoResolverConfiguration:
        resolver = dns.asyncresolver.Resolver(configure=False)  # every answer will be temporary
    if servers is not None:
        resolver.nameservers = [nameserver(server) for server in servers]
    resolver.lifetime = timeout
    resolver.timeout = min(TRY_SECONDS, timeout)
    resolver.cache = None
    return resolver


def nameserver(server: str) -> dns.nameserver.Nameserver:
    """The server at `host`, `host:port`, `[v6]`, `[v6]:port` or a bare v6 address; ValueError otherwise."""
    text = server.strip()
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        port = rest.removeprefix(":") if closed else "unclosed"
    elif text.count(":") == 1:
        host, port = text.split(":")
    else:
        host, port = text, ""
    number = int(port or 53) if port.isdigit() or not port else 0
    if not 0 < number < 65536:
        raise ValueError(f"{server!r} is not an address and a port, such as 127.0.0.1:53")
    return dns.nameserver.Do53Nameserver(str(ip_address(host)), number)


def _negative_ttl(response: dns.message.Message) -> int:
    """How long "there is none" holds: RFC 2308 section 5, where no SOA means not at all."""
    for rrset in response.authority:
        if rrset.rdtype == dns.rdatatype.SOA:
            return int(min(rrset.ttl, rrset[0].minimum, MAX_NEGATIVE_TTL))
    return 0


def _values(rrset: dns.rrset.RRset) -> tuple[bytes, ...]:
    """The records as `Answer` holds them; those too long to be anything of ours are left out."""
    values: list[bytes] = []
    for record in list(rrset)[:MAX_VALUES]:
        match rrset.rdtype:
            case dns.rdatatype.TXT:
                value = b"".join(record.strings)
            case dns.rdatatype.MX:
                value = b"%d %s" % (record.preference, record.exchange.to_text(True).encode())
            case dns.rdatatype.PTR:
                value = record.target.to_text(True).encode()
            case _:
                value = record.address.encode()
        if len(value) <= MAX_VALUE_BYTES:
            values.append(value)
    return tuple(values)
