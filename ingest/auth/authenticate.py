"""The rule: DKIM or SPF, aligned with the author's domain. First gather, then decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

from ingest.auth.alignment import aligned, alignment
from ingest.auth.arc import check_arc
from ingest.auth.canonical import Body
from ingest.auth.dkim import check_dkim
from ingest.auth.dns import Answers, NeedDns
from ingest.auth.spf import check_spf
from ingest.auth.verdict import Check, Verdict
from ingest.envelope import Envelope
from ingest.headers import Headers
from models.types import Outcome

T = TypeVar("T")

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """What the operator decides, and the time: `trusted_sealers` are domains in canonical form."""

    trusted_sealers: tuple[str, ...]
    now: datetime


def authenticate(
    envelope: Envelope, headers: Headers, author: str, answers: Answers, settings: AuthSettings
) -> Verdict:
    """Every check, and what they come to. Raises `NeedDns` once, with all questions that are open."""
    domain = author.rpartition("@")[2]
    body = Body(envelope.raw[headers.body_start :])
    gathered = _Gathered(answers)
    signatures = gathered.run(partial(check_dkim, headers, body, answers, settings.now)) or ()
    spf = gathered.run(partial(check_spf, envelope, answers))
    arc = gathered.run(partial(check_arc, headers, body, domain, settings.trusted_sealers, answers))
    checks = [gathered.run(partial(_aligned, check, domain, "adkim", answers)) for check in signatures]
    if spf is not None:
        checks.append(gathered.run(partial(_aligned, spf, domain, "aspf", answers)))
    gathered.finish()
    sender = envelope.mail_from if spf is not None and spf.proved and envelope.mail_from else None
    whole = tuple(check for check in (*checks, arc) if check is not None)
    return decide(author, whole, sender)


def decide(author: str, checks: Sequence[Check], spf_sender: str | None) -> Verdict:
    """The verdict that the checks come to: PASS, TEMPERROR or FAIL, and nothing else."""
    for check in checks:
        if check.speaks:
            reason = f"{check.method.upper()} pass for {check.domain}"
            return Verdict(
                Outcome.PASS, check.method, check.domain, reason, author, tuple(checks), spf_sender
            )
    outcome = Outcome.TEMPERROR if any(map(_could_have_passed, checks)) else Outcome.FAIL
    return Verdict(outcome, None, None, _reason(author, checks), author, tuple(checks), spf_sender)


def _could_have_passed(check: Check) -> bool:
    """Whether DNS, had it answered, could have made the mail pass.

    SPF's always: the envelope's sender may be who a redirected mail is proved by.
    """
    return check.outcome is Outcome.TEMPERROR and (check.aligned or check.method == "spf")


def _aligned(check: Check, author_domain: str, tag: Literal["adkim", "aspf"], answers: Answers) -> Check:
    """The check with its alignment decided."""
    if not check.domain:
        return check
    if check.outcome is not Outcome.PASS:
        return replace(check, aligned=aligned(check.domain, author_domain, "relaxed"))
    match alignment(check.domain, author_domain, tag, answers):
        case "aligned":
            return replace(check, aligned=True)
        case "not aligned":
            return replace(check, aligned=False)
        case "unknown":
            detail = f"the DMARC record of {author_domain} could not be looked up"
            return replace(check, outcome=Outcome.TEMPERROR, aligned=True, detail=detail)


def _reason(author: str, checks: Sequence[Check]) -> str:
    """One line that helps the sender's administrator: what was missing for whom."""
    domain = author.rpartition("@")[2]
    parts: list[str] = []
    for check in checks:
        stranger = check.proved and not check.aligned
        detail = f"passed, but for {check.domain}, not {domain}" if stranger else check.detail
        about = f" ({check.domain})" if check.method != "spf" and check.domain and not stranger else ""
        parts.append(f"{check.method.upper()}{about}: {detail}")
    return "; ".join(parts)[:MAX_REASON] or "nothing proves the author"


class _Gathered:
    """Runs checks and collects the DNS questions that stop them, to ask them all at once."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._waiting = False

    def run(self, check: Callable[[], T]) -> T | None:
        """What the check says, None while it waits for DNS."""
        try:
            return check()
        except NeedDns:
            self._waiting = True
            return None

    def finish(self) -> None:
        """Raise `NeedDns` if anything waits."""
        if self._waiting:
            raise NeedDns(self._answers.missing)
