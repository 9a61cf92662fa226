"""Forwards as the less common programs write them."""

import pytest

from ingest.parse.forward import find_forward
from ingest.parse.mail import Mailbox

JOHN = Mailbox("Jonas Berg", "john@acme.example")

MUTT = """Please call him.

----- Forwarded message from Jonas Berg <john@acme.example> -----

Date: Tue, 6 Apr 2021 17:34:00 +0200
From: Jonas Berg <john@acme.example>
To: Bob <bob@b.example>
Subject: Offer

The body.

----- End forwarded message -----
"""
YANDEX = """Please call him.

-------- Пересылаемое сообщение --------
06.04.2021, 17:34, "Jonas Berg" <john@acme.example>:

The body.

-------- Конец пересылаемого сообщения --------
"""
HORDE = """Please call him.

----- Forwarded message from john@acme.example -----
   Date: Tue, 6 Apr 2021 17:34:00 +0200
   From: Jonas Berg <john@acme.example>
Reply-To: Jonas Berg <other@acme.example>
Subject: Offer
     To: bob@b.example

The body.
"""
QQ = """Please call him.


------------------ 原始邮件 ------------------
发件人: "Jonas Berg"<john@acme.example>;
发送时间: 2021年4月6日(星期二) 下午5:34
收件人: "Bob"<bob@b.example>;
主题: Offer

The body.
"""
LIBERO = """Please call him.

----Messaggio originale----
Da: john@acme.example
Data: 06/04/2021 17.34
A: "Bob"<bob@b.example>
Ogg: Offer

The body.
"""
SEZNAM = """Please call him.

---------- Původní e-mail ----------
Od: Jonas Berg <john@acme.example>
Komu: bob@b.example
Datum: 6. 4. 2021 17:34:00
Předmět: Offer

The body.
"""
NOTES = """Please call him.

----- Forwarded by Bob/B on 07/04/2021 09:00 -----

From:        Jonas Berg <john@acme.example>
To:        bob@b.example
Cc:
Date:        06/04/2021 17:34
Subject:        Offer


The body.
"""
GMAIL_WRAPPED = """Please call him.

---------- Forwarded message ---------
From: Jonas Berg <john@acme.example>
Date: Tue, Apr 6, 2021 at 5:34 PM
Subject: Offer
To: Bob <bob@b.example>, Someone With A Very Long Name <someone@b.example>, And
Another Person <another@b.example>


The body.
"""
MANUAL = """Please call him.

From: Jonas Berg <john@acme.example>
Date: 6 April 2021 17:34
Subject: Offer

The body.
"""
TABLE_CELLS = """Please call him.

From:
Jonas Berg <john@acme.example>

To:
bob@b.example

Date:
Tue, 6 Apr 2021 17:34:00 +0200

Subject:
Offer

The body.
"""
ZOHO = """Please call him.

============ Forwarded message ============
From : Jonas Berg <john@acme.example>
To : bob@b.example
Date : Tue, 06 Apr 2021 17:34:00 +0200
Subject : Offer
============ Forwarded message ============

The body.
"""
THE_BAT = """Please call him.

This is a forwarded message
From: Jonas Berg <john@acme.example>
To: bob@b.example
Date: Tuesday, April 6, 2021, 5:34:00 PM
Subject: Offer

===8<==============Original message text===============
The body.
===8<===========End of original message text===========
"""
SFR = """Please call him.

========================================
Message du : 06/04/2021 17:34
De : "Jonas Berg " <john@acme.example>
A : bob@b.example
Copie à :
Sujet : Offer

The body.
"""
YAHOO_GLUED = """Please call him.

   ----- Weitergeleitete Nachricht ----- Von: Jonas Berg <john@acme.example>An: Bob <bob@b.example>Gesendet: Dienstag, 6. April 2021 um 17:34:00 MESZ
Betreff: Offer
 The body.
"""  # noqa: E501
WRAPPED_SUBJECT = """Please call him.

From: Jonas Berg <john@acme.example>
Sent: Tuesday, April 6, 2021 5:34 PM
To: bob@b.example
Subject: Offer

The body.
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(MUTT, id="mutt"),
        pytest.param(YANDEX, id="yandex"),
        pytest.param(HORDE, id="horde"),
        pytest.param(QQ, id="qq"),
        pytest.param(LIBERO, id="libero"),
        pytest.param(SEZNAM, id="seznam"),
        pytest.param(NOTES, id="notes"),
        pytest.param(GMAIL_WRAPPED, id="gmail, wrapped"),
        pytest.param(MANUAL, id="pasted by hand"),
        pytest.param(ZOHO, id="zoho, its separator repeated"),
        pytest.param(THE_BAT, id="the bat"),
        pytest.param(SFR, id="sfr"),
        pytest.param(GMAIL_WRAPPED.replace("-", "‐"), id="unicode hyphens"),
        pytest.param(TABLE_CELLS, id="values below their labels"),
        pytest.param(YAHOO_GLUED, id="yahoo, its headers in one line but the last"),
        pytest.param(WRAPPED_SUBJECT, id="no separator"),
    ],
)
def test_a_forward_of_a_rarer_program_is_read(text: str) -> None:
    found = find_forward(text, "Fwd: Offer")
    assert found is not None
    assert found.author is not None
    assert found.author.address == JOHN.address
    assert (found.subject, found.body, found.note) == ("Offer", "The body.", "Please call him.")
    assert found.date is not None
    assert found.date.replace(tzinfo=None).isoformat() == "2021-04-06T17:34:00"


def test_a_name_wrapped_between_lines_stays_one_person() -> None:
    found = find_forward(GMAIL_WRAPPED, "Fwd: Offer")
    assert found is not None
    assert [box.name for box in found.to] == ["Bob", "Someone With A Very Long Name", "And Another Person"]


YAHOO_POLISH = (
    "Od: Ewa Nowak <ewa@nowak.example>",
    'Do: "biuro@piekarnia.example" <biuro@piekarnia.example>',
    "Dw Adam Lis <adam@nowak.example>; Olga <olga@piekarnia.example>",
    "Wysłano: piątek, 14 maja 2021, 08:05:20 CEST",
    "Temat: Piec na sobotę",
)
YAHOO_PORTUGUESE = (
    "De: Ewa Nowak <ewa@nowak.example>",
    'Para: "biuro@piekarnia.example" <biuro@piekarnia.example>',
    "Cc: Adam Lis <adam@nowak.example>; Olga <olga@piekarnia.example>",
    "Enviado: sexta-feira, 14 de maio de 2021, 08:05:20 CEST",
    "Assunto Piec na sobotę",
)


@pytest.mark.parametrize(
    ("separator", "headers"),
    [
        pytest.param("Przekazana wiadomość", YAHOO_POLISH, id="pl"),
        pytest.param("Mensagem reencaminhada", YAHOO_PORTUGUESE, id="pt"),
    ],
)
@pytest.mark.parametrize(
    "between",
    [
        pytest.param(("", ""), id="glued"),
        pytest.param(("", "\n"), id="glued but the last"),
        pytest.param(("\n", "\n"), id="in lines"),
    ],
)
def test_a_label_whose_colon_a_translator_forgot_is_one(
    separator: str, headers: tuple[str, ...], between: tuple[str, str]
) -> None:
    *first, last = headers
    block = between[0].join(first) + between[1] + last
    found = find_forward(f"Zadzwoń do niej.\n\n   ----- {separator} ----- {block}\n\nDwa chleby.\n", None)
    assert found is not None
    assert found.author == Mailbox("Ewa Nowak", "ewa@nowak.example")
    assert found.to == (Mailbox("", "biuro@piekarnia.example"),)
    assert found.cc == (
        Mailbox("Adam Lis", "adam@nowak.example"),
        Mailbox("Olga", "olga@piekarnia.example"),
    )
    assert (found.subject, found.body, found.note) == ("Piec na sobotę", "Dwa chleby.", "Zadzwoń do niej.")
    assert found.date is not None
    assert found.date.isoformat() == "2021-05-14T08:05:20+02:00"


@pytest.mark.parametrize(
    ("headers", "opening"),
    [
        pytest.param(YAHOO_POLISH[:2] + YAHOO_POLISH[3:], "Kopia dla adam@nowak.example.", id="a copy"),
        pytest.param(
            ("From: Ewa Nowak <ewa@nowak.example>", "To: biuro@piekarnia.example", "Date: 14 May 2021 08:05"),
            "Subject to change.",
            id="subject to",
        ),
        pytest.param(YAHOO_PORTUGUESE[:4], "Assunto arrumado.\nOlga", id="more below it"),
    ],
)
def test_a_sentence_right_below_the_headers_is_none_of_them(headers: tuple[str, ...], opening: str) -> None:
    found = find_forward("\n".join((*headers, opening)), "Fwd: Piec")
    assert found is not None
    assert (found.body, found.subject) == (opening, "Piec na sobotę" if "Temat" in headers[-1] else "Piec")
