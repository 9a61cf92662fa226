"""Where our canonicalization, keys and DNS replace dkimpy's: the two methods every verification goes through.

dkimpy reads the signatures and knows ARC's rules; `verify_sig` is its seam for one signature. Overriding it
keeps hostile bytes away from dkimpy's backtracking expressions and pure-Python RSA.
"""

import base64
import binascii
import hashlib
import logging
from typing import Any

import dkim

from ingest.auth.canonical import Body, relaxed_header, select, simple_header, without_signature
from ingest.auth.dkim_key import Key, Unusable, find_key
from ingest.auth.dns import Answers, Question, question
from ingest.auth.domain import canonical_domain
from ingest.auth.verdict import COVERED, Signature
from ingest.headers import Headers

Tags = dict[bytes, bytes]

_FWS = b" \t\r\n"
_TIME_DIGITS = 12
_FORMS = frozenset((b"simple", b"relaxed"))


class Refused(dkim.ValidationError):  # type: ignore[misc]  # dkimpy has no types
    """The signature does not count, and why; `kind` tells failures of DNS and of syntax apart."""

    def __init__(self, why: str, kind: str = "fail") -> None:
        self.why = why
        self.kind = kind
        super().__init__(why)


class Verifier:
    """Mixed in before dkimpy's `DKIM` or `ARC`: takes split headers and a body, verifies in linear time."""

    def __init__(self, headers: Headers, body: Body, answers: Answers) -> None:
        silent = logging.getLogger(__name__)
        silent.disabled = True  # dkimpy's messages repeat header text
        super().__init__(logger=silent)  # type: ignore[call-arg]
        # dkimpy keeps fields as it reads them: with the CRLF that ends them.
        self.headers = [(f.name.encode("ascii"), f.value + b"\r\n") for f in headers.fields]
        self._hashes = body
        self._answers = answers

    def verify_sig(
        self, sig: Tags, include_headers: list[bytes], sig_header: tuple[bytes, bytes], _dnsfunc: Any
    ) -> bool:
        """Whether one signature verifies; raises `Refused` where it does not even count."""
        key = self.key_of(sig)
        header_form, body_form = forms_of(sig)
        if b"bh" in sig:
            self._check_body(sig, body_form)
        name, value = sig_header
        canonical = relaxed_header if header_form == b"relaxed" else simple_header
        lines = [canonical(n, v.removesuffix(b"\r\n")) for n, v in select(self.headers, include_headers)]
        lines.append(canonical(name, without_signature(value.removesuffix(b"\r\n"))))
        digest = hashlib.sha256(b"\r\n".join(lines)).digest()
        if not key.verifies(_base64(sig[b"b"]), digest):
            raise Refused("the signature does not match the headers")
        return True

    def key_of(self, sig: Tags) -> Key:
        """The key that the signature names; raises `NeedDns` while it is not known."""
        answer = self._answers.find(key_question(sig))
        if answer.kind == "temporary":
            raise Refused("the key could not be looked up", "temporary")
        key = find_key(answer.values, sig[b"a"])
        if isinstance(key, Unusable):
            raise Refused(key.why, "syntax")
        return key

    def _check_body(self, sig: Tags, form: bytes) -> None:
        digest, length = self._hashes.sha256(form)
        if b"l" in sig and _number(sig[b"l"]) != length:
            raise Refused("the signature covers only part of the body")
        if _base64(sig[b"bh"]) != digest:
            raise Refused("the body was changed after signing")


def key_question(sig: Tags) -> Question:
    """The DNS question for a signature's key; raises `Refused` where its names cannot be names."""
    domain = canonical_domain(sig[b"d"].decode("utf-8", "replace"))
    # A selector may be one label, which alone is no domain: judged together with what it stands before.
    name = canonical_domain(f"{sig[b's'].decode('utf-8', 'replace')}._domainkey.{domain}")
    if domain is None or name is None:
        raise Refused("the signing domain or selector is not valid", "syntax")
    return question(name, "TXT")


def forms_of(sig: Tags) -> tuple[bytes, bytes]:
    """The header and body canonicalizations that `c=` names (RFC 6376 section 3.5)."""
    header_form, _, body_form = sig.get(b"c", b"simple/simple").partition(b"/")
    body_form = body_form or b"simple"
    if not {header_form, body_form} <= _FORMS:
        raise Refused("unknown canonicalization", "syntax")
    return header_form, body_form


def signature_of(sig: Tags) -> Signature:
    """What the signature says of itself, for whoever is to know it again.

    `b=` counts by its octets: white space in it, and the bits that base64 leaves over, anybody may change.
    """
    try:
        octets = _base64(sig.get(b"b", b""))
    except Refused:
        octets = b""
    domain = canonical_domain(sig.get(b"d", b"").decode("utf-8", "replace")) or ""
    named = {name.strip(_FWS).lower() for name in sig.get(b"h", b"").split(b":")}
    at = sig.get(b"t", b"")
    return Signature(
        f"dkim:{hashlib.sha256(domain.encode() + b' ' + octets).hexdigest()}",
        tuple(name for name in COVERED if name.encode() in named),
        int(at) if at.isdigit() and len(at) <= _TIME_DIGITS else None,
    )


def _base64(value: bytes) -> bytes:
    try:
        return base64.b64decode(value.translate(None, _FWS), validate=True)
    except binascii.Error:
        raise Refused("a value is not base64", "syntax") from None


def _number(value: bytes) -> int:
    if not value.isdigit() or len(value) > 19:
        raise Refused("a value is not a number", "syntax")
    return int(value)
