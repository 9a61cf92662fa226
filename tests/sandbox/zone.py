"""The records the sandbox's name server knows, and what RFC 1034 makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.SPF
import dns.rdtypes.ANY.TXT
import dns.rrset
from dns.name import Name
from dns.rcode import Rcode
from dns.rdata import Rdata
from dns.rdatatype import RdataType
from dns.rrset import RRset

MAX_CNAMES = 8
TXT_LIKE = {RdataType.TXT: dns.rdtypes.ANY.TXT.TXT, RdataType.SPF: dns.rdtypes.ANY.SPF.SPF}


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say about one question; `soa` is set exactly when the answer is negative."""

    rcode: Rcode
    answer: tuple[RRset, ...] = ()
    soa: RRset | None = None


@dataclass(slots=True)
class _Values:
    ttl: int
    rdatas: list[Rdata] = field(default_factory=list)
    make: Callable[[], Sequence[Rdata]] | None = None

    def ready(self) -> list[Rdata]:
        if self.make is not None:
            self.rdatas, self.make = list(self.make()), None
        return self.rdatas


class Zone:
    """A mutable set of records that answers as an authoritative server of every zone in it."""

    def __init__(self) -> None:
        self._names: dict[Name, dict[RdataType, _Values]] = {}

    def set(self, name: str, type_: str, values: Iterable[str], ttl: int = 0) -> None:
        """Replaces the records of that name and type; raises ValueError for what no zone file would hold."""
        rdtype = _rdtype(type_)
        rdatas = [_rdata(rdtype, value) for value in values]
        if not rdatas:
            self.remove(name, type_)
            return
        self._names.setdefault(_name(name), {})[rdtype] = _Values(ttl, rdatas)

    def set_later(self, name: str, type_: str, make: Callable[[], str], ttl: int = 0) -> None:
        """A record whose value is made when somebody first asks for it: a key costs time to find."""
        rdtype = _rdtype(type_)
        later = _Values(ttl, make=lambda: [_rdata(rdtype, make())])
        self._names.setdefault(_name(name), {})[rdtype] = later

    def remove(self, name: str, type_: str | None = None) -> None:
        """Forgets the records of that type, or everything at the name."""
        owner = _name(name)
        kept = self._names.get(owner, {})
        if type_ is None:
            kept.clear()
        else:
            kept.pop(_rdtype(type_), None)
        if not kept:
            self._names.pop(owner, None)

    def has(self, name: str, type_: str) -> bool:
        """Whether such a record stands exactly there."""
        return _rdtype(type_) in self._names.get(_name(name), {})

    def find(self, qname: Name, qtype: RdataType) -> Found:
        """The answer to one question, CNAMEs followed as far as our own records go."""
        answer: list[RRset] = []
        for _ in range(MAX_CNAMES):
            here = self._at(qname)
            if here is None:
                # RFC 6604: the code speaks of the last name of a chain.
                return Found(Rcode.NXDOMAIN, tuple(answer), self._soa(qname))
            if qtype == RdataType.ANY:
                return Found(Rcode.NOERROR, tuple(_rrset(qname, t, values) for t, values in here.items()))
            if qtype in here:
                return Found(Rcode.NOERROR, (*answer, _rrset(qname, qtype, here[qtype])))
            if RdataType.CNAME not in here:
                return Found(Rcode.NOERROR, tuple(answer), self._soa(qname))
            cname = _rrset(qname, RdataType.CNAME, here[RdataType.CNAME])
            answer.append(cname)
            qname = cname[0].target
        return Found(Rcode.SERVFAIL)

    def _at(self, qname: Name) -> dict[RdataType, _Values] | None:
        """The records at a name, a wildcard's if it covers it; empty where only deeper names exist."""
        if qname in self._names:
            return self._names[qname]
        encloser = qname
        while not self._exists(encloser):
            if encloser == dns.name.root:
                return None
            encloser = encloser.parent()
        if encloser == qname:
            return {}
        # RFC 4592 section 3.3.1: only the wildcard right below the closest encloser counts.
        return self._names.get(Name((b"*", *encloser.labels)))

    def _exists(self, name: Name) -> bool:
        return any(known.is_subdomain(name) for known in self._names)

    def _soa(self, qname: Name) -> RRset:
        """The SOA of a negative answer: minimum and TTL 0, so that nothing is cached (RFC 2308)."""
        apex = qname
        while apex != dns.name.root:
            if RdataType.SOA in self._names.get(apex, {}):
                return _rrset(apex, RdataType.SOA, self._names[apex][RdataType.SOA])
            if len(apex) == 3 and self._exists(apex):
                break
            apex = apex.parent()
        return dns.rrset.from_text(apex, 0, "IN", "SOA", "ns.invalid. hostmaster.invalid. 1 3600 600 86400 0")


def _rrset(owner: Name, rdtype: RdataType, values: _Values) -> RRset:
    rrset = RRset(owner, dns.rdataclass.IN, rdtype)
    rrset.update_ttl(values.ttl)
    for rdata in values.ready():
        rrset.add(rdata)
    return rrset


def _name(text: str) -> Name:
    try:
        return dns.name.from_text(text).canonicalize()
    except dns.exception.DNSException as error:
        raise ValueError(f"not a domain name: {text!r}") from error


def _rdtype(text: str) -> RdataType:
    try:
        rdtype = dns.rdatatype.from_text(text)
    except dns.exception.DNSException as error:
        raise ValueError(f"not a record type: {text!r}") from error
    if dns.rdatatype.is_metatype(rdtype):
        raise ValueError(f"not a type that holds records: {text!r}")
    return rdtype


def _rdata(rdtype: RdataType, text: str) -> Rdata:
    """A value as in a zone file; a TXT also plain, then cut into strings of 255 bytes."""
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    if rdtype in TXT_LIKE and not quoted:
        data = text.encode()
        strings = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
        return TXT_LIKE[rdtype](dns.rdataclass.IN, rdtype, strings)
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, rdtype, text, origin=dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(f"not a {rdtype.name} value: {text!r}") from error
