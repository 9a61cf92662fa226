"""People are read from header lines as forwards render them."""

import pytest

from ingest.parse.forward_people import author_in, people_in
from ingest.parse.mail import Mailbox

JOHN = Mailbox("Jonas Berg", "john@a.example")
JANE = Mailbox("Jane Roe", "jane@b.example")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Jonas Berg <john@a.example>, Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("Jonas Berg <john@a.example>; Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("Jonas Berg <john@a.example>;Jane Roe <jane@b.example>;", (JOHN, JANE)),
        ("Jonas Berg <john@a.example>, Jane Roe <jane@b.example>;", (JOHN, JANE)),
        ("Doe, John <john@a.example>, Jane Roe <jane@b.example>; Roe, J", (Mailbox("Doe, John", "john@a.example"), JANE, Mailbox("Roe, J", ""))),  # noqa: E501
        ("'Jonas Berg' <john@a.example>, \"Jane Roe\" <jane@b.example>", (JOHN, JANE)),
        ("Jonas Berg (john@a.example), Jane Roe [jane@b.example]", (JOHN, JANE)),
        ("Jonas Berg <mailto:john@a.example>, Jane Roe [mailto:jane@b.example]", (JOHN, JANE)),
        ("Jonas Berg <john@a.example<mailto:john@a.example>>; Jane Roe<mailto:jane@b.example>", (JOHN, JANE)),
        ("john@a.example (Jonas Berg), jane@b.example (Jane Roe)", (JOHN, JANE)),
        ("Jonas Berg john@a.example, Jane Roe jane@b.example", (JOHN, JANE)),
        ("Jonas Berg <john@a.example>，Jane Roe <jane@b.example>", (JOHN, JANE)),
        ("john@a.example, jane@b.example", (Mailbox("", "john@a.example"), Mailbox("", "jane@b.example"))),
        ("Jonas Berg; Jane Roe", (Mailbox("Jonas Berg", ""), Mailbox("Jane Roe", ""))),
        ("Jonas Berg, Jane Roe", (Mailbox("Jonas Berg", ""), Mailbox("Jane Roe", ""))),
        ("Doe, John; Roe, Jane", (Mailbox("Doe, John", ""), Mailbox("Roe, Jane", ""))),
        ("Doe, John <john@a.example>; Roe, Jane", (Mailbox("Doe, John", "john@a.example"), Mailbox("Roe, Jane", ""))),  # noqa: E501
        ("Doe, John <john@a.example>, jane@b.example", (Mailbox("Doe, John", "john@a.example"), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("Doe, John<john@a.example>, Roe, Jane<jane@b.example>", (Mailbox("Doe, John", "john@a.example"), Mailbox("Roe, Jane", "jane@b.example"))),  # noqa: E501
        ("Doe, John <john@a.example>, jane@b.example<mailto:jane@b.example>", (Mailbox("Doe, John", "john@a.example"), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("Jonas Berg, jane@b.example<mailto:jane@b.example>", (Mailbox("Jonas Berg", ""), Mailbox("", "jane@b.example"))),  # noqa: E501
        ("Jonas Berg (Acme) <john@a.example>", (Mailbox("Jonas Berg (Acme)", "john@a.example"),)),
        ("john@a.example <john@a.example>", (Mailbox("", "john@a.example"),)),
        ("Jonas Berg </O=ACME/OU=X/CN=JOHN>", (Mailbox("Jonas Berg", ""),)),
        ("*Jonas Berg* <john@a.example>", (JOHN,)),
        ("*Jonas Berg* via Acme <john@a.example>", (Mailbox("Jonas Berg via Acme", "john@a.example"),)),
        ("'Jonas Berg' via Acme <john@a.example>", (Mailbox("'Jonas Berg' via Acme", "john@a.example"),)),
        ("[EXT] Jonas Berg <john@a.example>", (Mailbox("[EXT] Jonas Berg", "john@a.example"),)),
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
        ("Jonas Berg <john@a.example>", JOHN),
        ("Doe, John <john@a.example>", Mailbox("Doe, John", "john@a.example")),
        ("Bot <bot@x.example> on behalf of Jonas Berg <john@a.example>", JOHN),
        (
            "bot@x.example [mailto:bot@x.example] On Behalf Of Jonas Berg",
            Mailbox("Jonas Berg", "bot@x.example"),
        ),
        ("Bot <bot@x.example> im Auftrag von Jonas Berg <john@a.example>", JOHN),
        ("", None),
    ],
)
def test_the_author_is_the_one_on_whose_behalf_the_mail_was_sent(
    value: str, expected: Mailbox | None
) -> None:
    assert author_in(value) == expected
