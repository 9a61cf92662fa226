"""A mail's bodies are read as a person would, however its sender packed them."""

import pytest

from ingest.parse.mail import Mailbox
from tests.ingest.parse.builders import encoded, mail, multipart, nested, parsed, part


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        pytest.param("text/plain; charset=utf-8", "Grüße €".encode(), "Grüße €", id="utf-8"),
        pytest.param("text/plain; charset=iso-8859-1", b"Gr\xfc\xdfe", "Grüße", id="latin"),
        pytest.param(
            "text/plain; charset=iso-8859-1", b"\x93Hi\x94", "“Hi”", id="windows under latin's name"
        ),
        pytest.param(
            "text/plain; charset=iso-8859-1", "Grüße".encode(), "Grüße", id="utf-8 under latin's name"
        ),
        pytest.param(
            "text/plain; charset=us-ascii", "Grüße".encode(), "Grüße", id="utf-8 under ascii's name"
        ),
        pytest.param("text/plain; charset=utf-8", b"Gr\xfc\xdfe", "Grüße", id="latin under utf-8's name"),
        pytest.param("text/plain; charset=x-unknown", "Grüße".encode(), "Grüße", id="unknown charset"),
        pytest.param(
            "text/plain; charset=punycode", b"Gr\xfc\xdfe", "Grüße", id="a codec that is no charset"
        ),
        pytest.param("text/plain; charset=unicode_escape", b"\\x41", "\\x41", id="a codec that interprets"),
        pytest.param("text/plain", "Grüße".encode(), "Grüße", id="none named"),
        pytest.param("text/plain", "漢字".encode("iso-2022-jp"), "漢字", id="japanese that nobody named"),
        pytest.param("text/plain; charset=utf-16", "Grüße".encode("utf-16"), "Grüße", id="utf-16"),
        pytest.param("text/plain; charset=windows-1251", "Привет".encode("cp1251"), "Привет", id="cyrillic"),
        pytest.param("text/plain; charset=gb2312", "你好鎔".encode("gb18030"), "你好鎔", id="wider chinese"),
        pytest.param("text/plain; charset=ks_c_5601-1987", "안녕".encode("cp949"), "안녕", id="korean"),
        pytest.param("text/plain; charset=shift_jis", "漢字①".encode("cp932"), "漢字①", id="japanese"),
        pytest.param(
            "text/plain; charset=utf-8; format=flowed", b"one \r\ntwo\r\nthree", "one two\nthree", id="flowed"
        ),
        pytest.param("text/plain; format=flowed; delsp=yes", b"one \r\ntwo", "onetwo", id="flowed delsp"),
        pytest.param('text/plain; charset="utf-8', b"Hello", "Hello", id="unclosed quote"),
        pytest.param("text", b"Hello", "Hello", id="no subtype"),
        pytest.param("multipart/mixed", b"Hello", "Hello", id="multipart without boundary"),
        pytest.param("multipart/mixed; boundary=x", b"Hello", "Hello", id="multipart without parts"),
        pytest.param("text/html", b"<p>Hello</p>", "Hello", id="html"),
    ],
)
def test_the_text_is_decoded(content_type: str, body: bytes, expected: str) -> None:
    assert parsed(mail(body, headers=f"Content-Type: {content_type}")).text == expected


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        pytest.param("quoted-printable", b"Gr=C3=BC=C3=9F=\r\ne", "Grüße", id="quoted-printable"),
        pytest.param("quoted-printable", b"50=% =ZZ =", "50=% =ZZ", id="damaged quoted-printable"),
        pytest.param("BASE64", encoded("Grüße".encode()), "Grüße", id="base64"),
        pytest.param("base64", b"R3LDvMOfZQ", "Grüße", id="base64 without padding"),
        pytest.param("base64", b"R3LD\r\n!vMOfZQ==\r\n\r\nfooter", "Grüße", id="base64 with foreign bytes"),
        pytest.param(
            "base64", b"SGVsbG8g\r\nV29ybGQ=\r\n--\r\nsignature", "Hello World", id="base64 with a footer"
        ),
        pytest.param("x-unknown", b"Hello", "Hello", id="unknown"),
    ],
)
def test_the_transfer_encoding_is_undone(encoding: str, body: bytes, expected: str) -> None:
    headers = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}"
    assert parsed(mail(body, headers=headers)).text == expected


PLAIN, HTML = part("text/plain", "Plain text"), part("text/html", "<p>Rich text</p>")
LONG = "<p>" + "This mail has a lot to say, and says it only here. " * 20 + "</p>"


@pytest.mark.parametrize(
    ("raw", "text", "html"),
    [
        pytest.param(multipart("alternative", PLAIN, HTML), "Plain text", False, id="alternative"),
        pytest.param(
            multipart("alternative", part("text/plain", " "), HTML), "Rich text", True, id="empty plain"
        ),
        pytest.param(
            multipart("alternative", part("text/plain", "See the HTML."), part("text/html", LONG)),
            ("This mail has a lot to say, and says it only here. " * 20).strip(),
            True,
            id="plain that only points to the html",
        ),
        pytest.param(
            multipart(
                "alternative", PLAIN, part("text/enriched", "<b>x</b>"), part("text/x-amp-html", "y"), HTML
            ),
            "Plain text",
            False,
            id="more alternatives",
        ),
        pytest.param(multipart("related", HTML, part("image/png", "x")), "Rich text", True, id="related"),
        pytest.param(
            multipart("mixed", nested("alternative", PLAIN, nested("related", HTML, boundary="r"))),
            "Plain text",
            False,
            id="nested",
        ),
        pytest.param(
            multipart("mixed", PLAIN, part("image/png", "x"), part("text/plain", "More text")),
            "Plain text\n\nMore text",
            False,
            id="text around a picture",
        ),
        pytest.param(
            multipart("signed", PLAIN, part("application/pgp-signature")), "Plain text", False, id="signed"
        ),
        pytest.param(
            multipart("report", PLAIN, part("message/delivery-status", "x")), "Plain text", False, id="report"
        ),
    ],
)
def test_the_best_body_is_chosen(raw: bytes, text: str, html: bool) -> None:
    found = parsed(raw)
    assert (found.text, found.html) == (text, html)
    assert not any(file.type.startswith("text/") for file in found.attachments)


def test_an_invite_is_shown_in_words() -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nDTSTART:19700101T000000\r\n"
        "END:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:Demo\\, part\r\n  one\r\nDTSTART;TZID=Europe/Berlin:20210406T173400\r\n"
        'DTEND;TZID=Europe/Berlin:20210406T180000\r\nLOCATION:Room 1\r\nORGANIZER;CN="Roe: J":mailto:j@a.example\r\n'  # noqa: E501
        "BEGIN:VALARM\r\nSUMMARY:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = parsed(multipart("alternative", PLAIN, part("text/calendar; method=REQUEST", calendar)))
    assert found.text == (
        "Plain text\n\nInvitation: Demo, part one\nWhen: 2021-04-06 17:34 (Europe/Berlin) to 2021-04-06 18:00 "  # noqa: E501
        "(Europe/Berlin)\nWhere: Room 1\nOrganizer: Roe: J <j@a.example>"
    )
    assert [file.name for file in found.attachments] == ["attachment.ics"]


def test_mails_forwarded_as_attachments_are_all_read_newest_first() -> None:
    history = "Old\r\n\r\nOn 1.1.2020 10:00 x@y.example wrote:\r\n> history"
    older = mail(history, headers="Subject: One\nDate: Mon, 5 Apr 2021 10:00:00 +0000")
    newer = multipart(
        "mixed",
        part("text/plain", "New"),
        part("application/pdf", "pdf"),
        headers="Subject: Two\nDate: Tue, 6 Apr 2021 10:00:00 +0000\nMessage-ID: <2@a>",
        boundary="i",
    )
    attached = (part("message/rfc822", older), part("message/rfc822", newer))
    found = parsed(multipart("mixed", part("text/plain", "See both."), *attached))
    assert found.text == "See both."
    assert [(one.subject, one.message_id) for one in found.forwards] == [("Two", "2@a"), ("One", None)]
    assert all(one.attached for one in found.forwards)
    assert [one.note for one in found.forwards] == ["See both.", None]
    assert found.forwards[0].author == Mailbox("Jane Roe", "jane@acme.example")
    assert found.forwards[1].body == history.replace("\r", "")
    assert [file.name for file in found.attachments] == ["One.eml", "Two.eml", "attachment.pdf"]


def test_the_named_sender_is_the_author_of_an_attached_mail() -> None:
    note = part("text/plain", "From: joe@initech.example\n\nPlease file.")
    found = parsed(multipart("mixed", note, part("message/rfc822", mail("Text", headers="Subject: One"))))
    assert [(one.author, one.subject, one.body, one.note) for one in found.forwards] == [
        (Mailbox("", "joe@initech.example"), "One", "Text", "Please file.")
    ]
    assert found.text == "Please file."


def test_the_mail_in_a_bounce_is_no_forward() -> None:
    found = parsed(multipart("report", PLAIN, part("message/rfc822", mail("Returned"))))
    assert found.forwards == ()
    assert found.automatic


@pytest.mark.parametrize("encoding", ["base64", "7bit"])
def test_a_file_that_is_a_mail_by_its_name_alone_is_a_forward(encoding: str) -> None:
    original = mail("The body.", headers="Subject: Offer\nDate: Mon, 5 Apr 2021 10:00:00 +0000")
    content = encoded(original) if encoding == "base64" else original
    kind = {"content_disposition": "attachment; filename=Offer.EML", "content_transfer_encoding": encoding}
    found = parsed(
        multipart("mixed", part("text/plain", "Hi"), part("application/octet-stream", content, **kind))
    )
    assert [(one.subject, one.body, one.note) for one in found.forwards] == [("Offer", "The body.", "Hi")]
    assert [file.name for file in found.attachments] == ["Offer.EML"]


def test_a_file_that_only_has_the_name_of_a_mail_is_a_file() -> None:
    file = part("application/octet-stream", "%PDF-1.7", content_disposition="attachment; filename=a.eml")
    found = parsed(multipart("mixed", part("text/plain", "Hi"), file))
    assert found.forwards == ()
    assert [file.name for file in found.attachments] == ["a.eml"]
