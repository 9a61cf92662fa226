from collections.abc import Mapping
from time import process_time

import pytest

from ingest.auth.dns import Answer, Answers, NeedDns, RecordType, question
from ingest.auth.spf import check_spf
from ingest.auth.verdict import Check
from ingest.envelope import Envelope
from tests.ingest.auth.builders import answers

Records = Mapping[tuple[str, RecordType], Answer | list[str]]
TEMPORARY = Answer("temporary")


def check(
    known: Answers,
    *,
    ip: str = "192.0.2.1",
    mail_from: str = "joe@acme.example",
    helo: str = "mx.acme.example",
) -> Check:
    return check_spf(Envelope(ip, helo, mail_from, (), b""), known)


def outcome(record: str, others: Records | None = None, *, ip: str = "192.0.2.1", **session: str) -> str:
    known = answers({("acme.example", "TXT"): [record], **(others or {})})
    return check(known, ip=ip, **session).outcome.value


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param("v=spf1 ip4:192.0.2.1 -all", "pass", id="ip4"),
        pytest.param("v=spf1 ip4:192.0.2.0/24 -all", "pass", id="network"),
        pytest.param("v=spf1 ip4:192.0.3.0/24 -all", "fail", id="another network"),
        pytest.param("v=spf1 ip4:192.0.3.0/24 ~all", "softfail", id="softfail"),
        pytest.param("v=spf1 ip4:192.0.3.0/24 ?all", "neutral", id="neutral"),
        pytest.param("v=spf1 ip4:192.0.3.0/24", "neutral", id="no all"),
        pytest.param("v=spf1", "neutral", id="nothing said"),
        pytest.param("V=SPF1 IP4:192.0.2.1 -ALL", "pass", id="capitals"),
        pytest.param("v=spf1   ip4:192.0.2.1   -all  ", "pass", id="spaces"),
        pytest.param("v=spf10 ip4:192.0.2.1", "none", id="another version"),
        pytest.param("v=spf1 ip4:192.0.2.256 -all", "permerror", id="no address"),
        pytest.param("v=spf1 ip4:192.0.2.1/33 -all", "permerror", id="no prefix"),
        pytest.param("v=spf1 ip4:192.0.2.1 nonsense", "permerror", id="unknown mechanism behind a match"),
        pytest.param("v=spf1 include:acme.example -all", "permerror", id="includes itself"),
        pytest.param("v=spf1 include:none.example -all", "permerror", id="includes nothing"),
        pytest.param("v=spf1 redirect=none.example", "permerror", id="redirects to nothing"),
        pytest.param("v=spf1 ip4:192.0.2.1\t-all", "permerror", id="a tab"),
        pytest.param("v=spf1 ip4:192.0.2.1 exp=%{x}.example", "permerror", id="bad exp"),
    ],
)
def test_a_record_means_what_rfc_7208_says(record: str, expected: str) -> None:
    assert outcome(record) == expected


@pytest.mark.parametrize(
    ("record", "others", "expected"),
    [
        pytest.param("v=spf1 a -all", {("acme.example", "A"): ["192.0.2.1"]}, "pass", id="a"),
        pytest.param(
            "v=spf1 a:mx.acme.example/24 -all", {("mx.acme.example", "A"): ["192.0.2.9"]}, "pass", id="a/24"
        ),
        pytest.param(
            "v=spf1 mx -all",
            {
                ("acme.example", "MX"): ["20 b.acme.example", "10 a.acme.example"],
                ("b.acme.example", "A"): ["192.0.2.1"],
            },
            "pass",
            id="mx",
        ),
        pytest.param("v=spf1 mx -all", {("acme.example", "MX"): ["0 "]}, "fail", id="null MX"),
        pytest.param(
            "v=spf1 include:esp.example -all",
            {("esp.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]},
            "pass",
            id="include",
        ),
        pytest.param(
            "v=spf1 include:esp.example ~all",
            {("esp.example", "TXT"): ["v=spf1 -all"]},
            "softfail",
            id="include fails",
        ),
        pytest.param(
            "v=spf1 redirect=esp.example",
            {("esp.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]},
            "pass",
            id="redirect",
        ),
        pytest.param(
            "v=spf1 exists:%{ir}.%{v}._spf.%{d} -all",
            {("1.2.0.192.in-addr._spf.acme.example", "A"): ["127.0.0.2"]},
            "pass",
            id="exists",
        ),
        pytest.param(
            "v=spf1 ptr -all",
            {("1.2.0.192.in-addr.arpa", "PTR"): ["mx.acme.example"], ("mx.acme.example", "A"): ["192.0.2.1"]},
            "pass",
            id="ptr",
        ),
        pytest.param(
            "v=spf1 ptr -all",
            {("1.2.0.192.in-addr.arpa", "PTR"): ["mx.acme.example"], ("mx.acme.example", "A"): ["192.0.2.2"]},
            "fail",
            id="ptr that does not lead back",
        ),
        pytest.param("v=spf1 a -all", {("acme.example", "A"): TEMPORARY}, "temperror", id="a without answer"),
        pytest.param(
            "v=spf1 include:esp.example -all",
            {("esp.example", "TXT"): TEMPORARY},
            "temperror",
            id="include without answer",
        ),
        pytest.param(
            "v=spf1 ip4:192.0.2.1 a -all",
            {("acme.example", "A"): TEMPORARY},
            "pass",
            id="no answer behind a match",
        ),
    ],
)
def test_mechanisms_ask_dns(record: str, others: Records, expected: str) -> None:
    assert outcome(record, others) == expected


@pytest.mark.parametrize(
    ("record", "others", "expected"),
    [
        pytest.param("v=spf1 REDIRECT=esp.example", {}, "pass", id="4.6.1: modifiers in capitals"),
        pytest.param(
            "v=spf1 ip4:192.0.2.1 x=1 x=2 -all", {}, "pass", id="6: unknown modifiers may be repeated"
        ),
        pytest.param(
            "v=spf1 ip4:192.0.2.1 redirect=a.b redirect=a.b", {}, "permerror", id="6: redirect may not"
        ),
        pytest.param(
            "v=spf1 ip4:192.0.2.1 x=%{z}", {}, "permerror", id="7.1: bad macro in an unknown modifier"
        ),
        pytest.param("v=spf1 ?exists -all", {}, "permerror", id="5.7: exists without a domain"),
        pytest.param("v=spf1 a:%{d0} -all", {}, "permerror", id="7.1: a count of zero"),
        pytest.param("v=spf1 a:%{d2x} -all", {}, "permerror", id="7.1: an unknown transformer"),
        pytest.param("v=spf1 a:%{d!} -all", {}, "permerror", id="7.1: an unknown delimiter"),
        pytest.param("v=spf1 a:%{c}.example -all", {}, "permerror", id="7.2: c only in explanations"),
        pytest.param(
            "v=spf1 ptr -all",
            {("1.2.0.192.in-addr.arpa", "PTR"): TEMPORARY},
            "fail",
            id="5.5: ptr never is an error",
        ),
        pytest.param(
            "v=spf1 ptr -all",
            {
                ("1.2.0.192.in-addr.arpa", "PTR"): ["a.acme.example", "b.acme.example"],
                ("a.acme.example", "A"): TEMPORARY,
                ("b.acme.example", "A"): ["192.0.2.1"],
            },
            "pass",
            id="5.5: a name without an answer is skipped",
        ),
        pytest.param(
            f"v=spf1 {' '.join(f'a:a{n}.acme.example' for n in range(9))} ip4:192.0.2.1 redirect=esp.example",
            {(f"a{n}.acme.example", "A"): ["192.0.2.77"] for n in range(9)},
            "pass",
            id="4.6.4: redirect counts when it is followed",
        ),
        pytest.param(
            f"v=spf1 {' '.join(f'a:a{n}.acme.example' for n in range(10))} redirect=esp.example",
            {(f"a{n}.acme.example", "A"): ["192.0.2.77"] for n in range(10)},
            "permerror",
            id="4.6.4: eleven lookups with the redirect",
        ),
        pytest.param(
            f"v=spf1 {' '.join(f'a:a{n}.acme.example' for n in range(11))} -all",
            {(f"a{n}.acme.example", "A"): ["192.0.2.77"] for n in range(11)},
            "permerror",
            id="4.6.4: eleven lookups",
        ),
        pytest.param(
            "v=spf1 a:x.example a:y.example ip4:192.0.2.1", {}, "pass", id="4.6.4: two void lookups"
        ),
        pytest.param(
            "v=spf1 a:x.example a:y.example a:z.example ip4:192.0.2.1",
            {},
            "permerror",
            id="4.6.4: three void lookups",
        ),
        pytest.param(
            "v=spf1 mx ip4:192.0.2.1",
            {("acme.example", "MX"): [f"{n} m{n}.acme.example" for n in range(10)]},
            "pass",
            id="4.6.4: an MX without an address is no void lookup",
        ),
        pytest.param(
            "v=spf1 mx ip4:192.0.2.1",
            {("acme.example", "MX"): [f"{n} m{n}.acme.example" for n in range(11)]},
            "permerror",
            id="4.6.4: eleven MX",
        ),
    ],
)
def test_where_pyspf_differs_from_rfc_7208_the_rfc_is_right(
    record: str, others: Records, expected: str
) -> None:
    esp: Records = {("esp.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]}
    assert outcome(record, {**esp, **others}) == expected


@pytest.mark.parametrize(
    "record",
    [
        pytest.param("v=spf1 +all", id="+all"),
        pytest.param("v=spf1 all", id="all"),
        pytest.param("v=spf1 mx ALL", id="in capitals"),
        pytest.param("v=spf1 ip4:0.0.0.0/0 -all", id="everything"),
        pytest.param("v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", id="everything in halves"),
        pytest.param("v=spf1 ip4:192.0.0.0/7 -all", id="a /7"),
        pytest.param(f"v=spf1 {' '.join(f'ip4:{n}.0.0.0/8' for n in range(180, 200))} -all", id="twenty /8"),
        pytest.param("v=spf1 a:wide.example/4 -all", id="the surroundings of a host"),
        pytest.param("v=spf1 mx:wide.example/0 -all", id="the surroundings of an exchange"),
        pytest.param("v=spf1 include:wide.example -all", id="an include of +all"),
        pytest.param("v=spf1 redirect=wide.example", id="a redirect to +all"),
    ],
)
def test_a_record_that_lets_everybody_send_proves_nothing(record: str) -> None:
    others: Records = {
        ("wide.example", "TXT"): ["v=spf1 +all"],
        ("wide.example", "A"): ["192.0.2.200"],
        ("wide.example", "MX"): ["10 wide.example"],
        ("acme.example", "MX"): ["10 other.example"],
        ("other.example", "A"): ["198.51.100.1"],
    }
    found = check(answers({("acme.example", "TXT"): [record], **others}))
    assert (found.outcome, found.proves, "lets anyone send" in found.detail) == ("pass", False, True)


@pytest.mark.parametrize(
    ("record", "ip", "expected"),
    [
        pytest.param("v=spf1 ip4:127.0.0.0/8 -all", "127.0.0.7", "pass", id="the loopback network"),
        pytest.param("v=spf1 ip4:192.0.2.1 +all", "192.0.2.1", "pass", id="a match before +all"),
        pytest.param("v=spf1 -ip4:192.0.2.0/24 +all", "192.0.2.1", "fail", id="refused before +all"),
        pytest.param(
            "v=spf1 -include:wide.example ip4:192.0.2.1", "192.0.2.1", "fail", id="+all refuses if excluded"
        ),
        pytest.param("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::5", "pass", id="IPv6"),
        pytest.param("v=spf1 ip4:192.0.2.1 -all", "::ffff:192.0.2.1", "pass", id="IPv4 as IPv6"),
        pytest.param("v=spf1 ip4:192.0.2.1 -all", "2001:db8::5", "fail", id="IPv6 and a record without"),
        pytest.param("v=spf1 ip6:fe80::/64 -all", "fe80::1%eth0", "pass", id="a scope"),
        pytest.param("v=spf1 -all", "unknown", "none", id="no client address"),
    ],
)
def test_a_client_is_judged_by_its_address(record: str, ip: str, expected: str) -> None:
    assert outcome(record, {("wide.example", "TXT"): ["v=spf1 +all"]}, ip=ip) == expected


@pytest.mark.parametrize("record", ["v=spf1 ip6:2000::/3 -all", "v=spf1 a/0//0 -all", "v=spf1 ip6:::/0 -all"])
def test_all_of_ipv6_proves_nothing_either(record: str) -> None:
    known = answers({("acme.example", "TXT"): [record], ("acme.example", "AAAA"): ["2001:db8::1"]})
    found = check(known, ip="2001:db8::5")
    assert (found.outcome, found.proves) == ("pass", False)


@pytest.mark.parametrize(
    ("mail_from", "helo", "domain"),
    [
        pytest.param("joe@acme.example", "mx.globex.example", "acme.example", id="MailFrom"),
        pytest.param("joe@ACME.example", "mx.globex.example", "acme.example", id="MailFrom in capitals"),
        pytest.param('"joe@evil.example"@acme.example', "x", "acme.example", id="a quoted at sign"),
        pytest.param("", "mx.acme.example", "mx.acme.example", id="HELO for the null reverse-path"),
        pytest.param(
            "joe@localhost", "mx.acme.example", "", id="no domain of MailFrom, and no HELO in its place"
        ),
        pytest.param("joe", "mx.acme.example", "", id="no domain at all"),
        pytest.param("joe@acme.example.", "mx", "", id="a final dot"),
        pytest.param("joe@-acme.example", "mx", "", id="not a name"),
        pytest.param("", "[192.0.2.1]", "", id="HELO with an address"),
        pytest.param("", "", "", id="nothing said"),
    ],
)
def test_the_identity_is_mail_from_or_helo_where_that_is_null(mail_from: str, helo: str, domain: str) -> None:
    record = ["v=spf1 ip4:192.0.2.1 -all"]
    known = answers({("acme.example", "TXT"): record, ("mx.acme.example", "TXT"): record})
    found = check(known, mail_from=mail_from, helo=helo)
    assert (found.domain, found.outcome.value) == (domain, "pass" if domain else "none")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(Answer("nxdomain"), "none", id="no such domain"),
        pytest.param(Answer("nodata"), "none", id="no record"),
        pytest.param(["something else"], "none", id="another record"),
        pytest.param(["v=spf1 -all", "v=spf1 +all"], "permerror", id="two records"),
        pytest.param(["other", "v=spf1 ip4:192.0.2.1"], "pass", id="one of ours among others"),
        pytest.param(Answer("ok", ("v=spf1 ip4:192.0.2.1 x=é".encode(),)), "permerror", id="not ASCII"),
        pytest.param(TEMPORARY, "temperror", id="no answer"),
    ],
)
def test_a_domain_has_one_record(record: Answer | list[str], expected: str) -> None:
    assert check(answers({("acme.example", "TXT"): record})).outcome == expected


def test_what_a_record_will_ask_is_asked_together() -> None:
    known = Answers(
        {
            question("acme.example", "TXT"): Answer(
                "ok", (b"v=spf1 a mx include:a.example include:b.example -all",)
            )
        }
    )
    with pytest.raises(NeedDns):
        check(known)
    assert set(known.missing) == {
        question("acme.example", "A"),
        question("acme.example", "MX"),
        question("a.example", "TXT"),
        question("b.example", "TXT"),
    }


def test_the_explanation_is_never_fetched() -> None:
    known = Answers({question("acme.example", "TXT"): Answer("ok", (b"v=spf1 -all exp=why.acme.example",))})
    assert check(known).outcome == "fail"
    assert not known.missing


@pytest.mark.parametrize(
    "mail_from",
    [
        "@",
        "a@",
        "@acme.example",
        "a@b@acme.example",
        "\0@acme.example",
        "é@acme.example",
        "a b@acme.example",
        "%{d}@acme.example",
    ],
)
@pytest.mark.parametrize("helo", ["", "\0", "é", "a" * 500, "[", "%{h}", "a..b"])
def test_odd_envelopes_have_results(mail_from: str, helo: str) -> None:
    record = "v=spf1 exists:%{l}.%{s}.%{o}.%{h}.%{d}.%{p}.x.example -all"
    assert outcome(record, mail_from=mail_from, helo=helo) in ("fail", "none")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param("v=spf1 " + "a" * 8000, id="one long word"),
        pytest.param("v=spf1 a:" + "a" * 480 + "! -all", id="a long label"),
        pytest.param("v=spf1 a:" + ".a" * 240 + "! -all", id="many labels"),
        pytest.param("v=spf1 " + "ip6:" + "1:" * 240 + " -all", id="a long IPv6 address"),
        pytest.param("v=spf1 a:" + "%{d}" * 120 + ".example -all", id="many macros"),
        pytest.param("v=spf1 a:%{d" + "9" * 400 + "}.example -all", id="a long count"),
        pytest.param("v=spf1 " + "a " * 4000, id="many mechanisms"),
        pytest.param("v=spf1 " + "x=y " * 2000, id="many modifiers"),
        pytest.param("v=spf1 redirect=%{d}", id="a loop"),
        pytest.param("v=spf1 include:%{d} -all", id="an include of itself by macro"),
        pytest.param("v=spf1 ip4:192.0.2.1/" + "9" * 400, id="a long prefix"),
    ],
)
def test_a_hostile_record_costs_little(record: str) -> None:
    started = process_time()
    assert outcome(record) in ("permerror", "fail", "neutral")
    assert process_time() - started < 0.3


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param(["v=spf1 ip4:192.0.2.9 ~all"], "v=spf1 ip4:192.0.2.9 ~all", id="to be put right"),
        pytest.param(["v=spf1 ip4:192.0.2.1 ~all"], "", id="it passed"),
        pytest.param(["v=spf1 include:b.example ~all"], "v=spf1 include:b.example ~all", id="its own alone"),
        pytest.param(["v=spf1 ip4:192.0.2.9 " + "a " * 300], "", id="too long to copy"),
        pytest.param([], "", id="none"),
    ],
)
def test_a_record_that_did_not_pass_is_told(records: list[str], expected: str) -> None:
    known = answers(
        {("acme.example", "TXT"): records, ("b.example", "TXT"): ["v=spf1 -all"], ("acme.example", "A"): []}
    )
    assert check(known).record == expected
