"""Forwards as less common programs and people write them."""

import pytest

from ingest.parse.forward import find_forward, find_forwards
from ingest.parse.mail import Mailbox
from ingest.parse.quotes import split_quotes

JOHN = Mailbox("John Doe", "john@acme.example")
BLOCK = "From: John Doe <john@acme.example>\nSent: Tuesday, April 6, 2021 5:34 PM\nTo: Bob\nSubject: Offer\n"

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
        pytest.param(TABLE_CELLS, id="values below their labels"),
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


@pytest.mark.parametrize("blank", ["\n\n", "\n"], ids=["apart", "close"])
def test_the_note_may_name_the_original_sender(blank: str) -> None:
    found = find_forward(f"From: jane@acme.example{blank}My note.\n\n{BLOCK}\nThe body.", "Fwd: Offer")
    assert found is not None
    assert found.author == Mailbox("", "jane@acme.example")
    assert (found.note, found.body) == ("My note.", "The body.")
    assert found.to == (Mailbox("Bob", ""),)


def test_a_text_whose_first_line_names_its_author_is_a_forward() -> None:
    found = find_forward("From: Jane Roe <jane@acme.example>\n\nPasted text.\n\nMore.", "Fwd: Offer")
    assert found is not None
    assert found.author == Mailbox("Jane Roe", "jane@acme.example")
    assert (found.body, found.note, found.subject) == ("Pasted text.\n\nMore.", None, "Offer")


@pytest.mark.parametrize(
    ("subject", "original"),
    [
        ("Fwd: Offer", "Offer"),
        ("FW: Re: Offer", "Re: Offer"),
        ("WG: AW: Offer", "AW: Offer"),
        ("TR : Offer", "Offer"),
        ("Fwd: Fwd: Offer", "Offer"),
        ("[Fwd: Offer]", "Offer"),
        ("Offer (fwd)", "Offer"),
        ("转发：Offer", "Offer"),
        ("Továbbítás: Offer", "Offer"),
        ("İLT: Offer", "Offer"),
        ("Fwd:", None),
        ("Offer: 3 licences", "Offer: 3 licences"),
    ],
)
def test_without_a_subject_line_the_mails_own_counts(subject: str, original: str | None) -> None:
    text = "---------- Forwarded message ---------\nFrom: John Doe <john@acme.example>\n\nThe body."
    found = find_forward(text, subject)
    assert found is not None
    assert found.subject == original


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        pytest.param("Hello\n\n" + BLOCK + "\nOld", "Re: Offer", id="a reply's history"),
        pytest.param(
            "Hello\n\n-----Original Message-----\n" + BLOCK + "\nOld", "AW: Offer", id="a marked one"
        ),
        pytest.param("Hello", "Fwd: Offer", id="nothing but a prefix"),
        pytest.param("Hello\n\nFrom: the heart\n", "Hello", id="a phrase"),
        pytest.param(
            "I have forwarded message 5 to you.\nForwarded message", "Hello", id="words in a sentence"
        ),
        pytest.param(
            "Yes.\n\nOn 6 Apr 2021, at 17:34, Bob <bob@b.example> wrote:\n"
            "> ---------- Forwarded message ---------\n"
            "> From: John Doe <john@acme.example>\n> Date: 6 Apr 2021\n> Subject: Offer\n>\n> Body",
            "Re: Fwd: Offer",
            id="a reply to a forward",
        ),
        pytest.param(
            "Yes.\n\n> ---------- Forwarded message ---------\n"
            "> From: John Doe <john@acme.example>\n> Subject: Offer",
            "Re: Fwd: Offer",
            id="a reply that only quotes a forward",
        ),
        pytest.param(
            "From: John Doe <john@acme.example>\nSent: x\nSubject: y\n\nOld", "Re: y", id="an empty reply"
        ),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_no_forward_is_not_taken_for_one(text: str, subject: str | None) -> None:
    assert find_forward(text, subject) is None


def test_a_reply_is_known_by_its_headers_too() -> None:
    text = "Hello\n\n" + BLOCK + "\nOld"
    assert find_forward(text, "Offer", is_reply=True) is None
    assert find_forward(text, "Offer", is_reply=False) is not None
    assert split_quotes(text).new == "Hello"


def test_the_body_of_a_forward_is_not_cut() -> None:
    body = (
        "Hello,\n\n-- \nJohn\n\nOn 1 Jan 2021, at 10:00, Bob wrote:\n> quoted\n>> twice\n\n"
        "-----Original Message-----\n" + BLOCK + "\nThe oldest.\n\n> the last line"
    )
    found = find_forward(f"Note.\n\n---------- Forwarded message ---------\n{BLOCK}\n{body}\n", "Fwd: Offer")
    assert found is not None
    assert found.body == body.replace("-- \n", "--\n")


def test_nested_forwards_are_all_listed_the_newest_first() -> None:
    separator = "---------- Forwarded message ---------\n"
    inner = separator + BLOCK.replace("John Doe <john@", "Jane Roe <jane@") + "\nOldest."
    found = find_forwards(f"Note.\n\n{separator}{BLOCK}\nMiddle.\n\n{inner}", "Fwd: Offer")
    assert [one.author for one in found] == [JOHN, Mailbox("Jane Roe", "jane@acme.example")]
    assert [one.body for one in found] == [f"Middle.\n\n{inner}", "Oldest."]
    assert [one.note for one in found] == ["Note.", "Middle."]
