"""A mail's headers are read as a person would, however its sender wrote them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ingest.parse.mail import Mailbox, Malformed
from ingest.parse.message import parse
from tests.ingest.parse.builders import mail, parsed


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "no headers", id="nothing"),
        pytest.param(b"\r\n\r\nHello", "no headers", id="only a body"),
        pytest.param(b"To: a@b.example\r\n\r\nHello", "no From", id="no From"),
        pytest.param(
            b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nHello", "more than one From", id="two From"
        ),
        pytest.param(
            b"From: a@b.example, c@d.example\r\n\r\nHello", "more than one author", id="two authors"
        ),
        pytest.param(b"From: Jane\r\n\r\nHello", "no address", id="a name only"),
        pytest.param(b"From: friends:;\r\n\r\nHello", "no address", id="an empty group"),
    ],
)
def test_a_mail_without_exactly_one_author_is_malformed(raw: bytes, why: str) -> None:
    found = parse(raw)
    assert isinstance(found, Malformed)
    assert why in found.why


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        pytest.param("jane@acme.example", Mailbox("", "jane@acme.example"), id="bare"),
        pytest.param("<jane@acme.example>", Mailbox("", "jane@acme.example"), id="angle"),
        pytest.param(
            '"Roe, Jane" <jane@acme.example>', Mailbox("Roe, Jane", "jane@acme.example"), id="comma"
        ),
        pytest.param(
            '"Jane \\"JR\\" Roe" <j@a.example>', Mailbox('Jane "JR" Roe', "j@a.example"), id="quotes"
        ),
        pytest.param("jane@acme.example (Jane Roe)", Mailbox("Jane Roe", "jane@acme.example"), id="comment"),
        pytest.param(
            "=?utf-8?q?J=C3=B6rg_Roe?= <j@a.example>", Mailbox("Jörg Roe", "j@a.example"), id="word"
        ),
        pytest.param(
            '"=?utf-8?b?SsO2cmc=?=" <j@a.example>', Mailbox("Jörg", "j@a.example"), id="quoted word"
        ),
        pytest.param(
            "=?utf-8?q?Roe=2C_Jane?= <j@a.example>", Mailbox("Roe, Jane", "j@a.example"), id="word comma"
        ),
        pytest.param("Jörg Roe <j@a.example>", Mailbox("Jörg Roe", "j@a.example"), id="raw 8-bit"),
        pytest.param("'Jane Roe' <j@a.example>", Mailbox("Jane Roe", "j@a.example"), id="single quotes"),
        pytest.param("Jane\r\n Roe\r\n\t<j@a.example>", Mailbox("Jane Roe", "j@a.example"), id="folded"),
        pytest.param('"Jane Roe <j@a.example>', Mailbox('"Jane Roe', "j@a.example"), id="one quote"),
        pytest.param("Sales: j@a.example;", Mailbox("", "j@a.example"), id="group of one"),
        pytest.param("<@relay.example:j@a.example>", Mailbox("", "j@a.example"), id="obsolete route"),
        pytest.param('"j o"@a.example', Mailbox("", "jo@a.example"), id="quoted local part"),
    ],
)
def test_the_author_is_read(sender: str, expected: Mailbox) -> None:
    assert parsed(mail(sender=sender)).author == expected


def test_every_recipient_is_read_in_order() -> None:
    found = parsed(
        mail(
            headers='To: "B, B" <b@b.example>; c@c.example\nCc: Team: d@d.example, E <e@e.example>;, f@f.example'  # noqa: E501
        )
    )
    assert [box.address for box in found.to] == ["bcc@northwind.example", "b@b.example", "c@c.example"]
    assert found.cc == (Mailbox("", "d@d.example"), Mailbox("E", "e@e.example"), Mailbox("", "f@f.example"))


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("Hello", "Hello", id="plain"),
        pytest.param("=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße", id="latin"),
        pytest.param("=?utf-8?b?4oKs?= 5", "€ 5", id="base64"),
        pytest.param("=?utf-8?b?4oKs?=\r\n =?utf-8?b?4oKs?=", "€€", id="space between words is none"),
        pytest.param("=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€", id="a character split over words"),
        pytest.param("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c", id="mixed"),
        pytest.param("=?UTF-8*de?q?=C3=A4?=", "ä", id="with a language"),
        pytest.param("=?x-nobody-knows?q?=C3=A4?=", "ä", id="unknown charset"),
        pytest.param("=?utf-8?q?=C3=A4", "=?utf-8?q?=C3=A4", id="cut"),
        pytest.param("=?utf-8?x?abc?=", "=?utf-8?x?abc?=", id="unknown encoding"),
        pytest.param("=?gb2312?B?xOO6ww==?=", "你好", id="chinese"),
        pytest.param("=?iso-2022-jp?B?GyRCNEE7ehsoQg==?=", "漢字", id="japanese"),
        pytest.param("=?koi8-r?B?8NLJ18XU?=", "Привет", id="russian"),
        pytest.param("=?utf-8?Q?a=0D=0Ab?=", "a b", id="a line break hidden in a word"),
        pytest.param("a\r\n b", "a b", id="folded"),
        pytest.param("Grüße", "Grüße", id="raw utf-8"),
        pytest.param("=?utf-8?B?w6Q?= =?utf-8?b?!!!?=", "ä", id="no padding, no base64"),
    ],
)
def test_the_subject_is_decoded(subject: str, expected: str) -> None:
    assert parsed(mail(headers="X: y").replace(b"X: y", f"Subject: {subject}".encode())).subject == expected


def test_raw_latin_bytes_in_a_header_are_read_as_latin() -> None:
    assert parsed(mail(headers="X: y").replace(b"X: y", b"Subject: Gr\xfc\xdfe")).subject == "Grüße"


def test_ids_lose_their_brackets_and_keep_their_order() -> None:
    found = parsed(mail(headers="Message-ID: <1@a>\nIn-Reply-To: <0@a>\nReferences: <8@a> <9@a>\n <0@a>"))
    assert (found.message_id, found.in_reply_to) == ("1@a", "0@a")
    assert found.references == ("8@a", "9@a", "0@a")
    assert parsed(mail()).message_id is None


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (
            "Tue, 6 Apr 2021 17:34:15 +0200",
            datetime(2021, 4, 6, 17, 34, 15, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("6 Apr 21 17:34 GMT", datetime(2021, 4, 6, 17, 34, tzinfo=UTC)),
        ("Tue, 6 Apr 2021 17:34:15 -0000 (nowhere)", datetime(2021, 4, 6, 17, 34, 15, tzinfo=UTC)),
        ("yesterday", None),
        ("9" * 5_000, None),
        ("Tue, 31 Feb 2021 17:34:15 +0200", None),
        ("Tue, 6 Apr 99999 17:34:15 +0200", None),
        ("Tue, 6 Apr 2021 17:34:15 +9999999999999", None),
    ],
)
def test_the_date_is_read_or_absent(date: str, expected: datetime | None) -> None:
    assert parsed(mail(headers=f"Date: {date}")).date == expected


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ("", False),
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("List-Id: <list.example>", True),
        ("List-Unsubscribe: <mailto:x@y.example>", False),
        ("Content-Type: multipart/report; boundary=x", True),
    ],
)
def test_mail_that_no_person_wrote_is_marked(headers: str, automatic: bool) -> None:
    assert parsed(mail(headers=headers)).automatic is automatic
