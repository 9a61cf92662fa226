"""Whether a domain that was proved speaks for the author's domain (RFC 7489 section 3.1)."""

from collections.abc import Iterator
from functools import cache
from typing import Literal

from publicsuffixlist import PublicSuffixList

from ingest.auth.dns import Answers, question

# Domains under which strangers live side by side, and which the public suffix list does not know. Their
# tenants speak for themselves alone. To teach us another: a line here and a case in the test.
SHARED = (
    "onmicrosoft.com",
    "gappssmtp.com",
    "amazonses.com",
    "sendgrid.net",
    "mailgun.org",
    "mcsv.net",
    "mcdlv.net",
    "rsgsv.net",
    "hubspotemail.net",
    "intercom-mail.com",
    "zendesk.com",
    "freshdesk.com",
    "atlassian.net",
    "salesforce.com",
    "sharepoint.com",
)

MAX_RECORD = 4096

Mode = Literal["relaxed", "strict"]
Alignment = Literal["aligned", "not aligned", "unknown"]


@cache
def _public_suffixes() -> PublicSuffixList:
    """Mozilla's list, private section included: a customer of a hoster is nobody's subdomain."""
    return PublicSuffixList(accept_unknown=True, only_icann=False)


@cache
def _shared() -> frozenset[str]:
    return frozenset(SHARED)


def org_domain(domain: str) -> str:
    """The organizational domain: one label more than the public suffix (RFC 7489 section 3.2).

    A public suffix is its own, and so is all below a shared tenant domain: each aligns with itself only.
    """
    if any(parent in _shared() for parent in _parents(domain)):
        return domain
    return str(_public_suffixes().privatesuffix(domain) or domain)


def aligned(proved: str, author_domain: str, mode: Mode) -> bool:
    """Whether `proved` speaks for `author_domain`; both in canonical form."""
    if proved == author_domain:
        return True
    return mode == "relaxed" and org_domain(proved) == org_domain(author_domain)


def alignment(proved: str, author_domain: str, tag: Literal["adkim", "aspf"], answers: Answers) -> Alignment:
    """Whether `proved` speaks for the author, by the mode that the author's DMARC record asks for.

    The record is looked up only where it decides: "unknown" where it then cannot be had.
    """
    if proved == author_domain:
        return "aligned"
    if not aligned(proved, author_domain, "relaxed"):
        return "not aligned"
    mode = _published_mode(author_domain, tag, answers)
    if mode is None:
        return "unknown"
    return "aligned" if mode == "relaxed" else "not aligned"


def _published_mode(author_domain: str, tag: str, answers: Answers) -> Mode | None:
    """What `tag` of the author's DMARC record says; None where DNS did not say."""
    names = list(dict.fromkeys((author_domain, org_domain(author_domain))))
    asked = [question(f"_dmarc.{name}", "TXT") for name in names]
    answers.expect(*asked)
    # RFC 7489 section 6.6.3: the author's domain first, the organizational domain where that has none.
    for one in asked:
        answer = answers.find(one)
        if answer.kind == "temporary":
            return None
        records = [value for value in answer.values if _is_dmarc(value)]
        if len(records) == 1:
            return _mode(records[0], tag)
        if records:
            return "relaxed"  # several records are as none, and end the search
    return "relaxed"


def _is_dmarc(value: bytes) -> bool:
    """Whether it is a DMARC record: `v=DMARC1` comes first (RFC 7489 section 6.3)."""
    head = value.partition(b";")[0]
    name, _, version = head.partition(b"=")
    return len(value) <= MAX_RECORD and name.strip() == b"v" and version.strip() == b"DMARC1"


def _mode(record: bytes, tag: str) -> Mode:
    for spec in record.split(b";")[1:]:
        name, _, value = spec.partition(b"=")
        if name.strip().lower() == tag.encode():
            return "strict" if value.strip().lower() == b"s" else "relaxed"
    return "relaxed"


def _parents(domain: str) -> Iterator[str]:
    """Every domain above this one, and itself."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]
