"""What a forwarder says it found, in the ARC-Authentication-Results header it sealed (RFC 8617, RFC 8601)."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.auth.domain import canonical_domain

MAX_RESULTS = 50


@dataclass(frozen=True, slots=True)
class Result:
    """One `method=outcome` and the domains it is about, by property (`header.d`, `smtp.mailfrom`, …)."""

    method: str
    outcome: str
    domains: tuple[tuple[str, str], ...]


_SEPARATORS = frozenset("();= \t")

# Which property of which method names the domain that was proved.
_PROVES = {
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
    "dmarc": ("header.from",),
}


def proved_domains(value: bytes) -> Iterator[tuple[str, str]]:
    """Method and domain of every pass that the header reports."""
    for result in read_results(value):
        wanted = _PROVES.get(result.method, ())
        if result.outcome == "pass":
            for name, domain in result.domains:
                if name in wanted:
                    yield result.method, domain


def read_results(value: bytes) -> Iterator[Result]:
    """The results of an unfolded header, as far as they can be read; what cannot is left out."""
    text = _structure(value.decode("ascii", "replace"))
    # The instance and the name of the server that speaks come first; both are without a method.
    for part in text.split(";")[:MAX_RESULTS]:
        tokens = part.split()
        if not tokens or "=" not in tokens[0]:
            continue
        method, _, outcome = tokens[0].partition("=")
        pairs = (token.partition("=") for token in tokens[1:])
        domains = ((name.lower(), _domain(value)) for name, _, value in pairs)
        known = tuple((name, domain) for name, domain in domains if domain is not None)
        yield Result(method.partition("/")[0].lower(), outcome.lower(), known)


def _domain(value: str) -> str | None:
    """The domain of a property that is a domain or an address."""
    return canonical_domain(value.strip('"').rpartition("@")[2])


def _structure(text: str) -> str:
    """The text with nothing in it that only looks like a result: one pass, RFC 8601 section 2.2's tokens.

    Comments are left out, nested ones included, and what separates is masked where it is quoted: the sender
    of a mail chooses the local part of its address, which the forwarder repeats. Quotes count in comments,
    too: who copied that address into one did not look for brackets in it. What is never closed is left out.
    """
    kept: list[str] = []
    depth = 0
    quoted_from = -1
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            char, at = "?", at + 1
        elif char == '"':
            quoted_from = len(kept) if quoted_from < 0 else -1
        elif quoted_from >= 0:
            char = "?" if char in _SEPARATORS else char
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth, char = depth - 1, ""
        if not depth:
            kept.append(char)
        at += 1
    return "".join(kept if quoted_from < 0 else kept[:quoted_from])
