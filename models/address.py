"""Mail addresses: their canonical form, and the addresses of our own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import idna

from .types import RecordKind

MAX_LABEL = 63  # RFC 1035 section 2.3.4

_TAG = re.compile(r"(deal|lead|project|person)[-. ]?(\d{1,9})")
_VERIFY = re.compile(r"verify[-. ]?([a-z0-9]{4,64})")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def canonical(address: str) -> str:
    """The form under which we store and compare an address: lower case, the domain in A-labels (RFC 5890).

    A domain that is no valid IDN is lower-cased as it stands. Two local parts are one mailbox's only where
    they differ in case: `K`, the Kelvin sign, becomes `k` in lower case, and is another's mailbox; so is one
    whose name begins with a space that is not ASCII's.
    """
    return _remembered(address) if len(address) <= _COMMON else _canonical(address)


def _canonical(address: str) -> str:
    address = address.strip(_BLANKS)
    local, at, domain = address.rpartition("@")
    if not at:
        return _lower(address)
    return f"{_lower(local)}@{(ascii_domain(domain) or domain).lower().rstrip('.')}"


_BLANKS = " \t\r\n"
_COMMON = 100  # characters; no address of a person is as long
_remembered = lru_cache(maxsize=4096)(_canonical)  # asked ten times for each mail


def _lower(text: str) -> str:
    """In lower case, but for what would become ASCII by it."""
    if text.isascii():
        return text.lower()
    return "".join(low if (low := char.lower()).isascii() == char.isascii() else char for char in text)


def ascii_domain(domain: str) -> str | None:
    """A domain in A-labels and lower case; None where it is no valid IDN.

    By IDNA 2008: the older mapping makes `ß` into `ss`, and with it one domain into another's.
    """
    if domain.isascii():
        labels = domain.lower().rstrip(".").split(".")
        return ".".join(labels) if all(0 < len(label) <= MAX_LABEL for label in labels) else None
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


def checked_domain(value: str) -> str:
    """The operator's mail domain as `ascii_domain` has it; ValueError where it is none."""
    name = ascii_domain(value.strip())
    if name is None or any(char in name for char in "@/: "):
        raise ValueError("must be a domain such as bcc.example.com")
    return name


def readable_domain(domain: str) -> str:
    """A domain in A-labels, or one label of it, as people write it."""
    try:
        return idna.decode(domain) if "xn--" in domain else domain
    except (idna.IDNAError, UnicodeError):
        return domain


def readable(address: str) -> str:
    """A canonical address as people write it: the domain in its own letters."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{readable_domain(domain)}"


def mailbox_key(address: str) -> str:
    """One key for all spellings of one mailbox: without `+tag`, and for Gmail without dots.

    Gmail ignores dots and has two domains (https://support.google.com/mail/answer/7436150); `+tag` means
    the same mailbox with every provider that has tags at all.
    """
    local, at, domain = canonical(address).rpartition("@")
    if not at or local.startswith('"'):
        return canonical(address)
    local = local.split("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of a canonical address, `""` where there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


@dataclass(frozen=True, slots=True)
class RecordTag:
    """`+deal42` and its kin. `kind` None means a person."""

    kind: RecordKind | None
    number: int


@dataclass(frozen=True, slots=True)
class BccAddress:
    """One of our own addresses: `SLUG[+TAG…]@DOMAIN`.

    Several tags in one address are joined by `+`. `unknown` keeps those that mean nothing to us: such
    mail is taken all the same, with a note on its card.
    """

    slug: str
    records: tuple[RecordTag, ...] = ()
    share: bool = False
    verify_code: str | None = None
    unknown: tuple[str, ...] = ()

    @classmethod
    def parse(cls, address: str, mail_domain: str) -> "BccAddress | None":
        """Read an envelope recipient; None when it is not at our mail domain or has no slug."""
        local, _, domain = canonical(address).rpartition("@")
        if domain != mail_domain.lower():
            return None
        slug, *tags = local.strip('"').split("+")
        if not _SLUG.fullmatch(slug):
            return None
        return cls._with_tags(slug, tags)

    @classmethod
    def _with_tags(cls, slug: str, tags: Iterable[str]) -> "BccAddress":
        records: list[RecordTag] = []
        unknown: list[str] = []
        share, code = False, None
        for tag in filter(None, (tag.strip() for tag in tags)):
            if found := _TAG.fullmatch(tag):
                kind = None if found[1] == "person" else RecordKind(found[1])
                records.append(RecordTag(kind, int(found[2])))
            elif tag == "share":
                share = True
            elif found := _VERIFY.fullmatch(tag):
                code = found[1]
            else:
                unknown.append(tag[:64])
        return cls(slug, tuple(records), share, code, tuple(unknown))


def address_for(slug: str, mail_domain: str, tag: str | None = None) -> str:
    """The address to put in Bcc: the workspace's own, or with `tag` ("deal42") a record's."""
    return f"{slug}+{tag}@{mail_domain}" if tag else f"{slug}@{mail_domain}"


def is_slug(text: str) -> bool:
    """Whether it can be a workspace's local part: letters, digits and inner dashes, at most 63."""
    return _SLUG.fullmatch(text) is not None


def slug_from(name: str) -> str:
    """A local part made of a team's domain or name: letters, digits and inner dashes, at most 63."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63].strip("-")
    return slug or "team"
