"""Attacks on the From header by their published names: what stands in its place, and what is answered to it.

"server" and "client" are espoofer's, "Weak Links" and its A4 to A14 the other paper's (see `attacks.py`),
Mailsploit is S. Haddouche's (2017), "Splitting the Email Atom" G. Heyes's (2024).
"""

import base64
from collections.abc import Iterator

from tests.builders import a_mail
from tests.ingest.attacks import (
    AUTHOR,
    HONEST,
    MALFORMED,
    NOT_PROVED,
    STRANGER,
    Attack,
    by_ana,
    by_eve,
    mail_of,
)

# {eve} and {ana} are addresses.
FROM = {
    "server_a8, client_a1, Weak Links A4: multiple From headers": (AUTHOR, "From: <{eve}>\r\nFrom: <{ana}>"),
    "A4: multiple From headers, the other first": (AUTHOR, "From: <{ana}>\r\nFrom: <{eve}>"),
    "A4: multiple From headers in other letters": (AUTHOR, "from: <{eve}>\r\nFROM: <{ana}>"),
    "server_a9: multiple From headers with preceding space": (MALFORMED, " From: <{eve}>\r\nFrom: <{ana}>"),
    "server_a9: preceding space on a later line": (STRANGER, "From: <{eve}>\r\nX-A: b\r\n From: <{ana}>"),
    "server_a10: multiple From headers with succeeding space": (MALFORMED, "From: <{eve}>\r\nFrom : <{ana}>"),
    "server_a11: multiple From headers with folding line": (MALFORMED, "From\r\n : <{eve}>\r\nFrom: <{ana}>"),
    "server_a12, Weak Links: From and Sender": (STRANGER, "From: <{eve}>\r\nSender: <{ana}>"),
    "server_a12: no From but a Sender": (AUTHOR, "Sender: <{ana}>"),
    "server_a13: From and Resent-From": (STRANGER, "From: <{eve}>\r\nResent-From: <{ana}>"),
    "server_a13: no From but a Resent-From": (AUTHOR, "Resent-From: <{ana}>"),
    "server_a14, client_a2, Weak Links A5: multiple addresses": (AUTHOR, "From: <{eve}>, <{ana}>"),
    "A5: multiple addresses, the other first": (AUTHOR, "From: <{ana}>, <{eve}>"),
    "A5: multiple addresses, one in square brackets": (AUTHOR, "From: [{ana}],<{eve}>"),
    "A5: multiple addresses and a Sender": (AUTHOR, "From: <{ana}>, <{eve}>\r\nSender: <{eve}>"),
    "server_a15, Weak Links A7: email address encoding": (AUTHOR, "From: {b64_ana},<{eve}>"),
    "A7: an encoded address alone": (AUTHOR, "From: {b64_ana}"),
    "A7: an encoded address within the address": (AUTHOR, "From: <{b64_ana}{b64_cut}@evil.test>"),
    "server_a16, A6: route portion": (AUTHOR, "From: <@evil.test,@any.test:{ana}>"),
    "server_a17, A6: quoted pair": (AUTHOR, "From: <{ana}>\\,<{eve}>"),
    "server_a18, A6: special characters precedence": (AUTHOR, "From: {ana},<{eve}>"),
    "server_a19, A6: display name and real address": (AUTHOR, "From: <{eve}>{ana}"),
    "A6: an address as the display name": (AUTHOR, "From: {ana} <{eve}>"),
    "A6: an address as the quoted display name": (STRANGER, 'From: "{ana}" <{eve}>'),
    "A6: an address as the encoded display name": (STRANGER, "From: {b64_ana} <{eve}>"),
    "A6: two addresses in brackets": (AUTHOR, "From: <{ana}> <{eve}>"),
    "A6: brackets in brackets": (AUTHOR, "From: <<{ana}><{eve}>>"),
    "A6: a list with an empty element": (AUTHOR, "From: <{ana}>,,<{eve}>"),
    "A6: comments in the address": (AUTHOR, "From: <ana(@evil.test)@acme.test(.evil.test)>"),
    "A6: an address in a comment": (STRANGER, "From: {eve} ({ana})"),
    "A6: an address in a comment within the address": (AUTHOR, "From: <eve({ana})@evil.test>"),
    "A6: an unclosed comment": (AUTHOR, "From: {ana} (<{eve}>"),
    "A6: an unclosed quote": (AUTHOR, 'From: "{ana} <{eve}>'),
    "A6: truncation by NUL": (MALFORMED, "From: <{ana}\0@evil.test>"),
    "A6: truncation by a line feed": (MALFORMED, "From: <{ana}\n@evil.test>"),
    "A6: truncation by a control character": (MALFORMED, "From: <{ana}\x0b@evil.test>"),
    "A6: two at signs": (AUTHOR, "From: <{ana}@evil.test>"),
    "A6: a quoted local part with an address": (AUTHOR, 'From: <"{ana}"@evil.test>'),
    "A6: a quoted local part with a bracket": (AUTHOR, 'From: <"{ana}> "@evil.test>'),
    "A6: a long local part": (AUTHOR, "From: <{ana_long}@evil.test>"),
    "A6: group syntax": (AUTHOR, "From: Us: <{ana}>, <{eve}>;"),
    "A6: an empty group": (AUTHOR, "From: {ana}:;"),
    "A6: a group that is the display name": (AUTHOR, "From: <{ana}>:<{eve}>;"),
    "A6: an empty From": (AUTHOR, "From:\r\nSender: <{ana}>"),
    "A13: an address cut by a space": (AUTHOR, "From: <ana@acme .test>"),
    "Composition Kills 5.1: a From header after a bare CR": (
        MALFORMED,
        "From: <{eve}>\r\nX-A: b\rFrom: <{ana}>",
    ),
    "Composition Kills 5.1: a From header after a bare LF": (
        MALFORMED,
        "From: <{eve}>\r\nX-A: b\nFrom: <{ana}>",
    ),
    "Composition Kills 5.1: a line that is no header": (MALFORMED, "From: <{eve}>\r\nAna Trujillo\r\nX-A: b"),
    "Mailsploit: an encoded address cut by NUL": (AUTHOR, "From: {b64_ana}=?utf-8?Q?=00?=@evil.test"),
    "Mailsploit: an encoded address cut by a line end": (
        AUTHOR,
        "From: {b64_ana}=?utf-8?Q?=0A=00?=@evil.test",
    ),
    "Mailsploit: the same in brackets": (AUTHOR, "From: Eve <{b64_ana}=?utf-8?Q?=00?=@evil.test>"),
    "Splitting the Email Atom: an encoded bracket": (
        AUTHOR,
        "From: <=?x?q?ana=40acme.test=3e=00?=@evil.test>",
    ),
    "Splitting the Email Atom: UTF-7": (AUTHOR, "From: <=?utf-7?q?ana&AEA-acme.test&AD4-?=@evil.test>"),
    "Splitting the Email Atom: a bang path": (AUTHOR, "From: <{ana}!eve@evil.test>"),
    "an mbox line": (MALFORMED, "From {ana} Mon Jan  4 09:00:00 2027\r\nFrom: <{eve}>"),
    "a second Subject": (MALFORMED, "From: <{eve}>\r\nSubject: a"),
}


def _b64(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def attacks_on_from() -> Iterator[Attack]:
    """Each by Eve from her own server, and from an account of hers at Ana's provider."""
    for name, (reply, line) in FROM.items():
        for eve, send in (("eve@evil.test", by_eve), ("eve@acme.test", by_ana)):
            written = line.replace("@evil.test", "@acme.test") if send is by_ana else line
            written = written.format(
                eve=eve,
                ana="ana@acme.test",
                b64_ana=_b64("<ana@acme.test>"),
                b64_cut=_b64("\uffff"),
                ana_long="ana@acme.test" + " " * 9 + "a" * 900,
            )
            raw = a_mail().replace(b"From: Ana <ana@acme.test>", written.encode(), 1)
            yield Attack(f"{name} ({eve})", reply, send(raw, eve), HONEST)


UTF8 = {"smtputf8": True}
UNICODE = (
    Attack(
        "Weak Links A12: homograph",
        STRANGER,
        by_eve(mail_of("ana@xn--cme-5cd.test"), "ana@xn--cme-5cd.test"),
        HONEST,
    ),
    Attack(
        "Weak Links A12: homograph, as it is read",
        STRANGER,
        by_eve(mail_of("ana@\u0430cme.test"), "ana@\u0430cme.test", **UTF8),
        by_ana(mail_of("ana@bücher.test"), "ana@bücher.test", **UTF8),
    ),
    Attack(
        "Weak Links A13: a character of no width in the domain",
        NOT_PROVED,
        by_eve(mail_of("ana@ac\u200bme.test"), **UTF8),
        HONEST,
    ),
    Attack(
        "Weak Links A13: a character of no width in the local part",
        STRANGER,
        by_ana(mail_of("ana\u200b@acme.test"), "eve@acme.test", **UTF8),
        HONEST,
    ),
    Attack(
        "Weak Links A13: a wide full stop", NOT_PROVED, by_eve(mail_of("ana@acme\u3002test"), **UTF8), HONEST
    ),
    Attack(
        "Weak Links A14: right-to-left override",
        STRANGER,
        by_eve(mail_of("\u202etset.emca\u202d@evil.test"), **UTF8),
        HONEST,
    ),
    Attack(
        "Splitting the Email Atom: Unicode overflow",
        STRANGER,
        by_eve(mail_of("ana\u0140acme.test@evil.test"), **UTF8),
        HONEST,
    ),
    Attack(
        "a letter that becomes ASCII in lower case",
        STRANGER,
        by_ana(mail_of("\u212aim@acme.test"), "\u212aim@acme.test", **UTF8),
        by_ana(mail_of("KIM@acme.test")),
    ),
    Attack(
        "a MAIL FROM that becomes ASCII in lower case",
        NOT_PROVED,
        by_ana(mail_of("bob@globex.test"), "\u212aim@acme.test", **UTF8),
        by_ana(mail_of("bob@globex.test"), "KIM@acme.test"),
    ),
    Attack(
        "a wide letter", STRANGER, by_ana(mail_of("\uff41na@acme.test"), "\uff41na@acme.test", **UTF8), HONEST
    ),
    Attack(
        "8-bit without SMTPUTF8", MALFORMED, by_eve(mail_of("ana@acme.test", extra="X-A: \u00e9\r\n")), HONEST
    ),
)
