"""People are read from header lines as forwards render them."""

import pytest

from ingest.parse.forward_people import author_in, people_in
from ingest.parse.mail import Mailbox

JOHN = Mailbox("John Doe", "john@a.example")
JANE = Mailbox("Jane Roe", "jane@b.example")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("John Doe <john@a.example>, Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("John Doe <john@a.example>; Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("John Doe <john@a.example>;Jane Roe <jane@b.example>;", (JOHN, JANE)),
        ("John Doe <john@a.example>, Jane Roe <jane@b.example>;", (JOHN, JANE)),
        ("Doe, John <john@a.example>, Jane Roe <jane@b.example>; Roe, J", (Mailbox("Doe, John", "john@a.example"), JANE, Mailbox("Roe, J", ""))),  # noqa: E501
        ("'John Doe' <john@a.example>, \"Jane Roe\" <jane@b.example>", (JOHN, JANE)),
        ("John Doe (john@a.example), Jane Roe [jane@b.example]", (JOHN, JANE)),
        ("John Doe <mailto:john@a.example>, Jane Roe [mailto:jane@b.example]", (JOHN, JANE)),
        ("John Doe <john@a.example<mailto:john@a.example>>; Jane Roe<mailto:jane@b.example>", (JOHN, JANE)),
        ("john@a.example (John Doe), jane@b.example (Jane Roe)", (JOHN, JANE)),
        ("John Doe john@a.example, Jane Roe jane@b.example", (JOHN, JANE)),
        ("John Doe <john@a.example>，Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("john@a.example, jane@b.example", (Mailbox("", "john@a.example"), Mailbox("", "jane@b.example"))),
        ("John Doe; Jane Roe", (Mailbox("John Doe", ""), Mailbox("Jane Roe", ""))),
        ("John Doe, Jane Roe", (Mailbox("John Doe", ""), Mailbox("Jane Roe", ""))),
        ("Doe, John; Roe, Jane", (Mailbox("Doe, John", ""), Mailbox("Roe, Jane", ""))),
        ("Doe, John <john@a.example>; Roe, Jane", (Mailbox("Doe, John", "john@a.example"), Mailbox("Roe, Jane", ""))),  # noqa: E501
        ("Doe, John <john@a.example>, jane@b.example", (Mailbox("Doe, John", "john@a.example"), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("Doe, John<john@a.example>, Roe, Jane<jane@b.example>", (Mailbox("Doe, John", "john@a.example"), Mailbox("Roe, Jane", "jane@b.example"))),  # noqa: E501
        ("Doe, John <john@a.example>, jane@b.example<mailto:jane@b.example>", (Mailbox("Doe, John", "john@a.example"), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("John Doe, jane@b.example<mailto:jane@b.example>", (Mailbox("John Doe", ""), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("John Doe (Acme) <john@a.example>", (Mailbox("John Doe (Acme)", "john@a.example"),)),
        ("john@a.example <john@a.example>", (Mailbox("", "john@a.example"),)),
        ("John Doe </O=ACME/OU=X/CN=JOHN>", (Mailbox("John Doe", ""),)),
        ("*John Doe* <john@a.example>", (JOHN,)),
        ("*John Doe* via Acme <john@a.example>", (Mailbox("John Doe via Acme", "john@a.example"),)),
        ("'John Doe' via Acme <john@a.example>", (Mailbox("'John Doe' via Acme", "john@a.example"),)),
        ("[EXT] John Doe <john@a.example>", (Mailbox("[EXT] John Doe", "john@a.example"),)),
        ("Team [External]; 'x@y.example'", (Mailbox("Team [External]", ""), Mailbox("", "x@y.example"))),
        ('"John \\"JD\\" Doe" <john@a.example>', (Mailbox('John "JD" Doe', "john@a.example"),)),
        ("undisclosed-recipients:;", ()),
        ("Undisclosed recipients", ()),
        ("", ()),
        (" , ;, ", ()),
    ],
)  # fmt: skip
def test_people_are_read_in_every_rendering(value: str, expected: tuple[Mailbox, ...]) -> None:
    assert people_in(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("John Doe <john@a.example>", JOHN),
        ("Doe, John <john@a.example>", Mailbox("Doe, John", "john@a.example")),
        ("Bot <bot@x.example> on behalf of John Doe <john@a.example>", JOHN),
        ("bot@x.example [mailto:bot@x.example] On Behalf Of John Doe", Mailbox("John Doe", "bot@x.example")),
        ("Bot <bot@x.example> im Auftrag von John Doe <john@a.example>", JOHN),
        ("", None),
    ],
)
def test_the_author_is_the_one_on_whose_behalf_the_mail_was_sent(
    value: str, expected: Mailbox | None
) -> None:
    assert author_in(value) == expected
