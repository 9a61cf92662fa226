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
    text = _without_comments(value.decode("ascii", "replace"))
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


def _without_comments(text: str) -> str:
    """The text without what stands in brackets, nested ones included; one pass."""
    kept: list[str] = []
    depth = 0
    for char in text:
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            kept.append(char)
    return "".join(kept)
