from collections.abc import Sequence
from datetime import datetime
from time import process_time

import dkim
import pytest

from ingest.auth.arc import check_arc
from ingest.auth.arc_results import proved_domains
from ingest.auth.canonical import Body
from ingest.auth.dns import Answer, Answers, NeedDns, RecordType, question
from ingest.auth.verdict import Check
from tests.ingest.auth.builders import a_key, a_mail, answers, headers_of, now, rsa_key

AUTHOR = "acme.example"
LIST = "list.example"


def sealed(
    raw: bytes,
    *,
    by: str = LIST,
    saw: str = "dkim=pass header.d=acme.example",
    arc: str = "",
    at: datetime | None = None,
) -> bytes:
    """The mail as that forwarder passes it on, with what it says it saw."""
    results = f"Authentication-Results: {by}; {saw}{arc}\r\n".encode()
    headers = [b"from", b"to", b"subject"]
    fields = dkim.arc_sign(
        results + raw,
        b"arc",
        by.encode(),
        rsa_key().private,
        by.encode(),
        include_headers=headers,
        timestamp=int((at or now()).timestamp()),
    )
    return b"".join(fields) + raw


def keys(*domains: str) -> Answers:
    return answers(
        {name: key for domain in domains for name, key in a_key(at=f"arc._domainkey.{domain}").items()}
    )


def check(raw: bytes, known: Answers | None = None, trusted: Sequence[str] = (LIST,)) -> Check | None:
    headers = headers_of(raw)
    body = Body(raw[headers.body_start :])
    return check_arc(headers, body, AUTHOR, trusted, known or keys(LIST, "second.example"))


def result(raw: bytes, known: Answers | None = None, trusted: Sequence[str] = (LIST,)) -> tuple[str, bool]:
    found = check(raw, known, trusted)
    assert found is not None
    return found.outcome.value, found.aligned


def test_a_trusted_sealer_that_saw_the_author_proved_vouches_for_it() -> None:
    found = check(sealed(a_mail()))
    assert found is not None
    assert (found.outcome, found.domain, found.aligned) == ("pass", LIST, True)


@pytest.mark.parametrize(
    ("saw", "vouches"),
    [
        pytest.param("dkim=pass header.d=acme.example", True, id="dkim by domain"),
        pytest.param("dkim=pass header.i=@mail.acme.example", True, id="dkim by identity, relaxed"),
        pytest.param("spf=pass smtp.mailfrom=joe@acme.example", True, id="spf"),
        pytest.param("dmarc=pass header.from=acme.example", True, id="dmarc"),
        pytest.param("dmarc=pass header.from=mail.acme.example", False, id="dmarc of another From"),
        pytest.param("dkim=fail header.d=acme.example", False, id="dkim failed"),
        pytest.param("dkim=pass header.d=list.example", False, id="its own signature"),
        pytest.param("spf=pass smtp.mailfrom=bounce@list.example", False, id="its own envelope"),
        pytest.param("spf=pass smtp.helo=acme.example", False, id="a property that proves nothing"),
        pytest.param("none", False, id="nothing"),
        pytest.param("auth=pass smtp.auth=joe@acme.example", False, id="a login elsewhere"),
    ],
)
def test_the_sealer_must_have_seen_the_author_proved(saw: str, vouches: bool) -> None:
    assert result(sealed(a_mail(), saw=saw)) == (("pass", True) if vouches else ("fail", False))


def test_without_a_chain_or_without_trust_there_is_nothing_to_say() -> None:
    assert check(a_mail()) is None
    assert check(sealed(a_mail()), trusted=()) is None


def test_a_stranger_may_seal_what_it_likes() -> None:
    assert result(sealed(a_mail(), by="evil.example"), keys("evil.example")) == ("none", False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"the  offer stands", b"the offer is off", id="body changed"),
        pytest.param(b"Joe <joe@acme.example>", b"Eve <eve@acme.example>", id="From changed"),
        pytest.param(b"cv=none", b"cv=pass", id="seal changed"),
        pytest.param(b"header.d=acme.example", b"header.d=acmf.example", id="results changed"),
        pytest.param(b"ARC-Seal: i=1", b"ARC-Seal: i=2", id="instances that do not fit"),
        pytest.param(b"ARC-Seal: i=1", b"ARC-Seal: i=x", id="no instance"),
        pytest.param(b"ARC-Seal: ", b"X-Seal: ", id="a field missing"),
    ],
)
def test_a_broken_chain_fails(old: bytes, new: bytes) -> None:
    raw = sealed(a_mail())
    assert old in raw
    assert result(raw.replace(old, new))[0] in ("fail", "permerror")


def test_a_chain_that_says_it_failed_is_a_fail() -> None:
    twice = sealed(sealed(a_mail()), by="second.example", saw="dkim=pass header.d=acme.example; arc=fail")
    assert result(twice, trusted=(LIST, "second.example")) == ("fail", False)


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        pytest.param((LIST, "second.example"), ("pass", True), id="both trusted"),
        pytest.param(
            ("second.example",), ("fail", False), id="only the second: what the first saw is hearsay"
        ),
        pytest.param((LIST,), ("none", False), id="only the first: the second may have changed all"),
    ],
)
def test_every_hop_down_to_the_witness_must_be_trusted(
    trusted: tuple[str, ...], expected: tuple[str, bool]
) -> None:
    saw = "dkim=fail header.d=acme.example; arc=pass"
    twice = sealed(sealed(a_mail()), by="second.example", saw=saw)
    assert result(twice, trusted=trusted) == expected


def test_its_keys_are_asked_for_together() -> None:
    raw = sealed(sealed(a_mail()), by="second.example", saw="dkim=pass header.d=acme.example; arc=pass")
    known = Answers({})
    with pytest.raises(NeedDns):
        check(raw, known, trusted=("second.example",))
    assert set(known.missing) == {
        question(f"arc._domainkey.{name}", "TXT") for name in (LIST, "second.example")
    }


def test_a_silent_name_server_is_temporary() -> None:
    known = answers({("arc._domainkey.list.example", "TXT"): Answer("temporary")})
    assert result(sealed(a_mail()), known) == ("temperror", True)


@pytest.mark.parametrize(
    ("saw", "expected"),
    [
        pytest.param("dkim=pass header.i=@mail.acme.example", ("temperror", True), id="it decides"),
        pytest.param("dkim=pass header.d=list.example", ("fail", False), id="it could not help"),
        pytest.param(
            "dkim=pass header.i=@mail.acme.example; spf=pass smtp.mailfrom=joe@acme.example",
            ("pass", True),
            id="another finding needs none",
        ),
    ],
)
def test_without_the_authors_dmarc_record_a_result_is_temporary_where_it_decides(
    saw: str, expected: tuple[str, bool]
) -> None:
    silent: dict[tuple[str, RecordType], Answer] = {("_dmarc.acme.example", "TXT"): Answer("temporary")}
    known = answers(a_key(at="arc._domainkey.list.example") | silent)
    assert result(sealed(a_mail(), saw=saw), known) == expected


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(b"i=1; " + b"a=b; " * 3000, id="many tags"),
        pytest.param(b"i=1; b=" + b" " * 15_000 + b"!", id="spaces"),
        pytest.param(b"i=" + b"9" * 15_000, id="a long instance"),
        pytest.param(b"i=1; " + b"(" * 15_000, id="open comments"),
        pytest.param(b"i=1;" * 3000, id="many instances"),
    ],
)
def test_a_hostile_chain_costs_little(junk: bytes) -> None:
    names = (b"ARC-Seal", b"ARC-Message-Signature", b"ARC-Authentication-Results")
    raw = b"".join(name + b": " + junk + b"\r\n" for name in names) + a_mail()
    started = process_time()
    assert result(raw)[0] in ("fail", "none", "permerror")
    assert process_time() - started < 0.2


@pytest.mark.parametrize(
    ("value", "proved"),
    [
        pytest.param(
            b"i=1; mx.list.example; dkim=pass (2048-bit key; x=y) header.d=acme.example; spf=fail",
            [("dkim", "acme.example")],
            id="a comment with a semicolon",
        ),
        pytest.param(
            b'i=1; mx; SPF=PASS smtp.mailfrom="joe@acme.example"',
            [("spf", "acme.example")],
            id="capitals and quotes",
        ),
        pytest.param(
            b"i=1; mx; dkim/1=pass header.d=acme.example", [("dkim", "acme.example")], id="a version"
        ),
        pytest.param(b"i=1; mx; (dkim=pass header.d=acme.example", [], id="within an open comment"),
        pytest.param(b"i=1; mx; dkim=pass header.d=-", [], id="no domain"),
        # Composition Kills section 4.2: what the sender chose, written into the results as if it were one.
        pytest.param(
            b'i=1; mx; spf=pass smtp.mailfrom="a; dkim=pass header.d=acme.example b"@evil.example',
            [("spf", "evil.example")],
            id="a result in a quoted local part",
        ),
        pytest.param(
            b'i=1; mx; spf=pass smtp.mailfrom="\\"a; dkim=pass header.d=acme.example b\\"@evil.example"',
            [("spf", "evil.example")],
            id="a result in a quoted address",
        ),
        pytest.param(
            b'i=1; mx; spf=pass smtp.mailfrom="a smtp.mailfrom=acme.example b"@evil.example',
            [("spf", "evil.example")],
            id="a property in a quoted local part",
        ),
        pytest.param(
            b'i=1; mx; spf=pass (mx: "a); dkim=pass header.d=acme.example ("@evil.example) x=y',
            [],
            id="a result in a comment's quotes",
        ),
        pytest.param(
            b"i=1; mx; spf=pass (a\\) dkim=pass header.d=acme.example) smtp.mailfrom=evil.example",
            [("spf", "evil.example")],
            id="an escaped bracket in a comment",
        ),
        pytest.param(
            b'i=1; mx; spf=pass smtp.mailfrom="(; dkim=pass header.d=acme.example', [], id="an unclosed quote"
        ),
        pytest.param(
            b'i=1; mx; spf=pass smtp.mailfrom="("@evil.example; dkim=fail header.d=acme.example (")',
            [("spf", "evil.example")],
            id="a quoted bracket",
        ),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_what_a_forwarder_saw_is_read(value: bytes, proved: list[tuple[str, str]]) -> None:
    assert list(proved_domains(value)) == proved
