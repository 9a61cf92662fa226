"""Forwards as the less common programs write them."""

import pytest

from ingest.parse.forward import find_forward
from ingest.parse.mail import Mailbox

JOHN = Mailbox("John Doe", "john@acme.example")

MUTT = """Please call him.

----- Forwarded message from John Doe <john@acme.example> -----

Date: Tue, 6 Apr 2021 17:34:00 +0200
From: John Doe <john@acme.example>
To: Bob <bob@b.example>
Subject: Offer

The body.

----- End forwarded message -----
"""
YANDEX = """Please call him.

-------- Пересылаемое сообщение --------
06.04.2021, 17:34, "John Doe" <john@acme.example>:

The body.

-------- Конец пересылаемого сообщения --------
"""
HORDE = """Please call him.

----- Forwarded message from john@acme.example -----
   Date: Tue, 6 Apr 2021 17:34:00 +0200
   From: John Doe <john@acme.example>
Reply-To: John Doe <other@acme.example>
Subject: Offer
     To: bob@b.example

The body.
"""
QQ = """Please call him.


------------------ 原始邮件 ------------------
发件人: "John Doe"<john@acme.example>;
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
Od: John Doe <john@acme.example>
Komu: bob@b.example
Datum: 6. 4. 2021 17:34:00
Předmět: Offer

The body.
"""
NOTES = """Please call him.

----- Forwarded by Bob/B on 07/04/2021 09:00 -----

From:        John Doe <john@acme.example>
To:        bob@b.example
Cc:
Date:        06/04/2021 17:34
Subject:        Offer


The body.
"""
GMAIL_WRAPPED = """Please call him.

---------- Forwarded message ---------
From: John Doe <john@acme.example>
Date: Tue, Apr 6, 2021 at 5:34 PM
Subject: Offer
To: Bob <bob@b.example>, Someone With A Very Long Name <someone@b.example>, And
Another Person <another@b.example>


The body.
"""
MANUAL = """Please call him.

From: John Doe <john@acme.example>
Date: 6 April 2021 17:34
Subject: Offer

The body.
"""
TABLE_CELLS = """Please call him.

From:
John Doe <john@acme.example>

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
From : John Doe <john@acme.example>
To : bob@b.example
Date : Tue, 06 Apr 2021 17:34:00 +0200
Subject : Offer
============ Forwarded message ============

The body.
"""
THE_BAT = """Please call him.

This is a forwarded message
From: John Doe <john@acme.example>
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
De : "John Doe " <john@acme.example>
A : bob@b.example
Copie à :
Sujet : Offer

The body.
"""
YAHOO_GLUED = """Please call him.

   ----- Weitergeleitete Nachricht ----- Von: John Doe <john@acme.example>An: Bob <bob@b.example>Gesendet: Dienstag, 6. April 2021 um 17:34:00 MESZ
Betreff: Offer
 The body.
"""  # noqa: E501
WRAPPED_SUBJECT = """Please call him.

From: John Doe <john@acme.example>
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
