"""What people type for an address of theirs, and what kind of address it is."""

import re

from models.address import canonical, domain_of
from models.filing.mailboxes import is_desk, is_program

_LONGEST = 254  # RFC 5321 section 4.5.3.1.3, less the brackets
_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LISTS_WORDS = (
    "all allemployees all-employees allhands all-hands allstaff all-staff alle alles everybody everyone"
    " company employees mitarbeiter medewerkers personale personeel personnel tous todos tutti wszyscy"
)
_LISTS = frozenset(_LISTS_WORDS.split())
_LIST_PARTS = re.compile(
    r"^(?:list|liste|lista|dl|distro|group|grp|ml)[-_.]|[-_.](?:list|liste|lista|all|dl|group)$"
)


def read_address(text: str) -> str | None:
    """The one address in what was typed, in canonical form; None where there is none.

    Taken as well: `Name <address>`, `mailto:`, and what Slack makes of an address that is pasted.
    """
    text = text.strip()
    if found := re.search(r"<([^<>]*)>\s*$", text):
        text = found[1]
    text = text.strip().removeprefix("mailto:").partition("|")[0].partition("?")[0].strip(" \t.,;")
    address = canonical(text)
    local, _, domain = address.rpartition("@")
    if len(address) > _LONGEST or not _LOCAL.fullmatch(local) or not local.isprintable():
        return None
    if local.startswith(".") or ".." in local:
        return None
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return address


def has_many_senders(address: str) -> bool:
    """Whether several people can probably send from there: all@, sales@, list-dev@, lists.acme.com."""
    local = address.rpartition("@")[0].split("+")[0]
    listed = local in _LISTS or _LIST_PARTS.search(local) or domain_of(address).startswith("lists.")
    return bool(listed) or is_desk(address) or is_program(address)
