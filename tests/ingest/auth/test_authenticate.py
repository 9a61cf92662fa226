from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ingest.auth.authenticate import AuthSettings, authenticate, decide
from ingest.auth.author import author_of
from ingest.auth.dns import Answer, Answers, NeedDns, question
from ingest.auth.verdict import Check, Method, Verdict
from ingest.envelope import Envelope
from ingest.headers import Unsafe, split_headers
from models.types import Outcome
from tests.ingest.auth.builders import a_key, a_mail, answers, now, signed

PASS, FAIL, SOFTFAIL, NEUTRAL, NONE, TEMP, PERM = (
    Outcome(name) for name in ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror")
)


def a_check(method: Method, outcome: Outcome, aligned: bool, domain: str = "acme.example") -> Check:
    return Check(method, outcome, domain, aligned, "detail")


@pytest.mark.parametrize(
    ("checks", "outcome", "method"),
    [
        pytest.param([], FAIL, None, id="nothing"),
        pytest.param([a_check("dkim", PASS, True)], PASS, "dkim", id="DKIM alone"),
        pytest.param([a_check("dkim", NONE, False), a_check("spf", PASS, True)], PASS, "spf", id="SPF alone"),
        pytest.param(
            [a_check("dkim", FAIL, True), a_check("spf", PASS, True)],
            PASS,
            "spf",
            id="DKIM broken on the way",
        ),
        pytest.param(
            [a_check("dkim", PASS, True), a_check("spf", FAIL, True)],
            PASS,
            "dkim",
            id="SPF broken on the way",
        ),
        pytest.param(
            [a_check("dkim", PASS, True), a_check("spf", TEMP, True)],
            PASS,
            "dkim",
            id="no answer that mattered",
        ),
        pytest.param(
            [a_check("dkim", PASS, False), a_check("spf", PASS, False)], FAIL, None, id="both for others"
        ),
        pytest.param(
            [a_check("dkim", PASS, False), a_check("dkim", PASS, True)],
            PASS,
            "dkim",
            id="the second signature",
        ),
        pytest.param([a_check("dkim", FAIL, True), a_check("spf", FAIL, True)], FAIL, None, id="both fail"),
        pytest.param(
            [a_check("dkim", NONE, False), a_check("spf", SOFTFAIL, True)],
            FAIL,
            None,
            id="softfail is no pass",
        ),
        pytest.param(
            [a_check("dkim", NONE, False), a_check("spf", NEUTRAL, True)], FAIL, None, id="neutral is no pass"
        ),
        pytest.param(
            [a_check("dkim", NONE, False), replace(a_check("spf", PASS, True), proves=False)],
            FAIL,
            None,
            id="a pass that anybody gets",
        ),
        pytest.param(
            [a_check("dkim", PERM, True), a_check("spf", PERM, True)], FAIL, None, id="broken records"
        ),
        pytest.param(
            [a_check("dkim", TEMP, True), a_check("spf", FAIL, True)], TEMP, None, id="DKIM's key unknown"
        ),
        pytest.param([a_check("dkim", FAIL, True), a_check("spf", TEMP, True)], TEMP, None, id="SPF unknown"),
        pytest.param(
            [a_check("dkim", TEMP, False), a_check("spf", FAIL, True)],
            FAIL,
            None,
            id="a stranger's key unknown",
        ),
        pytest.param(
            [a_check("dkim", NONE, False), a_check("spf", TEMP, False)], TEMP, None, id="the envelope unknown"
        ),
        pytest.param(
            [a_check("spf", FAIL, True), a_check("arc", PASS, True)], PASS, "arc", id="a trusted forwarder"
        ),
        pytest.param(
            [a_check("spf", FAIL, True), a_check("arc", PASS, False)],
            FAIL,
            None,
            id="who vouches for another",
        ),
        pytest.param(
            [a_check("spf", FAIL, True), a_check("arc", TEMP, True)], TEMP, None, id="whose key is unknown"
        ),
    ],
)
def test_one_aligned_pass_decides(checks: list[Check], outcome: Outcome, method: Method | None) -> None:
    verdict = decide("joe@acme.example", checks, None)
    assert (verdict.outcome, verdict.method) == (outcome, method)
    assert (verdict.domain is None) == (outcome is not PASS)
    assert verdict.checks == tuple(checks)
    assert verdict.reason


ACME: dict[tuple[str, Any], Any] = {
    ("acme.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
    ("mail.acme.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
    ("globex.example", "TXT"): ["v=spf1 ip4:198.51.100.7 -all"],
    ("evil.example", "TXT"): ["v=spf1 ip4:203.0.113.9 -all"],
    ("mx.evil.example", "TXT"): ["v=spf1 ip4:203.0.113.9 -all"],
    **a_key(),
    **a_key(at="s1._domainkey.mail.acme.example"),
    **a_key(at="s1._domainkey.evil.example"),
}
STRICT = {("_dmarc.acme.example", "TXT"): ["v=DMARC1; p=none; adkim=s; aspf=s"]}


def verdict_on(
    raw: bytes,
    *,
    ip: str = "203.0.113.9",
    mail_from: str = "eve@evil.example",
    helo: str = "mx.evil.example",
    more: Mapping[tuple[str, Any], Any] | None = None,
    sealers: Iterable[str] = (),
) -> Verdict | Unsafe:
    headers = split_headers(raw)
    if isinstance(headers, Unsafe):
        return headers
    author = author_of(headers)
    if isinstance(author, Unsafe):
        return author
    envelope = Envelope(ip, helo, mail_from, ("bcc@bcc.example",), raw)
    known = answers({**ACME, **(more or {})})
    return authenticate(envelope, headers, author, known, AuthSettings(tuple(sealers), now()))


OURS: dict[str, Any] = {"ip": "192.0.2.1", "mail_from": "joe@acme.example", "helo": "mx.acme.example"}


@pytest.mark.parametrize(
    ("raw", "session", "method"),
    [
        pytest.param(signed(a_mail()), OURS, "dkim", id="signed and sent by the author's server"),
        pytest.param(signed(a_mail()), {}, "dkim", id="signed, and forwarded by anybody"),
        pytest.param(a_mail(), OURS, "spf", id="sent by the author's server"),
        pytest.param(signed(a_mail(), domain="mail.acme.example"), {}, "dkim", id="signed by a subdomain"),
        pytest.param(a_mail(), OURS | {"mail_from": "b@mail.acme.example"}, "spf", id="sent for a subdomain"),
        pytest.param(
            a_mail(), OURS | {"mail_from": "", "helo": "acme.example"}, "spf", id="HELO for the null path"
        ),
        pytest.param(signed(signed(a_mail()), domain="evil.example"), {}, "dkim", id="two signatures"),
        pytest.param(signed(a_mail()), {"more": STRICT}, "dkim", id="strict, and identical"),
    ],
)
def test_mail_that_the_authors_domain_answers_for_passes(
    raw: bytes, session: dict[str, Any], method: str
) -> None:
    verdict = verdict_on(raw, **session)
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.method, verdict.author) == (PASS, method, "joe@acme.example")


TWO_AUTHORS = signed(a_mail(sender="eve@evil.example"), domain="evil.example")


@pytest.mark.parametrize(
    ("raw", "session"),
    [
        pytest.param(a_mail(), {}, id="From forged, nothing else"),
        pytest.param(signed(a_mail(), domain="evil.example"), {}, id="signed and sent by the forger"),
        pytest.param(
            signed(a_mail()).replace(b"offer stands", b"offer falls"), {}, id="a true signature, another body"
        ),
        pytest.param(signed(a_mail()) + b"PS: pay now\r\n", {}, id="a true signature, more body"),
        pytest.param(signed(a_mail(), length=True) + b"PS: pay now\r\n", {}, id="the same with l="),
        pytest.param(
            signed(a_mail(), domain="mail.acme.example"), {"more": STRICT}, id="strict, and a subdomain signs"
        ),
        pytest.param(
            a_mail(),
            OURS | {"mail_from": "b@mail.acme.example", "more": STRICT},
            id="strict, and a subdomain sends",
        ),
        pytest.param(a_mail(), {"mail_from": "joe@acme.example"}, id="the author's envelope from elsewhere"),
        pytest.param(
            a_mail(), {"mail_from": "", "helo": "acme.example"}, id="the author's HELO from elsewhere"
        ),
        pytest.param(
            a_mail(),
            OURS | {"mail_from": "joe@globex.example"},
            id="a HELO that passes, and a MailFrom that does not",
        ),
        pytest.param(
            a_mail(),
            {"more": {("acme.example", "TXT"): ["v=spf1 +all"]}, "mail_from": "joe@acme.example"},
            id="+all",
        ),
        pytest.param(
            a_mail(sender='"joe@acme.example" <eve@globex.example>'), {}, id="the author in the name"
        ),
        pytest.param(
            b"Authentication-Results: us; dkim=pass header.d=acme.example\r\n" + a_mail(),
            {},
            id="forged results",
        ),
        pytest.param(b"Received-SPF: pass\r\nX-Trusted: yes\r\n" + a_mail(), {}, id="forged traces"),
        pytest.param(
            TWO_AUTHORS.replace(b"From:", b"From: joe@acme.example\r\nFrom:", 1), {}, id="a second From"
        ),
        pytest.param(b"From: joe@acme.example\r\n" + TWO_AUTHORS, {}, id="a second From on top"),
        pytest.param(
            TWO_AUTHORS.replace(b"To:", b"X: y\rFrom: joe@acme.example\r\nTo:", 1), {}, id="a bare CR"
        ),
        pytest.param(
            TWO_AUTHORS.replace(b"To:", b"X: y\nFrom: joe@acme.example\r\nTo:", 1), {}, id="a bare LF"
        ),
        pytest.param(b" From: joe@acme.example\r\n" + TWO_AUTHORS, {}, id="a folded first line"),
        pytest.param(b"From joe@acme.example\r\n" + TWO_AUTHORS, {}, id="an mbox line"),
        pytest.param(a_mail(sender="joe@acme.example, eve@evil.example"), {}, id="two mailboxes"),
        pytest.param(a_mail(sender="joe@acme.example <eve@evil.example>"), {}, id="two addresses"),
        pytest.param(a_mail(sender="<@acme.example:eve@evil.example>"), {}, id="a route"),
        pytest.param(a_mail(sender="joe@acme.example:;"), {}, id="a group"),
    ],
)
def test_spoofed_mail_never_passes(raw: bytes, session: dict[str, Any]) -> None:
    verdict = verdict_on(raw, **session)
    assert isinstance(verdict, Unsafe) or verdict.outcome is FAIL, verdict


def test_redirected_mail_names_the_envelope_sender_that_spf_proved() -> None:
    verdict = verdict_on(a_mail(), ip="198.51.100.7", mail_from="jane+caf_=x@globex.example")
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.spf_sender) == (FAIL, "jane+caf_=x@globex.example")


@pytest.mark.parametrize(
    "session",
    [
        pytest.param({"ip": "203.0.113.1", "mail_from": "jane@globex.example"}, id="SPF fails"),
        pytest.param({"mail_from": ""}, id="only HELO passes"),
    ],
)
def test_without_spf_for_mail_from_nobody_redirected_it(session: dict[str, Any]) -> None:
    verdict = verdict_on(a_mail(), **session)
    assert isinstance(verdict, Verdict)
    assert verdict.spf_sender is None


SILENT = Answer("temporary")


@pytest.mark.parametrize(
    ("raw", "session", "outcome"),
    [
        pytest.param(a_mail(), {"more": {("evil.example", "TXT"): SILENT}}, TEMP, id="SPF"),
        pytest.param(
            signed(a_mail()), {"more": {("s1._domainkey.acme.example", "TXT"): SILENT}}, TEMP, id="DKIM"
        ),
        pytest.param(
            signed(a_mail()),
            OURS | {"more": {("s1._domainkey.acme.example", "TXT"): SILENT}},
            PASS,
            id="DKIM, SPF passes",
        ),
        pytest.param(
            signed(a_mail(), domain="evil.example"),
            {"more": {("s1._domainkey.evil.example", "TXT"): SILENT}},
            FAIL,
            id="DKIM of a stranger",
        ),
        pytest.param(
            signed(a_mail(), domain="mail.acme.example"),
            {"more": {("_dmarc.acme.example", "TXT"): SILENT}},
            TEMP,
            id="the DMARC record, where it decides",
        ),
        pytest.param(
            signed(a_mail()), {"more": {("_dmarc.acme.example", "TXT"): SILENT}}, PASS, id="where it does not"
        ),
    ],
)
def test_only_an_answer_that_was_needed_makes_it_temporary(
    raw: bytes, session: dict[str, Any], outcome: Outcome
) -> None:
    verdict = verdict_on(raw, **session)
    assert isinstance(verdict, Verdict)
    assert verdict.outcome is outcome


def test_every_open_question_is_asked_in_one_go() -> None:
    raw = signed(a_mail())
    headers = split_headers(raw)
    assert not isinstance(headers, Unsafe)
    envelope = Envelope("192.0.2.1", "mx", "joe@acme.example", (), raw)
    with pytest.raises(NeedDns) as need:
        authenticate(envelope, headers, "joe@acme.example", Answers({}), AuthSettings((), now()))
    assert set(need.value.questions) == {
        question("s1._domainkey.acme.example", "TXT"),
        question("acme.example", "TXT"),
    }


def test_the_reason_tells_the_sender_what_was_missing() -> None:
    verdict = verdict_on(a_mail())
    assert isinstance(verdict, Verdict)
    assert verdict.reason == "DKIM: no signature; SPF: passed, but for evil.example, not acme.example"
