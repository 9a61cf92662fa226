from time import process_time

import pytest

from ingest.auth.author import author_of
from ingest.headers import Headers, Unsafe, split_headers


def author(value: str) -> str | Unsafe:
    headers = split_headers(f"From: {value}\r\n\r\n".encode(), smtputf8=True)
    assert isinstance(headers, Headers), headers
    return author_of(headers)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        pytest.param("jane@acme.example", "jane@acme.example", id="bare"),
        pytest.param("<jane@acme.example>", "jane@acme.example", id="angle brackets only"),
        pytest.param("Jane Doe <Jane@ACME.example>", "Jane@acme.example", id="domain in lower case"),
        pytest.param('"Doe, Jane" <jane@acme.example>', "jane@acme.example", id="comma in quotes"),
        pytest.param("J. R. Doe <jane@acme.example>", "jane@acme.example", id="dots in the name"),
        pytest.param(
            "Jane [Acme] <jane@acme.example>", "jane@acme.example", id="square brackets in the name"
        ),
        pytest.param("jane@acme.example (Jane (Acme))", "jane@acme.example", id="nested comment behind"),
        pytest.param("(x) jane@acme.example", "jane@acme.example", id="comment before"),
        pytest.param("Jane\r\n\t<jane@acme.example>", "jane@acme.example", id="folded"),
        pytest.param("O'Neil <o'neil+x@acme.example>", "o'neil+x@acme.example", id="odd characters"),
        pytest.param('"jane"@acme.example', "jane@acme.example", id="needless quotes"),
        pytest.param('"jane doe"@acme.example', '"jane doe"@acme.example', id="needed quotes"),
        pytest.param(
            "=?utf-8?q?ceo=40bank=2Eexample?= <eve@evil.example>", "eve@evil.example", id="name in code"
        ),
        pytest.param('"ceo@bank.example" <eve@evil.example>', "eve@evil.example", id="name like an address"),
        pytest.param(
            "jane@acme.example (ceo@bank.example)", "jane@acme.example", id="comment like an address"
        ),
        pytest.param(
            "jane@acme.example <jane@acme.example>", "jane@acme.example", id="the same address twice"
        ),
        pytest.param("Zoë <zoë@bücher.example>", "zoë@xn--bcher-kva.example", id="SMTPUTF8"),
    ],
)
def test_the_author_is_the_one_mailbox(value: str, address: str) -> None:
    assert author(value) == address


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("<>", id="empty brackets"),
        pytest.param("jane", id="no domain"),
        pytest.param("jane@localhost", id="a domain of one label"),
        pytest.param("jane@[192.0.2.1]", id="address literal"),
        pytest.param("jane@acme.example.", id="final dot"),
        pytest.param("a@acme.example, b@acme.example", id="several"),
        pytest.param("Doe, Jane <jane@acme.example>", id="comma outside quotes"),
        pytest.param("Team: jane@acme.example;", id="group"),
        pytest.param("undisclosed:;", id="empty group"),
        pytest.param("<@evil.example:ceo@bank.example>", id="route"),
        pytest.param("ceo@bank.example <eve@evil.example>", id="another address as the name"),
        pytest.param("ceo@bank.example <x> <eve@evil.example>", id="two pairs of brackets"),
        pytest.param("<a@acme.example> <b@evil.example>", id="two addresses in brackets"),
        pytest.param("<eve@evil.example> ceo@bank.example", id="an address behind the brackets"),
        pytest.param("ceo@bank.example@evil.example", id="two at signs"),
        pytest.param('"ceo@bank.example"@evil.example', id="an address in the quoted local part"),
        pytest.param('"a".b@evil.example', id="quotes for part of the local part"),
        pytest.param("=?utf-8?q?ceo=40bank=2Eexample?=@evil.example", id="an address in code as local part"),
        pytest.param("jane @acme.example", id="space within"),
        pytest.param("jane@(ceo@bank.example)acme.example", id="comment within"),
        pytest.param('"jane <eve@evil.example>', id="quote without an end"),
        pytest.param("(jane <eve@evil.example>", id="comment without an end"),
        pytest.param("jane) <eve@evil.example>", id="stray bracket"),
        pytest.param("jane\\ <eve@evil.example>", id="stray backslash"),
        pytest.param("<jane@acme.example", id="bracket without an end"),
        pytest.param(".jane@acme.example", id="dot first"),
        pytest.param("jane..doe@acme.example", id="two dots"),
        pytest.param("<\u00a0jane@acme.example>", id="no-break space"),
        pytest.param("<jane\u3000@acme.example>", id="ideographic space"),
        pytest.param('"\u2003jane"@acme.example', id="em space in quotes"),
        pytest.param("j" * 65 + "@acme.example", id="a local part too long"),
    ],
)
def test_a_from_that_can_be_read_as_another_is_refused(value: str) -> None:
    refusal = author(value)
    assert isinstance(refusal, Unsafe), refusal
    assert refusal.about == "author"


def test_a_mail_without_a_from_has_no_author() -> None:
    headers = split_headers(b"Sender: a@acme.example\r\n\r\n")
    assert isinstance(headers, Headers)
    assert author_of(headers) == Unsafe("no From header", "author")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("(" * 30_000, id="open comments"),
        pytest.param('"' + "\\" * 30_000, id="backslashes"),
        pytest.param("a@b.example," * 2500, id="a list"),
        pytest.param(" " * 30_000 + "x", id="spaces"),
        pytest.param("=?utf-8?q?" * 3000, id="encoded words begun"),
    ],
)
def test_a_hostile_from_costs_little(value: str) -> None:
    started = process_time()
    assert isinstance(author(value), Unsafe)
    assert process_time() - started < 0.5
