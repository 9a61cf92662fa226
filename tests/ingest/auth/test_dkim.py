import base64
import re
from collections.abc import Callable
from datetime import timedelta
from time import process_time

import dkim
import pytest

from ingest.auth.canonical import Body
from ingest.auth.dkim import MAX_SIGNATURES, check_dkim
from ingest.auth.dns import Answer, Answers, NeedDns, question
from ingest.auth.verdict import Check
from models.types import Outcome
from tests.ingest.auth.builders import a_key, a_mail, answers, ed25519_key, headers_of, now, rsa_key, signed


def checks(raw: bytes, known: Answers | None = None, *, later: timedelta = timedelta(0)) -> tuple[Check, ...]:
    headers = headers_of(raw)
    body = Body(raw[headers.body_start :])
    return check_dkim(headers, body, known or answers(a_key()), now() + later)


def result(raw: bytes, known: Answers | None = None, *, later: timedelta = timedelta(0)) -> tuple[str, str]:
    (check,) = checks(raw, known, later=later)
    return check.outcome.value, check.detail


def resigned(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The mail with its signature's tags changed, and signed anew, as a signer that wants this would."""
    header, _, rest = raw.partition(b"\r\nFrom:")
    value = change(re.sub(rb"\bb=[^;]*$", b"b=", header.partition(b":")[2]))
    unsigned = b"From:" + rest
    tags = dict(tag.strip().split(b"=", 1) for tag in value.split(b";") if b"=" in tag)
    signer = dkim.DKIM(unsigned)
    signer.hasher = dkim.HASH_ALGORITHMS[b"rsa-sha256"]
    hasher = dkim.HashThrough(signer.hasher())
    policy = dkim.CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    names = [name.strip().lower() for name in tags[b"h"].split(b":")]
    field = (b"DKIM-Signature", value)
    dkim.hash_headers(hasher, policy, policy.canonicalize_headers(signer.headers), names, field, {})
    key = dkim.parse_pem_private_key(rsa_key().private)
    signature = base64.b64encode(bytes(dkim.RSASSA_PKCS1_v1_5_sign(hasher, key)))
    return b"DKIM-Signature:" + value + bytes(signature) + b"\r\n" + unsigned


def tagged(**tags: str) -> bytes:
    """A mail whose signature has these tags beside or in place of the usual ones, and is right otherwise."""

    def change(value: bytes) -> bytes:
        for name, text in tags.items():
            value = re.sub(rb"\b%s=[^;]*; ?" % name.encode(), b"", value)
            value = re.sub(rb"\bb=$", f"{name}={text}; b=".encode(), value)
        return value

    return resigned(signed(a_mail()), change)


FORMS = [(header, body) for header in ("simple", "relaxed") for body in ("simple", "relaxed")]
BODIES = {
    "text": b"Hello  there,\t\r\n\r\n a line \r\n",
    "empty": b"",
    "one empty line": b"\r\n",
    "empty lines": b"\r\n\r\n\r\n",
    "trailing empty lines": b"x\r\n\r\n\r\n",
    "white space only": b" \r\n\t \r\n",
    "no final line end": b"x\r\ny",
    "8-bit": "Grüße\r\n".encode(),
    "long line": b"x" * 5000 + b" \t " + b"y\r\n",
}


def stock(raw: bytes, record: str) -> bool:
    return bool(dkim.verify(raw, dnsfunc=lambda name, timeout=5: record))


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "ed25519-sha256"])
@pytest.mark.parametrize("forms", FORMS, ids="/".join)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_result_is_stock_dkimpys(algorithm: str, forms: tuple[str, str], body: bytes) -> None:
    key = rsa_key() if algorithm == "rsa-sha256" else ed25519_key()
    raw = signed(a_mail(body=body, extra="X-Odd:  a \t b \r\n"), algorithm=algorithm, forms=forms)
    changed = {
        "untouched": raw,
        "subject folded anew": raw.replace(b"An\r\n  offer ", b"An\r\n\t offer"),
        "subject changed": raw.replace(b"offer ", b"order "),
        "space in the body": raw.replace(b"Hello  there", b"Hello there"),
        "body changed": raw + b"x\r\n",
        "empty lines appended": raw + b"\r\n\r\n" if raw.endswith(b"\r\n") else raw,
        "a second To below": raw.replace(b"\r\nSubject", b"\r\nX-To: eve@evil.example\r\nSubject", 1),
        "signature cut": re.sub(rb"b=[A-Za-z0-9+/]", b"b=A", raw, count=1),
        "a stranger's header": b"Received: by mx.globex.example\r\n" + raw,
    }
    for how, mail in changed.items():
        passed = result(mail, answers(a_key(key.record)))[0] == "pass"
        assert passed == stock(mail, key.record), how
    assert result(raw, answers(a_key(key.record)))[0] == "pass"


def test_every_signature_is_judged_for_its_own_domain() -> None:
    raw = signed(signed(a_mail()), domain="esp.example", selector="k")
    known = answers(a_key() | a_key(at="k._domainkey.esp.example"))
    assert [(c.outcome, c.domain) for c in checks(raw, known)] == [
        (Outcome.PASS, "esp.example"),
        (Outcome.PASS, "acme.example"),
    ]
    spoiled = raw.replace(b"d=acme.example", b"d=acme.exampla")
    assert [c.outcome for c in checks(spoiled, known)] == [Outcome.PASS, Outcome.PERMERROR]


def test_an_unsigned_mail_says_so() -> None:
    assert result(a_mail()) == ("none", "no signature")


def test_only_the_first_five_signatures_are_looked_at() -> None:
    junk = b"DKIM-Signature: v=1\r\n"
    assert [c.outcome for c in checks(junk * 4 + signed(a_mail()))][-1] == Outcome.PASS
    assert len(checks(junk * 900 + signed(a_mail()))) == MAX_SIGNATURES


def test_the_keys_of_all_signatures_are_asked_for_at_once() -> None:
    raw = signed(signed(a_mail()), domain="Esp.Example", selector="k")
    with pytest.raises(NeedDns) as need:
        checks(raw, Answers({}))
    assert set(need.value.questions) == {
        question("s1._domainkey.acme.example", "TXT"),
        question("k._domainkey.esp.example", "TXT"),
    }


def test_a_silent_name_server_is_temporary() -> None:
    known = answers({("s1._domainkey.acme.example", "TXT"): Answer("temporary")})
    assert result(signed(a_mail()), known) == ("temperror", "the key could not be looked up")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(Answer("nxdomain"), ("permerror", "no key is published"), id="no record"),
        pytest.param(
            ["v=spf1 -all"], ("permerror", "the key record is of another version"), id="another record"
        ),
        pytest.param(["v=DKIM1"], ("permerror", "the key record has no key"), id="no key in it"),
        pytest.param(["v=DKIM1; p="], ("permerror", "the key is revoked"), id="revoked"),
        pytest.param(["v=DKIM2; p=x"], ("permerror", "the key record is of another version"), id="version"),
        pytest.param(["garbage"], ("permerror", "the key record is malformed"), id="garbage"),
        pytest.param(["v=DKIM1; p=!!"], ("permerror", "the key cannot be read"), id="not base64"),
        pytest.param(["v=DKIM1; p=MAA="], ("permerror", "the key cannot be read"), id="not a key"),
        pytest.param(["x" * 9000], ("permerror", "the key record is too long"), id="record too long"),
        pytest.param([f"k=rsa; p={'A' * 3000}"], ("permerror", "the key is too large"), id="key too long"),
        pytest.param(
            [ed25519_key().record], ("permerror", "the key is of another type than the signature"), id="k"
        ),
        pytest.param(
            [f"{rsa_key().record}; h=sha1"], ("permerror", "the key is not for this hash algorithm"), id="h"
        ),
        pytest.param(
            [f"{rsa_key().record}; h=sha1 : sha256"], ("pass", "signature verified"), id="h with ours"
        ),
        pytest.param([f"{rsa_key().record}; s=tlsrpt"], ("permerror", "the key is not for e-mail"), id="s"),
        pytest.param([f"{rsa_key().record}; s=x:email"], ("pass", "signature verified"), id="s with ours"),
        pytest.param([f"{rsa_key().record}; t=y"], ("none", "the key is marked as a test"), id="t=y"),
        pytest.param([f"{rsa_key().record}; t=s : y"], ("none", "the key is marked as a test"), id="t=s:y"),
        pytest.param([f"p={rsa_key().public}"], ("pass", "signature verified"), id="p= is enough"),
        pytest.param(["other", rsa_key().record], ("pass", "signature verified"), id="the usable one of two"),
    ],
)
def test_a_key_serves_only_as_its_record_allows(
    record: Answer | list[str], expected: tuple[str, str]
) -> None:
    known = answers({("s1._domainkey.acme.example", "TXT"): record})
    assert result(signed(a_mail()), known) == expected


@pytest.mark.parametrize(
    ("bits", "exponent", "outcome"),
    [
        pytest.param(1024, 65537, "pass", id="1024 bits"),
        pytest.param(2048, 3, "pass", id="a small exponent"),
        pytest.param(4096, 65537, "pass", id="4096 bits"),
    ],
)
def test_keys_of_the_usual_sizes_serve(bits: int, exponent: int, outcome: str) -> None:
    key = rsa_key(bits, exponent)
    assert result(signed(a_mail(), key=key), answers(a_key(key.record)))[0] == outcome


def test_the_key_may_not_sign_for_subdomains_where_it_says_so() -> None:
    raw = signed(a_mail(), identity="joe@mail.acme.example")
    assert result(raw)[0] == "pass"
    strict = answers(a_key(f"{rsa_key().record}; t=s"))
    assert result(raw, strict) == ("fail", "the key does not sign for subdomains")
    assert result(signed(a_mail(), identity="joe@acme.example"), strict)[0] == "pass"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(tagged(x="9999999999"), ("pass", "signature verified"), id="expires later"),
        pytest.param(
            tagged(x="1500000000", t="1400000000"), ("fail", "the signature has expired"), id="expired"
        ),
        pytest.param(tagged(t="9999999999"), ("fail", "the signature is dated in the future"), id="future"),
        pytest.param(
            tagged(x="1999999998", t="1999999999"),
            ("fail", "the signature is dated in the future"),
            id="x before t",
        ),
        pytest.param(
            tagged(t="yesterday"), ("permerror", "the signature's t= is not a time"), id="t no number"
        ),
        pytest.param(tagged(x="9" * 5000), ("permerror", "the signature's x= is not a time"), id="x endless"),
        pytest.param(
            tagged(h="to:subject"), ("fail", "the signature does not cover From"), id="From unsigned"
        ),
        pytest.param(tagged(h="FROM : to"), ("pass", "signature verified"), id="h spelled oddly"),
        pytest.param(tagged(a="rsa-sha1"), ("fail", "rsa-sha1 is not accepted"), id="rsa-sha1"),
        pytest.param(tagged(a="none"), ("permerror", "the signature is malformed"), id="unknown algorithm"),
        pytest.param(tagged(v="2"), ("permerror", "the signature is malformed"), id="version"),
        pytest.param(tagged(c="relaxed/none"), ("permerror", "unknown canonicalization"), id="c unknown"),
        pytest.param(tagged(q="http"), ("permerror", "the signature's key is not in DNS"), id="q"),
        pytest.param(tagged(q="x:dns/txt"), ("pass", "signature verified"), id="q with ours"),
        pytest.param(
            tagged(i="joe@globex.example"),
            ("permerror", "the signature's i= is not under its d="),
            id="i elsewhere",
        ),
        pytest.param(
            tagged(i="joe@evilacme.example"),
            ("permerror", "the signature's i= is not under its d="),
            id="i a suffix",
        ),
        pytest.param(
            tagged(i="acme.example"), ("permerror", "the signature's i= is not under its d="), id="i no @"
        ),
        pytest.param(tagged(l="3"), ("fail", "the signature covers only part of the body"), id="l short"),
        pytest.param(tagged(l="0"), ("fail", "the signature covers only part of the body"), id="l none"),
        pytest.param(tagged(l="99999"), ("fail", "the signature covers only part of the body"), id="l long"),
        pytest.param(tagged(l="-1"), ("permerror", "a value is not a number"), id="l negative"),
        pytest.param(tagged(l="9" * 90), ("permerror", "a value is not a number"), id="l endless"),
        pytest.param(
            tagged(s="a" * 64), ("permerror", "the signing domain or selector is not valid"), id="s long"
        ),
        pytest.param(
            tagged(s="a..b"), ("permerror", "the signing domain or selector is not valid"), id="s empty"
        ),
        pytest.param(
            tagged(s="a b"), ("permerror", "the signing domain or selector is not valid"), id="s space"
        ),
        pytest.param(tagged(bh="AAAA"), ("fail", "the body was changed after signing"), id="bh"),
        pytest.param(tagged(bh="!"), ("permerror", "the signature is malformed"), id="bh not base64"),
    ],
)
def test_a_signature_that_proves_too_little_does_not_count(raw: bytes, expected: tuple[str, str]) -> None:
    assert result(raw) == expected


def test_a_length_that_covers_the_whole_body_counts() -> None:
    raw = signed(a_mail(body=b"whole\r\n"), length=True)
    assert result(raw)[0] == "pass"
    assert result(raw + b"appended\r\n") == ("fail", "the signature covers only part of the body")


def test_a_signature_expires_to_the_second() -> None:
    expiry = int(now().timestamp()) + 60
    raw = tagged(x=str(expiry))
    assert result(raw, later=timedelta(seconds=50))[0] == "pass"
    assert result(raw, later=timedelta(seconds=70)) == ("fail", "the signature has expired")


@pytest.mark.parametrize("tag", ["v", "a", "b", "bh", "d", "h", "s"])
def test_every_required_tag_is_required(tag: str) -> None:
    raw = re.sub(
        rb"([:;]\s*)%s=[^;]*(;|\r\n(?! ))" % tag.encode(), rb"\1x=9999999999\2", signed(a_mail()), count=1
    )
    assert result(raw)[0] == "permerror"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="nothing"),
        pytest.param(";;;", id="semicolons"),
        pytest.param("v=1; v=1", id="a tag twice"),
        pytest.param("=1", id="no name"),
        pytest.param("v=1; a=rsa-sha256; d=; s=; h=from; bh=AAAA; b=AAAA", id="empty names"),
        pytest.param("v=1; a=rsa-sha256; d=acme; s=s; h=from; bh=AAAA; b=AAAA", id="d of one label"),
        pytest.param("v=1; a=rsa-sha256; d=a(b).example; s=s; h=from; bh=AAAA; b=AAAA", id="d with brackets"),
        pytest.param("v=1; a=rsa-sha256; d=-.example; s=*; h=from; bh=AAAA; b=AAAA", id="s a star"),
    ],
)
def test_a_malformed_signature_is_a_failed_one(value: str) -> None:
    raw = f"DKIM-Signature: {value}\r\n".encode() + a_mail()
    assert result(raw)[0] == "permerror"


def hostile(tag: str, value: str) -> bytes:
    tags = {
        "v": "1",
        "a": "rsa-sha256",
        "d": "acme.example",
        "s": "s1",
        "h": "from",
        "bh": "AAAA",
        "b": "AAAA",
    }
    return "; ".join(f"{name}={text}" for name, text in (tags | {tag: value}).items()).encode()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(hostile("z", "b\r\n " * 3_900), id="z= of folded b"),
        pytest.param(hostile("z", "b\r\n " * 10_000), id="z= of more folded b"),
        pytest.param(hostile("h", "from" + " " * 8_000), id="h= of spaces"),
        pytest.param(hostile("h", "from" + " " * 30_000), id="h= of more spaces"),
        pytest.param(hostile("h", "from" + "\r\n " * 5_000 + ":to"), id="h= of folds"),
        pytest.param(hostile("h", ":".join(["from"] * 2_000)), id="h= of 2,000 names"),
        pytest.param(hostile("b", " " * 15_000 + "!"), id="b= of spaces"),
        pytest.param(hostile("b", "A " * 500 + "!"), id="b= of letters and spaces"),
        pytest.param(hostile("b", "\r\n " * 5_000 + "AAAA"), id="b= of folds"),
        pytest.param(hostile("i", "@" * 1_000), id="i= of at signs"),
        pytest.param(b";".join(b"t%d=x" % n for n in range(2_000)), id="2,000 tags"),
        pytest.param(b"a" * 16_000, id="one name"),
    ],
)
def test_a_hostile_signature_costs_little(value: bytes) -> None:
    raw = (b"DKIM-Signature: " + value + b"\r\n") * 5 + a_mail(extra="X: y\r\n" * 900)
    started = process_time()
    found = checks(raw)
    assert process_time() - started < 0.2
    assert {check.outcome for check in found} <= {Outcome.PERMERROR, Outcome.FAIL}


@pytest.mark.parametrize("forms", FORMS, ids="/".join)
def test_a_hostile_body_costs_little_however_often_it_is_signed(forms: tuple[str, str]) -> None:
    signature = signed(a_mail(), forms=forms).partition(b"From:")[0]
    raw = signature * 5 + a_mail(body=b" " * 2_000_000 + b"x\r\n" + b"\r\n" * 1_000_000)
    started = process_time()
    assert {check.detail for check in checks(raw)} == {"the body was changed after signing"}
    assert process_time() - started < 0.5
