"""An SPF record as pyspf shall see it: its text put right where pyspf or the record's owner goes wrong.

RFC 7208's own rules, section numbers at each. Beside them ours: what lets everybody send proves nothing, so
there is a second text in which `+all`, and networks wider than any sender's, are neutral.
"""

import re
from dataclasses import dataclass

from ingest.auth.dns import Question, RecordType, question
from ingest.auth.domain import canonical_domain

MIN_PREFIX4 = 8
MIN_PREFIX6 = 16
MAX_ADDRESSES = 2**28  # all ip4 networks of a record together: more than any one sender's
MAX_RECORD = 8192
MAX_TERM = 512  # pyspf's expressions take the square of it
MAX_EXPECTED = 20

_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_MECHANISM = re.compile(r"([+?~-]?)([a-z0-9]+)((?:[:/].*)?)", re.IGNORECASE)


class BadRecord(ValueError):
    """The record breaks RFC 7208, or bounds of ours: permerror."""


@dataclass(frozen=True, slots=True)
class Record:
    """The text for pyspf; the same without what proves nothing; and what it will ask DNS."""

    text: str
    firm: str
    expected: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Mechanism:
    """One directive: `rest` is what follows the name, with its colon or slash."""

    qualifier: str
    name: str
    rest: str

    @property
    def domain(self) -> str:
        return self.rest[1:].partition("/")[0] if self.rest.startswith(":") else ""

    @property
    def prefix4(self) -> int:
        return _length(self.rest.partition("//")[0], 32)

    @property
    def prefix6(self) -> int:
        """Of an `a` or `mx`, whose IPv6 prefix stands behind two slashes."""
        return _length("/" + self.rest.partition("//")[2], 128)


def read_record(text: str, domain: str, addresses: RecordType) -> Record:
    """The record of `domain` put right, for a client whose addresses are A or AAAA records.

    Raises `BadRecord` for what is no record at all.
    """
    version, *terms = text.split(" ")
    if len(text) > MAX_RECORD or any(len(term) > MAX_TERM for term in terms):
        raise BadRecord("the record is too long")
    kept, firm = [version], [version]
    expected: list[Question] = []
    covered = 0
    for term in filter(None, terms):
        modifier = _MODIFIER.fullmatch(term)
        mechanism = _mechanism(term)
        if modifier is not None:
            name, value = modifier[1].lower(), modifier[2]
            # Names are case-insensitive (section 4.6.1), to pyspf they are not. Others than these two are
            # ignored "no matter where, or how often" (section 6), pyspf refuses the second: each gets a
            # name of its own, since their syntax still counts.
            kept.append(f"{name}={value}" if name in ("redirect", "exp") else f"x{len(kept)}={value}")
            firm.append(kept[-1])
            expected += _ask(value, "TXT") if name == "redirect" else []
        elif mechanism is None:
            kept.append(term)
            firm.append(term)
        else:
            covered += _covered(mechanism)
            expected += _expected(mechanism, domain, addresses)
            proves = covered <= MAX_ADDRESSES and not _proves_nothing(mechanism, addresses)
            kept.append(term)
            firm.append(term if proves else "?" + term.removeprefix("+"))
    return Record(" ".join(kept), " ".join(firm), tuple(expected[:MAX_EXPECTED]))


def _mechanism(term: str) -> _Mechanism | None:
    """The directive that the term is, None where it is none that pyspf could take for one."""
    match = _MECHANISM.fullmatch(term)
    if match is None:
        return None
    mechanism = _Mechanism(match[1], match[2].lower(), match[3])
    if mechanism.name == "exists" and not mechanism.domain:
        raise BadRecord("exists without a domain")  # section 5.7; pyspf sees it only without a qualifier
    return mechanism


def _proves_nothing(mechanism: _Mechanism, addresses: RecordType) -> bool:
    """Whether a client with such addresses passes whoever it is."""
    if mechanism.qualifier not in ("", "+"):
        return False
    match mechanism.name:
        case "all":
            return not mechanism.rest
        case "ip4":
            return mechanism.prefix4 < MIN_PREFIX4
        case "ip6":
            return _length(mechanism.rest, 128) < MIN_PREFIX6
        case "a" | "mx" if addresses == "A":
            return mechanism.prefix4 < MIN_PREFIX4
        case "a" | "mx":
            return mechanism.prefix6 < MIN_PREFIX6
        case _:
            return False


def _covered(mechanism: _Mechanism) -> int:
    """How many IPv4 addresses an `ip4` names."""
    if mechanism.name != "ip4" or mechanism.qualifier not in ("", "+"):
        return 0
    return int(2 ** max(32 - mechanism.prefix4, 0))


def _expected(mechanism: _Mechanism, domain: str, addresses: RecordType) -> list[Question]:
    """What the mechanism asks first, so that one round trip answers all of a record's mechanisms."""
    target = mechanism.domain or domain
    match mechanism.name:
        case "include":
            return _ask(mechanism.domain, "TXT")
        case "a":
            return _ask(target, addresses)
        case "mx":
            return _ask(target, "MX")
        case _:
            return []


def _ask(target: str, record_type: RecordType) -> list[Question]:
    """The question, unless a macro or a fault in the name leaves it open."""
    name = canonical_domain(target.removesuffix("."))
    return [] if name is None else [question(name, record_type)]


def _length(text: str, default: int) -> int:
    """The prefix length behind the last slash."""
    length = text.rpartition("/")[2] if "/" in text else ""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 4 else default
