"""Domain names in the one spelling in which they are compared."""

from functools import lru_cache
from string import ascii_lowercase, digits

from models.address import MAX_LABEL, ascii_domain

MAX_NAME = 253  # RFC 1035 section 2.3.4, without the final dot

# RFC 5890 section 2.3.1's LDH; the underscore stands in names of DNS records, and in real hosts' names.
_LABEL = frozenset(ascii_lowercase + digits + "-_")


def canonical_domain(text: str) -> str | None:
    """The domain in lower-case A-labels, or None where it is no fully qualified domain name."""
    return _canonical(text) if len(text) <= MAX_NAME else None


@lru_cache(maxsize=2048)
def _canonical(text: str) -> str | None:
    """Asked a dozen times for each mail, about the same few names."""
    name = text.lower() if text.isascii() else ascii_domain(text) or ""
    labels = name.split(".")
    if len(name) > MAX_NAME or len(labels) < 2 or labels[-1].isdigit():
        return None
    if all(_is_label(label) for label in labels):
        return name
    return None


def _is_label(label: str) -> bool:
    return 0 < len(label) <= MAX_LABEL and _LABEL.issuperset(label) and label[0] != "-" and label[-1] != "-"
