"""The answer of `python -m ingest verify`: what ingest would say of a mail, as plain JSON values."""

from typing import assert_never

from ingest.auth.resolver import Resolver
from ingest.auth.settings import AuthEnvironment
from ingest.auth.verdict import Check, Verdict
from ingest.authenticator import Examiner
from ingest.envelope import Envelope
from ingest.examine import Examined
from ingest.workers import Crashed, TimedOut, WorkerPool

Json = dict[str, object]


async def verify(envelope: Envelope, environment: AuthEnvironment) -> Json:
    """The verdict on the mail, by the workers and the rules of the accept path; raises ValueError.

    ValueError is for a name server's address that is none.
    """
    resolver = Resolver(environment.dns_servers or None)
    async with WorkerPool(1) as pool:
        outcome = await Examiner(pool, resolver, environment.trusted_arc_sealers).examine(envelope)
    await resolver.close()
    match outcome:
        case Examined(verdict=verdict):
            return verdict_as_json(verdict)
        case TimedOut():
            return _no_verdict("it takes too long to check")
        case Crashed(why=why):
            return _no_verdict(f"it cannot be checked: {why}")
        case _:
            assert_never(outcome)


def verdict_as_json(verdict: Verdict) -> Json:
    """The shape that scripts rely on: names stay, more may be added."""
    return {
        "outcome": verdict.outcome,
        "method": verdict.method,
        "domain": verdict.domain,
        "reason": verdict.reason,
        "author": verdict.author,
        "spf_sender": verdict.spf_sender,
        "checks": [_check(check) for check in verdict.checks],
    }


def _check(check: Check) -> Json:
    return {
        "method": check.method,
        "outcome": check.outcome,
        "domain": check.domain or None,
        "aligned": check.aligned,
        "proves": check.proves,
        "detail": check.detail,
    }


def _no_verdict(reason: str) -> Json:
    none: Json = dict.fromkeys(("method", "domain", "author", "spf_sender"))
    return {"outcome": "fail", **none, "reason": reason, "checks": []}
