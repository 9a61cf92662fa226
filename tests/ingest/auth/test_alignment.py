import pytest

from ingest.auth.alignment import SHARED, Alignment, Mode, aligned, alignment, org_domain
from ingest.auth.dns import Answer, Answers, NeedDns, question
from tests.ingest.auth.builders import answers


@pytest.mark.parametrize(
    ("domain", "organization"),
    [
        pytest.param("acme.com", "acme.com", id="itself"),
        pytest.param("a.b.acme.com", "acme.com", id="subdomain"),
        pytest.param("mail.acme.co.uk", "acme.co.uk", id="suffix of two labels"),
        pytest.param("co.uk", "co.uk", id="a public suffix is its own"),
        pytest.param("com", "com", id="a top level domain is its own"),
        pytest.param("x.tenant.vercel.app", "tenant.vercel.app", id="private section"),
        pytest.param("a.northwind.example", "northwind.example", id="unknown top level domain"),
        pytest.param("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn", id="A-labels"),
        pytest.param("mail.acme.onmicrosoft.com", "mail.acme.onmicrosoft.com", id="shared tenant"),
    ],
)
def test_the_organizational_domain_is_one_label_more_than_the_suffix(domain: str, organization: str) -> None:
    assert org_domain(domain) == organization


@pytest.mark.parametrize(
    ("proved", "author", "mode", "expected"),
    [
        pytest.param("acme.com", "acme.com", "strict", True, id="identical"),
        pytest.param("mail.acme.com", "acme.com", "relaxed", True, id="subdomain proved"),
        pytest.param("acme.com", "mail.acme.com", "relaxed", True, id="parent proved"),
        pytest.param("a.acme.com", "b.acme.com", "relaxed", True, id="siblings"),
        pytest.param("mail.acme.com", "acme.com", "strict", False, id="strict wants the same"),
        pytest.param("evilacme.com", "acme.com", "relaxed", False, id="suffix of a string only"),
        pytest.param("acme.com.evil.net", "acme.com", "relaxed", False, id="prefix only"),
        pytest.param("co.uk", "acme.co.uk", "relaxed", False, id="a suffix speaks for nobody"),
        pytest.param("com", "acme.com", "relaxed", False, id="a top level domain speaks for nobody"),
        pytest.param("a.vercel.app", "b.vercel.app", "relaxed", False, id="neighbours at a hoster"),
        pytest.param("b.github.io", "a.github.io", "relaxed", False, id="neighbours at another"),
        pytest.param("strasse.example", "xn--strae-oqa.example", "relaxed", False, id="sharp s"),
    ],
)
def test_only_the_authors_organization_speaks_for_the_author(
    proved: str, author: str, mode: Mode, expected: bool
) -> None:
    assert aligned(proved, author, mode) is expected


@pytest.mark.parametrize("suffix", SHARED)
def test_tenants_of_a_shared_domain_speak_for_themselves_alone(suffix: str) -> None:
    assert aligned(f"acme.{suffix}", f"acme.{suffix}", "relaxed")
    assert not aligned(f"acme.{suffix}", f"globex.{suffix}", "relaxed")
    assert not aligned(suffix, f"globex.{suffix}", "relaxed")
    assert not aligned(f"mail.acme.{suffix}", f"acme.{suffix}", "relaxed")


NXDOMAIN, TEMPORARY = Answer("nxdomain"), Answer("temporary")


@pytest.mark.parametrize(
    ("own", "organization", "expected"),
    [
        pytest.param(NXDOMAIN, NXDOMAIN, "aligned", id="no record"),
        pytest.param(["v=DMARC1; p=none"], NXDOMAIN, "aligned", id="relaxed is the default"),
        pytest.param(
            ["v=DMARC1; p=none; adkim=r; aspf=s"], NXDOMAIN, "aligned", id="the other tag is strict"
        ),
        pytest.param(["v=DMARC1; p=none; adkim=s"], NXDOMAIN, "not aligned", id="strict"),
        pytest.param(["v=DMARC1;ADKIM = S ;p=none"], NXDOMAIN, "not aligned", id="spelled oddly"),
        pytest.param(NXDOMAIN, ["v=DMARC1; p=none; adkim=s"], "not aligned", id="the organization's"),
        pytest.param(
            ["v=DMARC1; p=none"], ["v=DMARC1; adkim=s"], "aligned", id="the author's own comes first"
        ),
        pytest.param(["v=spf1 -all"], ["v=DMARC1; adkim=s"], "not aligned", id="other records do not count"),
        pytest.param(
            ["v=DMARC1; adkim=s", "v=DMARC1; p=none"], NXDOMAIN, "aligned", id="two records are none"
        ),
        pytest.param(["p=none; v=DMARC1; adkim=s"], NXDOMAIN, "aligned", id="the version must come first"),
        pytest.param(TEMPORARY, ["v=DMARC1; p=none"], "unknown", id="no answer for the author's"),
        pytest.param(NXDOMAIN, TEMPORARY, "unknown", id="no answer for the organization's"),
    ],
)
def test_the_dmarc_record_says_how_alike_is_alike_enough(
    own: Answer | list[str], organization: Answer | list[str], expected: Alignment
) -> None:
    known = answers({("_dmarc.sales.acme.com", "TXT"): own, ("_dmarc.acme.com", "TXT"): organization})
    assert alignment("mail.acme.com", "sales.acme.com", "adkim", known) == expected


def test_the_dmarc_record_is_asked_for_only_where_it_decides() -> None:
    known = Answers({})
    assert alignment("acme.com", "acme.com", "aspf", known) == "aligned"
    assert alignment("evil.com", "acme.com", "aspf", known) == "not aligned"
    assert not known.missing
    with pytest.raises(NeedDns):
        alignment("mail.acme.com", "acme.com", "aspf", known)
    assert list(known.missing) == [question("_dmarc.acme.com", "TXT")]
