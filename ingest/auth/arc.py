"""ARC: what forwarders that the operator trusts found before they changed the mail (RFC 8617)."""

from collections.abc import Sequence
from dataclasses import dataclass

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from ingest.auth.alignment import Alignment, alignment
from ingest.auth.arc_results import proved_domains
from ingest.auth.canonical import Body
from ingest.auth.dns import Answers, NeedDns
from ingest.auth.domain import canonical_domain
from ingest.auth.verdict import Check
from ingest.auth.verifier import Refused, Tags, Verifier, key_question, signature_of
from ingest.headers import Field, Headers
from models.types import Outcome

MAX_SETS = 10  # RFC 8617 section 4.2.1 allows 50; each costs two signatures
MAX_FIELD = 16 * 1024

_RESULTS = "arc-authentication-results"
_SEAL = "arc-seal"
_SIGNATURE = "arc-message-signature"
_NAMES = frozenset((_RESULTS, _SEAL, _SIGNATURE))


class _Arc(Verifier, dkim.ARC):  # type: ignore[misc]  # dkimpy has no types
    """dkimpy's chain validation over our seam; remembers whether DNS kept a key from it."""

    temporary = False

    def verify_sig(
        self, sig: Tags, include_headers: list[bytes], sig_header: tuple[bytes, bytes], _dnsfunc: object
    ) -> bool:
        if b"bh" in sig and b"from" not in include_headers:
            raise Refused("the ARC signature does not cover From")
        try:
            return super().verify_sig(sig, include_headers, sig_header, _dnsfunc)
        except Refused as refused:
            self.temporary = self.temporary or refused.kind == "temporary"
            raise


@dataclass(frozen=True, slots=True)
class _Set:
    """One hop's instance number, sealing domain and findings."""

    instance: int
    sealer: str
    results: bytes
    signature: Tags


def check_arc(
    headers: Headers, body: Body, author_domain: str, trusted: Sequence[str], answers: Answers
) -> Check | None:
    """Whether a chain of trusted sealers vouches for the author; None where there is no chain to judge.

    PASS means: the chain validates, every hop from the newest down to one that saw the author's own proof
    is trusted, and that hop reports it. `aligned` is then true. TEMPERROR: DNS could have made it one. Raises
    `NeedDns`.
    """
    fields = [field for field in headers.fields if field.key in _NAMES]
    if not fields or not trusted:
        return None
    sets = _sets(fields)
    if sets is None:
        return Check("arc", Outcome.PERMERROR, "", False, "the ARC chain is malformed")
    newest = sets[0].sealer
    if newest not in trusted:
        return Check("arc", Outcome.NONE, newest, False, "the last ARC sealer is not one we trust")
    _expect_keys(fields, answers)
    chain = _Arc(headers, body, answers)
    if not _validates(chain):
        if chain.temporary:
            return Check(
                "arc", Outcome.TEMPERROR, newest, True, "a key of the ARC chain could not be looked up"
            )
        return Check("arc", Outcome.FAIL, newest, False, "the ARC chain does not validate")
    unknown = False
    for hop in sets:
        if hop.sealer not in trusted:
            break  # what an untrusted hop reported, and all before it, is hearsay
        for method, domain in proved_domains(hop.results):
            speaks = _speaks_for(method, domain, author_domain, answers)
            unknown = unknown or speaks == "unknown"
            if speaks == "aligned":
                detail = f"{hop.sealer} saw {method} pass for {domain}"
                newest_one = signature_of(sets[0].signature)
                return Check("arc", Outcome.PASS, hop.sealer, True, detail, signature=newest_one)
    if unknown:
        detail = f"the DMARC record of {author_domain} could not be looked up"
        return Check("arc", Outcome.TEMPERROR, newest, True, detail)
    return Check("arc", Outcome.FAIL, newest, False, "the ARC chain does not vouch for the author")


def _speaks_for(method: str, domain: str, author_domain: str, answers: Answers) -> Alignment:
    """Whether what the hop saw pass is the author's, by the same rule as if we had seen it."""
    if method == "dmarc":
        return "aligned" if domain == author_domain else "not aligned"
    return alignment(domain, author_domain, "adkim" if method == "dkim" else "aspf", answers)


def _validates(chain: _Arc) -> bool:
    """dkimpy's result, where only `pass` is one: it answers None for a chain that was terminated."""
    try:
        result, _, _ = chain.verify()
    except NeedDns:
        raise
    except Exception:  # dkimpy indexes and converts what the sender wrote
        return False
    return bool(result == dkim.CV_Pass)


def _sets(fields: Sequence[Field]) -> list[_Set] | None:
    """The chain's hops, newest first; None where they are not whole (RFC 8617 section 5.2)."""
    found: dict[tuple[int, str], Tags | bytes] = {}
    for field in fields:
        if len(field.value) > MAX_FIELD:
            return None
        value = field.unfolded
        tags = _tags(value.partition(b";")[0] if field.key == _RESULTS else value)
        number = (tags or {}).get(b"i", b"")
        if tags is None or not number.isdigit() or len(number) > 2 or (int(number), field.key) in found:
            return None
        found[int(number), field.key] = value if field.key == _RESULTS else tags
    count = len(found) // len(_NAMES)
    wanted = {(instance, name) for instance in range(1, count + 1) for name in _NAMES}
    if count > MAX_SETS or set(found) != wanted:
        return None
    return [_set(instance, found) for instance in range(count, 0, -1)]


def _set(instance: int, found: dict[tuple[int, str], Tags | bytes]) -> _Set:
    seal, results, signature = (found[instance, name] for name in (_SEAL, _RESULTS, _SIGNATURE))
    domain = seal.get(b"d", b"") if isinstance(seal, dict) else b""
    sealer = canonical_domain(domain.decode("utf-8", "replace")) or ""
    return _Set(
        instance,
        sealer,
        results if isinstance(results, bytes) else b"",
        signature if isinstance(signature, dict) else {},
    )


def _expect_keys(fields: Sequence[Field], answers: Answers) -> None:
    for field in fields:
        tags = _tags(field.unfolded) if field.key != _RESULTS else None
        if tags and b"d" in tags and b"s" in tags:
            try:
                answers.expect(key_question(tags))
            except Refused:
                return  # dkimpy will come to the same conclusion, with a reason


def _tags(value: bytes) -> Tags | None:
    try:
        return dict(parse_tag_value(value))
    except InvalidTagValueList:
        return None
