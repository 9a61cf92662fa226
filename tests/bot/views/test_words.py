"""People, sizes, times and records in a sentence."""

import pytest

from bot.shown import MailLine, Party, RecordAddress
from bot.views import words
from bot.views.address import record_reply
from bot.views.mail_rows import mail_text
from models.types import RecordStatus
from tests.bot.desk import said
from tests.bot.views.values import NOW, a_filing, a_target


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 kB"), (120_400, "120 kB"),
     (999_499, "999 kB"), (999_500, "1.0 MB"), (1_250_000, "1.2 MB"), (25_000_000, "25 MB"),
     (3 * 10**12, "3000 GB")],
)  # fmt: skip
def test_sizes_are_said_in_round_numbers(count: int, shown: str) -> None:
    assert words.size(count) == shown


@pytest.mark.parametrize(
    ("names", "count", "shown"),
    [
        pytest.param([], 0, "nobody", id="nobody"),
        pytest.param(["A"], 1, "A", id="one"),
        pytest.param(["A", "B"], 2, "A and B", id="two"),
        pytest.param(["A", "B", "C"], 3, "A, B and C", id="three"),
        pytest.param(["A", "B", "C", "D"], 4, "A, B, C and 1 other", id="four"),
        pytest.param(["A", "B", "C", "D"], 5000, "A, B, C and 4997 others", id="thousands"),
    ],
)
def test_people_are_named_or_counted(names: list[str], count: int, shown: str) -> None:
    assert words.parties([Party(name, f"{name}@x.example") for name in names], count) == shown


@pytest.mark.parametrize(
    ("who", "shown", "in_full"),
    [
        pytest.param(Party("Jane", "j@x.example"), "Jane", "Jane (j@x.example)", id="name and address"),
        pytest.param(Party("", "j@x.example"), "j@x.example", "j@x.example", id="an address alone"),
        pytest.param(Party("Jane", ""), "Jane", "Jane", id="a name alone, out of a forward"),
        pytest.param(Party("", ""), "unknown", "unknown", id="neither"),
        pytest.param(
            Party("boss@bank.test", "eve@evil.test"),
            "eve@evil.test",
            "boss@bank.test (eve@evil.test)",
            id="a name that poses as an address",
        ),
    ],
)
def test_a_person_is_shown_by_name_and_never_by_a_false_address(who: Party, shown: str, in_full: str) -> None:
    assert (words.party(who), words.party_in_full(who)) == (shown, in_full)


@pytest.mark.parametrize(
    ("tz", "shown"),
    [("UTC", "4 Jan 2027, 09:00"), ("Asia/Tokyo", "4 Jan 2027, 18:00"), ("No/Where", "4 Jan 2027, 09:00")],
)
def test_times_stand_on_the_reader_s_clock(tz: str, shown: str) -> None:
    assert words.moment(NOW, tz) == f"\u2068{shown}\u2069"


def test_who_or_what_filed_a_mail_is_said() -> None:
    by_ben = a_filing(by="Ben", by_reader=False)
    by_rule = a_filing(by=None, by_reader=False, rule="person", evidence="jane@x.example")
    gone = a_filing(by=None, by_reader=False)
    at = "\u20684 Jan 2027, 09:00\u2069"
    assert words.why(by_ben, "UTC") == f"Linked by Ben, {at}"
    assert words.why(by_rule, "UTC") == f"Filed because jane@x.example belongs to it, {at}"
    assert words.why(gone, "UTC") == f"Linked by somebody who has left, {at}"


def test_a_closed_record_is_told_from_an_open_one() -> None:
    deal = a_target(status=RecordStatus.LOST, organization="Globex", worth="EUR 12,000")
    assert words.name_of(deal) + words.state_of(deal) == "Deal 42 · Globex renewal 2027 (lost)"
    assert words.about(deal) == "Globex · lost · EUR 12,000"


def test_one_address_stands_in_a_box_and_several_in_a_list() -> None:
    found = [RecordAddress(a_target(number=n), f"northwind+deal{n}@bcc.localhost") for n in (1, 2)]
    one, several = record_reply(found[:1], "globex"), record_reply(found, "globex")
    assert "rich_text_preformatted" in str(one.blocks)
    assert "rich_text_list" in str(several.blocks)
    assert "northwind+deal2@bcc.localhost" in said(several.blocks)
    assert "northwind+deal2@bcc.localhost" in several.text


def test_of_more_addresses_than_fit_the_first_are_shown_and_said_to_be_so() -> None:
    found = [RecordAddress(a_target(number=n), f"deal{n}@x.test") for n in range(1, 12)]
    assert "Several match “globex”:" in said(record_reply(found[:10], "globex").blocks)
    reply = record_reply(found, "globex")
    assert "The first 10 that match. Add a word of its name, or its number, for others:" in reply.text
    assert ("deal10@x.test" in said(reply.blocks), "deal11@x.test" in said(reply.blocks)) == (True, False)


def test_no_address_of_what_is_closed_promises_to_file_mail() -> None:
    found = [RecordAddress(a_target(number=n, status=RecordStatus.WON), f"deal{n}@x.test") for n in (1, 2)]
    one, several = record_reply(found[:1], "globex"), record_reply(found, "globex")
    assert one.text.startswith("It is won: mail to this address is not filed, and waits in your inbox: ")
    assert "Deal 2 · Globex renewal 2027 (won): deal2@x.test. Mail for what is won" in several.text
    assert "won, lost or archived is not filed there" in said(several.blocks)


def test_a_date_is_set_apart_from_the_name_beside_it() -> None:
    """Else a line that begins with a right-to-left name shows the day after the year."""
    assert words.moment(NOW, "UTC") == "\u20684 Jan 2027, 09:00\u2069"
    line = MailLine(1, 1, "Offer", Party("ليلى", ""), NOW, "")
    assert "\u2068ليلى\u2069 · \u20684 Jan 2027, 09:00\u2069" in mail_text(line, "UTC")
