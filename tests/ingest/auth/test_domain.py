import pytest

from ingest.auth.domain import canonical_domain


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("acme.example", "acme.example", id="as it is"),
        pytest.param("Mail.ACME.Example", "mail.acme.example", id="lower case"),
        pytest.param("straße.example", "xn--strae-oqa.example", id="sharp s is its own domain"),
        pytest.param("xn--strae-oqa.example", "xn--strae-oqa.example", id="A-label kept"),
        pytest.param("BÜCHER.example", "xn--bcher-kva.example", id="U-label in capitals"),
        pytest.param("_spf.acme.example", "_spf.acme.example", id="underscore"),
        pytest.param("3com.example", "3com.example", id="digit first"),
    ],
)
def test_a_domain_has_one_spelling(text: str, canonical: str) -> None:
    assert canonical_domain(text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("localhost", id="one label"),
        pytest.param("acme.example.", id="final dot"),
        pytest.param("acme..example", id="empty label"),
        pytest.param("192.0.2.1", id="an address"),
        pytest.param("a" * 64 + ".example", id="a label too long"),
        pytest.param("a." * 130 + "example", id="too long"),
        pytest.param("é." * 60 + "example", id="too long as A-labels"),
        pytest.param("acme example.com", id="space"),
        pytest.param("acme\0.example", id="NUL"),
        pytest.param("-acme.example", id="hyphen first"),
        pytest.param("a\\.b.example", id="backslash"),
        pytest.param("[192.0.2.1]", id="address literal"),
        pytest.param("\u2024evil.example", id="a dot in disguise"),
    ],
)
def test_what_is_no_domain_has_none(text: str) -> None:
    assert canonical_domain(text) is None
