"""Mails that cost a careless reader minutes or gigabytes, one builder for each."""

from collections.abc import Callable

_HEAD = b"From: eve@evil.example\r\nTo: bcc@northwind.example\r\n"


def a_mail(headers: bytes = b"", body: bytes = b"Hello\r\n") -> bytes:
    """A mail with more headers, or another body."""
    return _HEAD + headers + b"\r\n" + body


def a_body(text: str) -> bytes:
    """A plain mail, forwarded by its subject, with that text."""
    return a_mail(b"Subject: Fwd: x\r\nContent-Type: text/plain; charset=utf-8\r\n", text.encode())


def a_forward_to(recipients: str) -> bytes:
    """A forward whose original had those recipients."""
    return a_body(f"From: a@b.example\r\nTo: {recipients}\r\nSubject: x\r\n")


def an_html_mail(html: str) -> bytes:
    """A mail whose only body is HTML."""
    return a_mail(b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n", html.encode())


def nested_multiparts(levels: int) -> bytes:
    """Multiparts within multiparts."""
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(levels)
    )
    return _HEAD + opening + b"Content-Type: text/plain\r\n\r\nHello\r\n"


def nested_mails(levels: int) -> bytes:
    """Mails attached to mails."""
    return _HEAD + b"Content-Type: message/rfc822\r\n\r\n" * levels + b"Subject: x\r\n\r\nHello\r\n"


def many_parts(count: int, content: bytes = b"Hello") -> bytes:
    """One multipart with many parts."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\n" + content + b"\r\n"
    return a_mail(b"Content-Type: multipart/mixed; boundary=b\r\n", part * count)


def parts_of(kind: bytes, content: bytes, count: int) -> bytes:
    """A mail of as many equal parts of one type."""
    part = b"--b\r\nContent-Type: " + kind + b"\r\n\r\n" + content + b"\r\n"
    return a_mail(b"Content-Type: multipart/mixed; boundary=b\r\n", part * count)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one line of 25 MB": lambda: a_mail(body=b"x" * 25_000_000),
    "one line of 300 kB of spaces": lambda: a_body(" " * 300_000),
    "a base64 line of 25 MB": lambda: a_mail(b"Content-Transfer-Encoding: base64\r\n", b"QUJD" * 6_000_000),
    "5,000 levels of multipart": lambda: nested_multiparts(5_000),
    "5,000 levels of attached mails": lambda: nested_mails(5_000),
    "20,000 parts": lambda: many_parts(20_000),
    "50,000 boundaries that only begin alike": lambda: a_mail(
        b"Content-Type: multipart/mixed; boundary=b\r\n", b"--bx\r\n" * 1_000_000
    ),
    "10 MB of headers": lambda: _HEAD + b"X-A: b\r\n" * 1_250_000 + b"\r\nHello",
    "one header of 10 MB": lambda: _HEAD + b"X-A: " + b"b" * 10_000_000 + b"\r\n\r\nHello",
    "50,000 encoded words": lambda: a_mail(b"Subject: " + b"=?utf-8?q?=C3=A4?= " * 50_000 + b"\r\n"),
    "50,000 broken encoded words": lambda: a_mail(b"Subject: " + b"=?a?q?" * 50_000 + b"\r\n"),
    "8,000 continued parameters": lambda: a_mail(
        b"Content-Type: text/plain" + b"".join(b";\r\n name*%d*=%%41" % n for n in range(8_000)) + b"\r\n"
    ),
    "20,000 Cc addresses": lambda: a_mail(
        b"Cc: " + b",\r\n ".join(b"a%d <a%d@b.example>" % (n, n) for n in range(20_000)) + b"\r\n"
    ),
    "900 kB of opening brackets in To": lambda: a_mail(b"To: " + b"(<" * 450_000 + b"\r\n"),
    "900 kB of quotes in To": lambda: a_mail(b"To: " + b'\\"' * 450_000 + b"\r\n"),
    "900 kB of commas in To": lambda: a_mail(b"To: " + b"," * 900_000 + b"\r\n"),
    "100 kB of spaces": lambda: a_body(" " * 100_000 + "\r\n" + "x" + " " * 100_000),
    "20,000 quoted empty lines": lambda: a_body("> \r\n" * 20_000),
    "20,000 deep quote marks": lambda: a_body(">" * 20_000 + "\r\n" + "> " * 20_000),
    "480 kB of From lines": lambda: a_body("From:\r\n" * 70_000),
    "480 kB of From lines with names": lambda: a_body("From: a\r\n" * 50_000),
    "480 kB of one From line": lambda: a_body("From: " * 80_000),
    "header lines without end": lambda: a_body("From: a\r\nx\r\nTo: b\r\nx\r\n" * 20_000),
    "5,000 To addresses in a forward": lambda: a_forward_to(
        ", ".join(f"a{n} <a{n}@b.example>" for n in range(5_000))
    ),
    "5,000 To addresses on lines of their own": lambda: a_forward_to(
        ",\r\n".join(f"a{n} <a{n}@b.example>" for n in range(5_000))
    ),
    "a From line of 300 kB of @": lambda: a_body("From: " + "@" * 300_000 + "\r\nTo: " + "@<" * 100_000),
    "a To line of names without address": lambda: a_forward_to("a, " * 100_000),
    "20,000 separators": lambda: a_body("-----Original Message-----\r\n" * 20_000),
    "20,000 forward separators": lambda: a_body("---------- Forwarded message ---------\r\n" * 20_000),
    "20,000 lines that almost attribute": lambda: a_body("On 1.1.2021 10:00 a@b.example\r\n" * 20_000),
    "20,000 attributions": lambda: a_body("On 1.1.2021 10:00 <a@b.example> wrote:\r\n" * 20_000),
    "a line of dashes": lambda: a_body("-" * 500_000 + "\r\n" + "- " * 200_000),
    "500 kB of colons": lambda: a_body(":" * 500_000),
    "1 MB of short lines": lambda: a_body("a\r\n" * 330_000),
    "60,000 nested div": lambda: an_html_mail("<div>" * 60_000 + "x"),
    "300,000 nested blockquotes": lambda: an_html_mail("<blockquote>" * 120_000 + "x"),
    "nested quotes with attributes": lambda: an_html_mail('<blockquote type="cite">x' * 40_000),
    "1.4 MB of tags": lambda: an_html_mail("<b>" * 470_000),
    "tags with attributes": lambda: an_html_mail('<p class="MsoNormal" style="margin:0">x' * 30_000),
    "tags that are never closed": lambda: an_html_mail("<a " * 400_000),
    "attributes that are never closed": lambda: an_html_mail('<a href="' * 150_000),
    "attribute names without end": lambda: an_html_mail("<a " + "a" * 1_000_000 + ">"),
    "a million quotes in tags": lambda: an_html_mail("<a \">" * 250_000),
    "comments that are never closed": lambda: an_html_mail("<!--" * 300_000),
    "styles that are never closed": lambda: an_html_mail("<style>" * 200_000),
    "closing tags only": lambda: an_html_mail("</div></a></b>" * 100_000),
    "character references": lambda: an_html_mail(f"&#{'9' * 1_000_000};&#x110000;" + "&amp" * 100_000),
    "a table of 100,000 cells": lambda: an_html_mail("<table><tr>" + "<td>x" * 100_000),
    "links without end": lambda: an_html_mail("<a href=https://a.example/b>x" * 45_000),
    "nested lists": lambda: an_html_mail("<ul><li>" * 100_000 + "x"),
    "25 MB of dashes in 39 multiparts": lambda: nested_multiparts(39) + b"-" * 25_000_000,
    "25 MB in 39 attached mails": lambda: nested_mails(39) + b"x" * 25_000_000,
    "20 MB in 39 encoded mails": lambda: (
        _HEAD
        + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" * 39
        + b"x" * 20_000_000
    ),
    "600 HTML parts of 40 kB": lambda: parts_of(b"text/html", b"<p>y</p>" * 5_000, 600),
    "500 text parts of 40 kB": lambda: parts_of(b"text/plain", b"From: a\r\n" * 5_000, 500),
    "100 attached mails of 160 kB": lambda: parts_of(
        b"message/rfc822", b"From: a@b.example\r\n\r\n" + b"From: a\r\n" * 20_000, 100
    ),
    "300 attached HTML mails": lambda: parts_of(
        b"message/rfc822", b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<b>x" * 10_000, 300
    ),
    "a winmail.dat of 2,000,000 attributes": lambda: a_mail(
        b"Content-Type: application/ms-tnef\r\n",
        b"\x78\x9f\x3e\x22\0\0" + b"\x02\x0f\x80\0\0\0\0\0\0\0\0" * 2_000_000,
    ),
}  # fmt: skip
