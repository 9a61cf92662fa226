"""DKIM: which domains signed this mail, From and whole body (RFC 6376, with RFC 8301 and 8463)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from ingest.auth.canonical import Body
from ingest.auth.dns import Answers, NeedDns
from ingest.auth.domain import canonical_domain
from ingest.auth.verdict import Check
from ingest.auth.verifier import Refused, Tags, Verifier, forms_of, key_question, signature_of
from ingest.headers import Field, Headers
from models.types import Outcome

MAX_SIGNATURES = 5  # RFC 6376 section 8.4: a mail with hundreds of signatures is an attack on us
MAX_SIGNATURE = 16 * 1024
MAX_TAG = {b"b": 1024, b"bh": 64, b"d": 253, b"s": 253, b"i": 1024, b"h": 8192}
CLOCK_SKEW = 3600

_FWS = b" \t\r\n"
_ALGORITHMS = frozenset((b"rsa-sha256", b"ed25519-sha256"))
_OUTCOMES = {"fail": Outcome.FAIL, "syntax": Outcome.PERMERROR, "temporary": Outcome.TEMPERROR}


class _Dkim(Verifier, dkim.DKIM):  # type: ignore[misc]  # dkimpy has no types
    """dkimpy's verifier over our seam."""


def check_dkim(headers: Headers, body: Body, answers: Answers, now: datetime) -> tuple[Check, ...]:
    """One check for each signature, topmost first; a single NONE where there is none.

    Checks come out unaligned: whose author they speak for is not decided here. Raises `NeedDns` with the
    keys of all signatures together.
    """
    fields = list(islice(headers.named("DKIM-Signature"), MAX_SIGNATURES))
    if not fields:
        return (Check("dkim", Outcome.NONE, "", False, "no signature"),)
    signatures = [_read(field, now) for field in fields]
    readable = [sig for sig in signatures if isinstance(sig, dict)]
    answers.expect(*(key_question(sig) for sig in readable))
    verifier = _Dkim(headers, body, answers)
    checks = [
        _verify(verifier, sig, field) if isinstance(sig, dict) else sig
        for sig, field in zip(signatures, fields, strict=True)
    ]
    waiting = [check for check in checks if isinstance(check, NeedDns)]
    if waiting:
        raise NeedDns(question for need in waiting for question in need.questions)
    return tuple(
        replace(check, signature=signature_of(sig)) if isinstance(sig, dict) else check
        for check, sig in zip(checks, signatures, strict=True)
        if isinstance(check, Check)
    )


def _verify(verifier: _Dkim, sig: Tags, field: Field) -> Check | NeedDns:
    """What became of one readable signature."""
    domain = _domain(sig)
    try:
        key = verifier.key_of(sig)
        if key.strict and _identity(sig) != domain:
            raise Refused("the key does not sign for subdomains")
        names = [name.strip(_FWS).lower() for name in sig[b"h"].split(b":")]
        header = (field.name.encode("ascii"), field.value + b"\r\n")
        verifier.verify_sig(sig, names, header, None)
    except NeedDns as need:
        return need
    except Refused as refused:
        return Check("dkim", _OUTCOMES[refused.kind], domain, False, refused.why)
    if key.testing:  # section 3.6.1: as if the mail were not signed
        return Check("dkim", Outcome.NONE, domain, False, "the key is marked as a test")
    return Check("dkim", Outcome.PASS, domain, False, "signature verified")


def _read(field: Field, now: datetime) -> Tags | Check:
    """The tags of a signature that is well-formed and that we let count, else the check it comes to."""
    sig: Tags = {}
    try:
        if len(field.value) > MAX_SIGNATURE:
            raise Refused("the signature is too long", "syntax")
        try:
            sig = parse_tag_value(field.value)
        except InvalidTagValueList:
            raise Refused("the signature is malformed", "syntax") from None
        sig = {
            name: value.translate(None, _FWS) if name in (b"b", b"bh") else value
            for name, value in sig.items()
        }
        _check_syntax(sig)
        _check_policy(sig, int(now.timestamp()))
    except Refused as refused:
        return Check("dkim", _OUTCOMES[refused.kind], _domain(sig), False, refused.why)
    return sig


def _check_syntax(sig: Tags) -> None:
    """Raises `Refused` unless every tag is within bounds and as RFC 6376 section 3.5 has it."""
    for name, limit in MAX_TAG.items():
        if len(sig.get(name, b"")) > limit:
            raise Refused(f"the signature's {name.decode()}= is too long", "syntax")
    # dkimpy asks the clock for t= and x= and grants hours; i= without an @ is an IndexError there.
    ours = (b"t", b"x", b"i", b"l", b"q", b"h")
    try:
        dkim.validate_signature_fields({k: v for k, v in sig.items() if k not in ours} | {b"h": b"from"})
    except dkim.ValidationError:
        raise Refused("the signature is malformed", "syntax") from None
    if b"h" not in sig:
        raise Refused("the signature is malformed", "syntax")
    key_question(sig)
    forms_of(sig)
    if _identity(sig) is None:
        raise Refused("the signature's i= is not under its d=", "syntax")
    if b"dns/txt" not in _items(sig.get(b"q", b"dns/txt")):
        raise Refused("the signature's key is not in DNS", "syntax")


def _check_policy(sig: Tags, now: int) -> None:
    """Raises `Refused` for a signature that is well-formed and still proves too little."""
    if sig[b"a"] not in _ALGORITHMS:
        raise Refused("rsa-sha1 is not accepted")  # RFC 8301 section 3.1
    if b"from" not in _items(sig[b"h"].lower()):
        raise Refused("the signature does not cover From")  # section 5.4
    signed, expires = _time(sig, b"t"), _time(sig, b"x")
    if signed is not None and signed > now + CLOCK_SKEW:
        raise Refused("the signature is dated in the future")
    if expires is not None and (expires < now or (signed is not None and expires < signed)):
        raise Refused("the signature has expired")


def _time(sig: Tags, name: bytes) -> int | None:
    value = sig.get(name)
    if value is None:
        return None
    if not value.isdigit() or len(value) > 12:
        raise Refused(f"the signature's {name.decode()}= is not a time", "syntax")
    return int(value)


def _identity(sig: Tags) -> str | None:
    """The domain of `i=`, which must be `d=` or below it (section 3.5); None where it is not."""
    domain = _domain(sig)
    if b"i" not in sig:
        return domain
    _, at, text = sig[b"i"].decode("utf-8", "replace").rpartition("@")
    identity = canonical_domain(text)
    if at and identity is not None and (identity == domain or identity.endswith(f".{domain}")):
        return identity
    return None


def _domain(sig: Tags) -> str:
    """The signing domain in canonical form, empty where it is none."""
    return canonical_domain(sig.get(b"d", b"").decode("utf-8", "replace")) or ""


def _items(value: bytes) -> Iterable[bytes]:
    return {item.strip(_FWS) for item in value.split(b":")}
