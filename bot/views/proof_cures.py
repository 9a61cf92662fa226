"""What to change so that DKIM or SPF prove a company's mail, told by what the checks found.

A refused mail may be a forger's, whose server nobody should ever be talked into trusting. So a complete SPF
record with the sending server in it is offered only where the domain itself leaves open who sends for it, or
where a provider's signature shows who sent this mail; elsewhere words alone, with the doubt first.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from bot.refused import RefusedMail
from bot.shown import ProofCheck
from bot.views.text import cut, one_line
from models.address import domain_of
from models.types import Outcome

_ALL = re.compile(r"[+~?-]?all", re.IGNORECASE)
_LONGEST_RECORD = 450
_UNSURE_SENDERS = frozenset({Outcome.NONE, Outcome.NEUTRAL, Outcome.SOFTFAIL})
_CHANGED = frozenset({"the body was changed after signing", "the signature does not match the headers"})


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A record to publish."""

    name: str
    type: str
    value: str

    def __str__(self) -> str:
        value = f'"{self.value}"' if self.type == "TXT" else self.value
        return f"{self.name}.  {self.type}  {value}"


@dataclass(frozen=True, slots=True)
class _Provider:
    """A mail provider: the domains by which checks show it, how to switch DKIM on, its SPF term."""

    domains: tuple[str, ...]
    dkim: str
    spf: str


# To teach us another: an entry here and a case in the test.
_PROVIDERS = (
    _Provider(
        ("gappssmtp.com", "google.com", "googlemail.com"),
        "Google Workspace: in the Admin console open Apps, Google Workspace, Gmail, Authenticate email. "
        "Choose {domain}, generate a record, publish it in DNS as TXT google._domainkey.{domain}, then "
        "click Start authentication.",
        "include:_spf.google.com",
    ),
    _Provider(
        ("onmicrosoft.com", "microsoft.com", "outlook.com"),
        "Microsoft 365: in the Defender portal open Email & collaboration, Policies & rules, Threat "
        "policies, Email authentication settings, DKIM. Choose {domain}, publish the two CNAME records it "
        "shows (selector1._domainkey.{domain} and selector2._domainkey.{domain}), then turn signing on.",
        "include:spf.protection.outlook.com",
    ),
)
_ANY_PROVIDER = "Your mail provider's settings have a page for DKIM that shows the DNS record to publish."


def proof_cure(mail: RefusedMail) -> tuple[tuple[str, ...], tuple[DnsRecord, ...]]:
    """The steps, for the member and whoever runs mail for their domain, and the records to publish."""
    domain = _shown(domain_of(mail.line.claimed))
    if not domain:
        return (("Send it from your own mailbox, with your address in From.",), ())
    spf, record = _spf(mail, domain)
    steps = (
        "If you did not send it, there is nothing to do: somebody wrote in your name and was kept out.",
        f"If you did, show this to whoever runs mail for {domain}. One of DKIM and SPF is enough; DKIM is "
        "better, because it also holds when a mail is forwarded.",
        _dkim([check for check in mail.checks if check.method == "dkim"], mail.checks, domain),
        *([spf] if spf else []),
        "A change in DNS can take some hours. Then send the mail again.",
    )
    return steps, (record,) if record else ()


def _dkim(signatures: list[ProofCheck], checks: tuple[ProofCheck, ...], domain: str) -> str:
    foreign = [one for one in signatures if one.outcome == Outcome.PASS and not one.aligned]
    broken = [one for one in signatures if one.outcome not in (Outcome.PASS, Outcome.NONE)]
    if foreign:
        found = f"DKIM: it is signed, but for {_shown(foreign[0].domain)}. Have it signed with d={domain}."
    elif broken:
        signer = _shown(broken[0].domain) or "an unnamed domain"
        found = f"DKIM: the signature of {signer} does not hold: {_shown(broken[0].detail)}."
        if broken[0].detail in _CHANGED:
            return (
                f"{found} Let the server that signs be the last to touch a mail, after footers and scanners."
            )
        if broken[0].aligned:
            return f"{found} Publish the key that your mail provider shows you anew, as it stands there."
    else:
        found = f"DKIM: it is not signed. Switch signing on for {domain}."
    provider = _provider(checks)
    return f"{found} {provider.dkim.format(domain=domain) if provider else _ANY_PROVIDER}"


def _spf(mail: RefusedMail, domain: str) -> tuple[str, DnsRecord | None]:
    check = next((one for one in mail.checks if one.method == "spf"), None)
    if check is None or not check.domain:
        return "", None
    where = _shown(check.domain)
    if check.outcome == Outcome.PASS:
        return (
            f"SPF: it passed for {where}, where bounces go, which is not {domain}. Have the sending service "
            f"use a bounce address (Return-Path) at {domain}.",
            None,
        )
    if not check.aligned:
        return "", None
    if check.outcome == Outcome.PERMERROR:
        return (
            f"SPF: the record of {where} is broken. There must be one TXT record that begins with v=spf1, "
            "with no unknown terms and at most ten that need further look-ups.",
            None,
        )
    term, sure = _term(mail)
    server = f"the server {_shown(mail.peer_ip)}"
    if not term and check.outcome == Outcome.NONE:
        return f"SPF: {where} has no SPF record. Publish one that names the servers you send from.", None
    if not term or term in mail.spf_record.lower().split():
        return f"SPF: the record of {where} does not name {server}.", None
    value = with_term(mail.spf_record, term)
    known = bool(mail.spf_record) or check.outcome == Outcome.NONE
    if known and len(value) <= _LONGEST_RECORD and (sure or check.outcome in _UNSURE_SENDERS):
        found = f"the record of {where} does not name" if mail.spf_record else f"{where} has none that names"
        return (
            f"SPF: {found} {server}. If that server is yours or your provider's, let the record below be the "
            f"one SPF record of {where}.",
            DnsRecord(where, "TXT", value),
        )
    return (
        f"SPF: the record of {where} does not let {server} send for it. Only if you know that server as "
        f"yours or your provider's, add {term} to the record, before its last term.",
        None,
    )


def _term(mail: RefusedMail) -> tuple[str, bool]:
    """The SPF term for the sending server; true where a signature that holds shows whose it is."""
    proved = tuple(one for one in mail.checks if one.outcome == Outcome.PASS and one.method != "spf")
    if provider := _provider(proved):
        return provider.spf, True
    try:
        client = ip_address(mail.peer_ip)
    except ValueError:
        return "", False
    return (f"ip{client.version}:{client}", False) if client.is_global else ("", False)


def with_term(record: str, term: str) -> str:
    """An SPF record with one more term, before the one that judges all the rest (RFC 7208 section 5.1)."""
    terms = record.split() or ["v=spf1", "~all"]
    ends = (
        at for at, each in enumerate(terms) if _ALL.fullmatch(each) or each.lower().startswith("redirect=")
    )
    at = next(ends, len(terms))
    return " ".join([*terms[:at], term, *terms[at:]])


def _provider(checks: tuple[ProofCheck, ...]) -> _Provider | None:
    """Whose the mail is by the domains in its checks."""
    for check in checks:
        for provider in _PROVIDERS:
            if any(check.domain == one or check.domain.endswith(f".{one}") for one in provider.domains):
                return provider
    return None


def _shown(text: str) -> str:
    return cut(one_line(text), 120)
