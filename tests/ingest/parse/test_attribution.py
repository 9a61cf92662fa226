"""The line above a quote, in every language: whose words follow, and when they were written."""

import pytest

from ingest.parse.forward import find_forward
from ingest.parse.mail import Mailbox
from ingest.parse.quotes import split_quotes
from tests.ingest.parse.clients import BODY, NOTE, SUBJECT

A = "jonas.berg@acme.example"
LINES = """\
Dne 06.04.2021 17:34, uživatel Jonas Berg <A@> napsal:
Dne 06.04.21 17:34, „Jonas Berg“ <A@> napsal(a):
D. 06.04.2021 17.34 skrev "Jonas Berg" <A@>:
Am 06.04.21, 17:34 schrieb "Jonas Berg" <A@>:
Am 06.04.2021 um 17:34 schrieb Jonas Berg <A@>:
Am Di., 6. Apr. 2021 um 17:34 Uhr schrieb Jonas Berg <A@>:
On 06/04/2021, 17:34, "Jonas Berg" <A@> wrote:
On 4/6/21, 5:34 PM, "Jonas Berg" <A@> wrote:
On Tue, Apr 6, 2021 at 5:34 PM Jonas Berg <A@> wrote:
On Tue, 6 Apr 2021 at 17:34, Jonas Berg <A@> wrote:
On Apr 6, 2021, at 5:34 PM, Jonas Berg <A@> wrote:
On Tuesday, April 6th, 2021 at 5:34 PM, Jonas Berg <A@> wrote:
On Tuesday, April 6, 2021, 05:34:00 PM GMT+2, Jonas Berg <A@> wrote:
El 06/04/2021, 17:34, "Jonas Berg" <A@> escribió:
El mar, 6 abr 2021 a las 17:34, Jonas Berg (<A@>) escribió:
Le 06/04/2021 17:34, « Jonas Berg » <A@> a écrit :
Le mar. 6 avr. 2021 à 17:34, Jonas Berg <A@> a écrit :
Jonas Berg <A@> kirjoitti 6.4.2021 klo 17.34:
ti 6. huhtik. 2021 klo 17.34 Jonas Berg (A@) kirjoitti:
2021. 04. 06. 17:34 időpontban Jonas Berg <A@> ezt írta:
Jonas Berg <A@> ezt írta (időpont: 2021. ápr. 6., K, 17:34):
Il giorno 06/04/21, 17:34 "Jonas Berg" <A@> ha scritto:
Il giorno mar 6 apr 2021 alle ore 17:34 Jonas Berg <A@> ha scritto:
Op 06-04-2021 17:34 heeft Jonas Berg <A@> geschreven:
Op di 6 apr. 2021 om 17:34 schreef Jonas Berg <A@>:
Jonas Berg <A@> skrev følgende den 06.04.2021 17:34:
Den 06.04.2021 17:34 skrev "Jonas Berg" <A@> följande:
tir. 6. apr. 2021 kl. 17:34 skrev Jonas Berg <A@>:
Den tis 6 apr. 2021 kl 17:34 skrev Jonas Berg <A@>:
Dnia 06.04.2021 17:34 „Jonas Berg” <A@> napisał:
wt., 6 kwi 2021 o 17:34 Jonas Berg <A@> napisał(a):
Em 06/04/2021, 17:34, "Jonas Berg" <A@> escreveu:
Em ter., 6 de abr. de 2021 às 17:34, Jonas Berg <A@> escreveu:
06.04.2021 17:34, "Jonas Berg" <A@> a scris:
În mar., 6 apr. 2021 la 17:34, Jonas Berg <A@> a scris:
06.04.2021, 17:34 г. пользователь "Jonas Berg" <A@> написал:
вт, 6 апр. 2021 г. в 17:34, Jonas Berg <A@>:
6.4.2021 17:34 používateľ Jonas Berg (A@) napísal:
ut 6. 4. 2021 o 17:34 Jonas Berg <A@> napísal(a):
út 6. 4. 2021 v 17:34 odesílatel Jonas Berg <A@> napsal:
"Jonas Berg" <A@>, 06.04.2021 17:34 tarihinde şunu yazdı:
Jonas Berg <A@>, 6 Nis 2021 Sal, 17:34 tarihinde şunu yazdı:
вт, 6 квіт. 2021 р. о 17:34 Jonas Berg <A@> пише:
uto, 6. tra 2021. u 17:34 Jonas Berg <A@> napisao je:
Kuupäev T, 6. aprill 2021 kell 17:34 kirjutas Jonas Berg (<A@>):
2021年4月6日(火) 17:34 Jonas Berg <A@>:
Jonas Berg <A@> 于2021年4月6日周二 17:34写道：
2021년 4월 6일 (화) 오후 5:34, Jonas Berg <A@>님이 작성:
Στις Τρί 6 Απρ 2021 στις 5:34 μ.μ., ο χρήστης Jonas Berg <A@> έγραψε:
> On 06.04.2021 17:34 CEST Jonas Berg <A@> wrote:
W dniu 06.04.2021 o 17:34, Jonas Berg pisze:
On 6 Apr 2021, at 17:34, Jonas Berg wrote:
""".replace("A@", A).splitlines()


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
def test_outlook_for_mac_forwards_under_an_attribution(line: str, gap: str) -> None:
    body = BODY if line[0] != ">" else "\n".join(f"> {one}" for one in BODY.split("\n"))
    found = find_forward(f"{NOTE}\n\n{line}{gap}{body}\n", f"Fwd: {SUBJECT}")
    assert found is not None
    assert found.author == Mailbox("Jonas Berg", A if "@" in line else "")
    assert (found.note, found.body, found.subject) == (NOTE, BODY, SUBJECT)
    assert found.date is not None
    assert found.date.replace(tzinfo=None).isoformat() == "2021-04-06T17:34:00"


@pytest.mark.parametrize("line", LINES)
def test_the_indent_of_a_forwarded_body_is_taken_off(line: str) -> None:
    body = "\n".join(f"    {one}" if one else one for one in BODY.split("\n"))
    found = find_forward(f"{NOTE}\n\n{line}\n\n{body}\n", f"WG: {SUBJECT}")
    assert found is not None
    assert found.body == BODY


@pytest.mark.parametrize("line", LINES)
def test_the_same_line_in_a_reply_begins_what_is_quoted(line: str) -> None:
    quoted = "\n".join(f"> {one}" for one in BODY.split("\n"))
    text = f"{NOTE}\n\n{line}\n{quoted}\n"
    assert find_forward(text, f"Re: {SUBJECT}") is None
    split = split_quotes(text)
    assert split.new == NOTE
    assert split.quoted is not None
    assert line in split.quoted


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Feb 12, 2024 at 8:05 AM, ORDERS wrote:",
        "On 12 Feb 2024, at 08:05, ORDERS wrote:",
        "On 12 Feb 2024 (Mon) at 08:05 ORDERS (shop) wrote:",
        "Am 12.02.2024 um 08:05 schrieb ORDERS:",
        "Am 12. Februar 2024 um 08:05 schrieb <ORDERS>:",
        "Le 12 févr. 2024 à 08:05, ORDERS a écrit :",
        "El 12 feb 2024, a las 8:05, ORDERS escribió:",
        "Op ma 12 feb. 2024 om 08:05 schreef ORDERS:",
        "Den 12 feb. 2024 kl. 08:05 skrev ORDERS:",
        "12 февр. 2024 г., в 08:05, ORDERS написал(а):",
        "ORDERS kirjoitti 12.2.2024 klo 8.05:",
        "12 Feb 2024 08:05 <ORDERS wrote:",
    ],
)
def test_an_author_without_a_name_is_the_address_and_nothing_of_the_date(line: str) -> None:
    found = find_forward(
        f"{line.replace('ORDERS', 'orders@mill.example')}\n\n> Two more crates.\n", "Fwd: Crates"
    )
    assert found is not None
    assert found.author == Mailbox("", "orders@mill.example")
    assert found.date is not None
    assert found.date.isoformat() == "2024-02-12T08:05:00"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("On Mon, 12 Feb 2024 at 08:05, May Cat wrote:", Mailbox("May Cat", "")),
        ("On 12 Feb 2024 08:05, Art @mill wrote:", Mailbox("Art @mill", "")),
        (
            "On Mon, 12 Feb 2024 at 08:05, Art Est art@mill.example wrote:",
            Mailbox("Art Est", "art@mill.example"),
        ),
    ],
)
def test_a_name_is_neither_the_month_nor_the_time_zone(line: str, author: Mailbox) -> None:
    found = find_forward(f"{line}\n\n> Two more crates.\n", "Fwd: Crates")
    assert found is not None
    assert (found.author, found.date and found.date.isoformat()) == (author, "2024-02-12T08:05:00")
