"""SPF: whether the client may send for the envelope's domain (RFC 7208)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import spf

from ingest.auth.dns import Answers, NeedDns, RecordType, question
from ingest.auth.domain import canonical_domain
from ingest.auth.spf_macro import BadMacro, expand
from ingest.auth.spf_record import BadRecord, read_record
from ingest.auth.verdict import Check
from ingest.envelope import Envelope
from models.types import Outcome

MAX_RECORD = 450
MAX_NAMES = 10  # of an MX or PTR answer (section 4.6.4)

_DETAILS = {
    Outcome.PASS: "{ip} may send for {domain}",
    Outcome.FAIL: "{ip} may not send for {domain}",
    Outcome.SOFTFAIL: "{ip} should not send for {domain}",
    Outcome.NEUTRAL: "{domain} does not say whether {ip} may send for it",
    Outcome.NONE: "{domain} has no SPF record",
    Outcome.PERMERROR: "the SPF record of {domain} is broken",
    Outcome.TEMPERROR: "DNS did not answer about {domain}",
}


def check_spf(envelope: Envelope, answers: Answers) -> Check:
    """The SPF result for RFC5321.MailFrom, or for HELO where the reverse-path is null.

    `domain` is the identity that was judged, empty where there was none. Never aligned: that is decided
    elsewhere. Raises `NeedDns`.
    """
    local, _, text = envelope.mail_from.rpartition("@") if envelope.mail_from else ("", "", envelope.helo)
    domain = canonical_domain(text)
    if domain is None:  # section 4.3: nothing that could have a record
        return Check("spf", Outcome.NONE, "", False, "no domain to check")
    try:
        client = ip_address(envelope.peer_ip.partition("%")[0])
    except ValueError:
        return Check("spf", Outcome.NONE, domain, False, "no client address to check")
    who = _Who(client, local or "postmaster", domain, canonical_domain(envelope.helo) or "unknown")
    query = _Query(who, answers)
    outcome = query.outcome()
    if outcome is Outcome.PASS and query.weak and _Query(who, answers, firm=True).outcome() is not outcome:
        detail = f"the SPF record of {domain} lets anyone send, which proves nothing"
        return Check("spf", outcome, domain, False, detail, proves=False)
    detail = _DETAILS[outcome].format(ip=client, domain=domain)
    record = "" if outcome is Outcome.PASS else query.record
    return Check("spf", outcome, domain, False, detail, record=record)


@dataclass(frozen=True, slots=True)
class _Who:
    """The client and the identity it claims."""

    client: IPv4Address | IPv6Address
    local: str
    domain: str
    helo: str


class _Query(spf.query):  # type: ignore[misc]  # pyspf has no types
    """pyspf's evaluation over our DNS answers, with what it gets wrong put right.

    Every override says which section of RFC 7208 it is there for.
    """

    def __init__(self, who: _Who, answers: Answers, *, firm: bool = False) -> None:
        super().__init__(i=str(who.client), s=f"postmaster@{who.domain}", h=who.helo)
        self.l = who.local  # pyspf splits at the first @, and a quoted local part may have one
        self.s = f"{who.local}@{who.domain}"
        self._answers = answers
        self._firm = firm
        self.weak = False
        self.record = ""  # what the identity's own domain publishes, as far as a person could copy it
        self._levels: list[int] = []

    def outcome(self) -> Outcome:
        """The result, with pyspf's uncaught exceptions as what they are: a record nobody can evaluate."""
        try:
            return Outcome(self.check()[0])
        except NeedDns:
            raise
        except Exception:
            return Outcome.PERMERROR

    def dns(self, name: str, qtype: RecordType, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
        """Section 4.6.4's void lookups are counted here; aliases were followed by the resolver."""
        answer = self._answers.find(question(name, qtype))
        if answer.kind == "temporary":
            raise spf.TempError("DNS did not answer")
        if not answer.values and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many void lookups")
        if qtype == "TXT":
            return [(value,) for value in answer.values]
        return [value.decode("ascii", "replace") for value in answer.values]

    def dns_spf(self, domain: str) -> str | None:
        text = super().dns_spf(domain)
        if text is None:
            return None
        if not self._levels and len(text) <= MAX_RECORD and text.isascii() and text.isprintable():
            self.record = text
        try:
            record = read_record(text, domain, self.A)
        except BadRecord as bad:
            raise spf.PermError(str(bad)) from None
        self._answers.expect(*record.expected)
        self.weak = self.weak or record.firm != record.text
        return record.firm if self._firm else record.text

    def dns_mx(self, domainname: str) -> list[str]:
        """Section 4.6.4: an address lookup that comes back empty is no void lookup; those are of terms."""
        names = [value.partition(" ")[2] for value in sorted(self.dns(domainname, "MX"))]
        if len(names) > MAX_NAMES:
            raise spf.PermError("too many MX records")
        asked = [question(name, self.A) for name in names if name]
        self._answers.expect(*asked)
        return [address for one in asked for address in self.dns(one.name, self.A, ignore_void=True)]

    def validated_ptrs(self) -> list[str]:
        """Section 5.5: where DNS fails, there is no match, and no error."""
        reverse = question(self.ipaddr.reverse_pointer, "PTR")
        names = [value.decode("ascii", "replace").lower() for value in self._answers.find(reverse).values]
        asked = [question(name, self.A) for name in names[:MAX_NAMES] if name]
        self._answers.expect(*asked)
        return [one.name for one in asked if self._is_client(self._answers.find(one).values)]

    def expand(self, s: str, stripdot: bool = True) -> str:
        try:
            return expand(s, self._macro)
        except BadMacro as bad:
            raise spf.PermError(str(bad)) from None

    def get_explanation(self, spec: str) -> None:
        """A text of the sender's domain is never shown, so it is never fetched (section 11.4)."""

    def check1(self, spf: str | None, domain: str, recursion: int) -> Any:
        """Section 4.6.4 counts `redirect=` when it is followed, pyspf when it is read (see `check0`)."""
        if self._levels and self._levels[-1] == recursion:
            self.check_lookups()
        self._levels.append(recursion)
        try:
            return super().check1(spf, domain, recursion)
        finally:
            self._levels.pop()

    def check0(self, spf: str | None, recursion: int) -> Any:
        if spf and " redirect=" in spf:
            self.lookups -= 1
        return super().check0(spf, recursion)

    def _macro(self, letter: str) -> str:
        if letter == "p":
            self.getp()
        return str(getattr(self, letter))

    def _is_client(self, addresses: tuple[bytes, ...]) -> bool:
        return any(ip_address(address.decode("ascii")) == self.ipaddr for address in addresses)
