import pytest

from ingest.auth.spf_macro import BadMacro, expand

# RFC 7208 section 7.4's own examples.
VALUES = {
    "s": "strong-bad@email.example.com",
    "l": "strong-bad",
    "o": "email.example.com",
    "d": "email.example.com",
    "i": "192.0.2.3",
    "v": "in-addr",
    "h": "mx.example.org",
    "p": "mx.example.org",
}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{p2}.trusted-domains.example.net", "example.org.trusted-domains.example.net"),
        ("a%%b%_c%-d", "a%b c%20d"),
        ("%{S}", "strong-bad%40email.example.com"),
        ("%{d}.", "email.example.com"),
        ("plain.example", "plain.example"),
    ],
)
def test_macros_expand_as_the_rfc_shows(text: str, expanded: str) -> None:
    assert expand(text, VALUES.__getitem__) == expanded


@pytest.mark.parametrize(
    "text", ["%", "%x", "%{", "%{}", "%{x}", "%{d", "%{d0}", "%{dd}", "%(d)", "%{c}", "%{t}", "a%"]
)
def test_what_is_no_macro_is_an_error(text: str) -> None:
    with pytest.raises(BadMacro):
        expand(text, VALUES.__getitem__)


def test_a_name_too_long_loses_labels_from_the_left() -> None:
    name = expand("x%{l}." + "a.bb." * 60 + "example", VALUES.__getitem__)
    assert len(name) <= 253
    assert name.endswith("a.bb.example")
    assert name.startswith(("a.", "bb."))
