"""Ordinary mails of every shape, for the tests that break them."""

from tests.ingest.parse.clients import FORWARDS, compose

_HEAD = b"From: =?utf-8?q?J=C3=B6rg?= Roe <joerg@acme.example>\r\nTo: bcc@northwind.example\r\n"
PLAIN = _HEAD + (
    b'Cc: "Doe, Jane" <jane@globex.example>, list: a@b.example, c@d.example;\r\n'
    b"Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?b?4oKs?=\r\nDate: Tue, 6 Apr 2021 17:34:00 +0200\r\n"
    b"Message-ID: <1@acme.example>\r\nReferences: <0@acme.example> <00@acme.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nHello \r\nworld\r\n\r\n-- \r\nJ\r\n"
)
ALTERNATIVE = _HEAD + (
    b'Subject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"preamble\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n"
    b"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"=F0=D2=C9=D7=C5=D4=\r\n!\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b'<html><head><style>p {}</style></head><body><p class="MsoNormal">Hello <a href="https://a.example/x">you'
    b'</a></p><div class="gmail_quote"><div>On 1 Jan 2021 at 10:00, X &lt;x@y.example&gt; wrote:</div>'
    b'<blockquote type="cite">old<br>text</blockquote></div><img src="cid:i1"></body></html>\r\n--c--\r\n'
    b"--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <i1>\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAAAAEAAAAB\r\n"
    b"--b\r\nContent-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\nepilogue\r\n"
)
ATTACHED = _HEAD + (
    b"Subject: Two mails\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\n"
    + PLAIN
    + b"\r\n--d\r\n\r\n"
    b"From: a@b.example\r\nSubject: Inner\r\n\r\nInner text\r\n--d--\r\n"
)
INVITE = _HEAD + (
    b"Subject: Invite\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n"
    b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Demo\\, part 1\r\n"
    b"DTSTART;TZID=Europe/Berlin:20210406T173400\r\n"
    b'ORGANIZER;CN="Roe: J":mailto:joerg@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
)
FORWARDED = tuple(
    _HEAD
    + f"Subject: {row.prefix}x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".encode()
    + compose(row).replace("\n", "\r\n").encode()
    for row in FORWARDS[::9]
)
SAMPLES = (PLAIN, ALTERNATIVE, ATTACHED, INVITE, *FORWARDED)
