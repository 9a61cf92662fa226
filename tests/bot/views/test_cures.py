"""Each reason has its words and its cure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.refused import RefusedLine, RefusedMail, RefusedNews, RefusedPage
from bot.shown import ProofCheck
from bot.views.blocks import to_dicts
from bot.views.cures import cure_of, title_of
from bot.views.proof_cures import with_term
from bot.views.refusals import refusals_modal, refusals_section, refused_modal
from models.types import RefusalReason
from tests.bot.views.strict import refusals
from tests.bot.views.values import NOW, checks, hostile, ids, moments
from tests.fuzzing import fuzzed

ANA = "ana@northwind.example"
UNSIGNED = ProofCheck("dkim", "none", "", False, "no signature")
BY_GOOGLE = ProofCheck("dkim", "pass", "northwind.20230601.gappssmtp.com", False, "signature verified")
BY_MICROSOFT = ProofCheck("dkim", "pass", "northwind.onmicrosoft.com", False, "signature verified")
BY_A_SERVICE = ProofCheck("dkim", "pass", "mailer.example", False, "signature verified")
CHANGED = ProofCheck("dkim", "fail", "northwind.example", True, "the body was changed after signing")
NO_KEY = ProofCheck("dkim", "permerror", "northwind.example", True, "the key record has no key")
RECORD = "v=spf1 include:_spf.example.net -all"


def spf(outcome: str, domain: str = "northwind.example", *, aligned: bool = True) -> ProofCheck:
    return ProofCheck("spf", outcome, domain, aligned, "")


def a_refused(*found: ProofCheck, record: str = RECORD, ip: str = "9.9.9.9", **fields: Any) -> RefusedMail:
    defaults: dict[str, Any] = {
        "refusal_id": 1, "claimed": ANA, "reason": RefusalReason.UNAUTHENTICATED, "count": 1,
        "first_at": NOW, "latest_at": NOW, "mine": True,
    }  # fmt: skip
    return RefusedMail(RefusedLine(**(defaults | fields)), ip, "550 5.7.26 No", found, record, "UTC")


@pytest.mark.parametrize(
    ("reason", "does"),
    [
        (RefusalReason.UNAUTHENTICATED, "show this to whoever runs mail for northwind.example"),
        (RefusalReason.UNKNOWN_SENDER, "add it to your addresses and verify it"),
        (RefusalReason.MALFORMED, "Send it again from an ordinary mail program"),
        (RefusalReason.BAD_AUTHOR, "exactly one address in From"),
        (RefusalReason.TOO_BIG, "Send a link in place of the files"),
        (RefusalReason.TOO_SLOW, "without its largest files"),
        (RefusalReason.LOOP, "Look at the forwarding rules"),
        (None, "The answer of our server below says why"),
    ],
)
def test_each_reason_has_its_cure(reason: RefusalReason | None, does: str) -> None:
    mail = a_refused(reason=reason, mine=False)
    assert does in " ".join(cure_of(mail).steps)
    assert title_of(reason)
    assert (cure_of(mail).add == ANA) is (reason is RefusalReason.UNKNOWN_SENDER)


def test_every_reason_of_ingest_is_in_the_table() -> None:
    for reason in RefusalReason:
        cure = cure_of(a_refused(reason=reason))
        assert cure.what.endswith(".")
        assert cure.steps
        assert title_of(reason) != title_of(None)


def test_an_address_that_was_added_meanwhile_is_not_offered_again() -> None:
    cure = cure_of(a_refused(reason=RefusalReason.UNKNOWN_SENDER, mine=True))
    assert cure.add is None
    assert "If it is still pending, verify it" in cure.steps[0]


@pytest.mark.parametrize(
    ("found", "does"),
    [
        pytest.param([UNSIGNED], "Switch signing on for northwind.example", id="unsigned"),
        pytest.param([BY_A_SERVICE], "signed with d=northwind.example", id="signed for another domain"),
        pytest.param([BY_GOOGLE], "TXT google._domainkey.northwind.example", id="Google Workspace"),
        pytest.param([BY_MICROSOFT], "selector2._domainkey.northwind.example", id="Microsoft 365"),
        pytest.param([CHANGED], "the last to touch a mail", id="changed on its way"),
        pytest.param([NO_KEY], "Publish the key", id="no key"),
        pytest.param([spf("pass", "mailer.example", aligned=False)], "Return-Path", id="bounces elsewhere"),
        pytest.param([spf("permerror")], "is broken", id="a broken SPF record"),
        pytest.param([spf("fail")], "add ip4:9.9.9.9 to the record", id="SPF says no: words, with the doubt"),
    ],
)  # fmt: skip
def test_the_checks_say_what_to_change(found: list[ProofCheck], does: str) -> None:
    cure = cure_of(a_refused(*found))
    assert does in " ".join(cure.steps)
    assert cure.records == ()
    assert "If you did not send it" in cure.steps[0]


@pytest.mark.parametrize(
    ("mail", "record"),
    [
        pytest.param(
            a_refused(spf("softfail"), record="v=spf1 mx ~all"), "v=spf1 mx ip4:9.9.9.9 ~all", id="softfail"
        ),
        pytest.param(a_refused(spf("none"), record=""), "v=spf1 ip4:9.9.9.9 ~all", id="no record yet"),
        pytest.param(
            a_refused(spf("neutral"), record="v=spf1 mx", ip="2620:fe::fe"),
            "v=spf1 mx ip6:2620:fe::fe",
            id="IPv6, no last term",
        ),
        pytest.param(
            a_refused(spf("fail"), BY_GOOGLE),
            "v=spf1 include:_spf.example.net include:_spf.google.com -all",
            id="a provider that its signature proves",
        ),
        pytest.param(a_refused(spf("fail")), None, id="a stranger's server"),
        pytest.param(a_refused(spf("softfail"), record=""), None, id="a record we could not keep"),
        pytest.param(a_refused(spf("softfail"), ip="10.0.0.1"), None, id="no server of the internet"),
        pytest.param(a_refused(spf("softfail"), record=f"v=spf1 {'mx ' * 146}~all"), None, id="too long"),
        pytest.param(a_refused(spf("softfail", "evil.example", aligned=False)), None, id="another domain"),
    ],
)
def test_a_record_is_offered_where_no_forger_gains_by_it(mail: RefusedMail, record: str | None) -> None:
    assert [one.value for one in cure_of(mail).records] == ([record] if record else [])


@pytest.mark.parametrize(
    ("mail", "says"),
    [
        pytest.param(
            a_refused(spf("none"), record="", ip="10.0.0.1"),
            "SPF: northwind.example has no SPF record.",
            id="there is no record",
        ),
        pytest.param(
            a_refused(spf("softfail"), ip="10.0.0.1"),
            "SPF: the record of northwind.example does not name the server 10.0.0.1.",
            id="it names others",
        ),
    ],
)
def test_a_record_that_is_not_there_is_not_said_to_lack_a_server(mail: RefusedMail, says: str) -> None:
    assert any(step.startswith(says) for step in cure_of(mail).steps)


def test_a_term_goes_before_what_judges_the_rest() -> None:
    assert with_term("v=spf1 mx -ALL", "a") == "v=spf1 mx a -ALL"
    assert with_term("v=spf1 redirect=b.example", "a") == "v=spf1 a redirect=b.example"
    assert with_term("", "a") == "v=spf1 a ~all"


refused_lines = st.builds(
    RefusedLine,
    ids,
    hostile,
    st.none() | st.sampled_from(RefusalReason),
    ids,
    moments,
    moments,
    st.booleans(),
)
refused_mails = st.builds(
    RefusedMail,
    refused_lines,
    hostile,
    hostile,
    st.lists(st.one_of(checks, st.sampled_from([BY_GOOGLE, spf("softfail")])), max_size=15).map(tuple),
    hostile,
    st.just("UTC"),
)
unique_lines = st.lists(refused_lines, max_size=8, unique_by=lambda line: line.refusal_id).map(tuple)
pages = st.builds(
    RefusedPage, unique_lines, st.none() | ids, st.booleans(), st.just("UTC"), hostile.map(lambda t: t[:320])
)


@given(refused_mails, pages, unique_lines)
@fuzzed(10, always_alike=False)
def test_slack_takes_whatever_a_forger_wrote(
    mail: RefusedMail, page: RefusedPage, lines: tuple[RefusedLine, ...]
) -> None:
    assert refusals("modal_view", refused_modal(mail)) == []
    assert refusals("modal_view", refusals_modal(page)) == []
    assert refusals("message_blocks", to_dicts(refusals_section(RefusedNews(lines, 9, 1)))) == [] or not lines
