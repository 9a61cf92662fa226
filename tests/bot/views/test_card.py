"""A mail's card."""

import re
from typing import Any

import pytest
from hypothesis import given

from bot.shown import CardData, File, Offers, Party, Proof, Suggestion
from bot.views.card import message_card
from models.types import Direction, RecordStatus, Visibility
from tests.bot.desk import said
from tests.bot.views.strict import refusals, shown_characters
from tests.bot.views.values import ANA, NOW, a_card, a_filing, a_target, cards
from tests.fuzzing import fuzzed


@given(cards)
@fuzzed(10, always_alike=False)
def test_slack_takes_every_card_whatever_its_mail_says(card: CardData) -> None:
    rendered = message_card(card)
    assert refusals("message_blocks", rendered.blocks) == []
    assert shown_characters(rendered.blocks) <= 10_000
    assert len(rendered.text.encode()) < 4000
    assert not set("<>") & set(rendered.text)


def markup(value: Any) -> list[str]:
    """Every text that Slack would parse."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        own += ["emoji"] if value.get("type") == "plain_text" and value.get("emoji") is not False else []
        return own + [text for each in value.values() for text in markup(each)]
    return [text for each in value for text in markup(each)] if isinstance(value, list) else []


@given(cards)
@fuzzed(10, always_alike=False)
def test_nothing_of_a_mail_is_ever_parsed_as_markup(card: CardData) -> None:
    assert markup(message_card(card).blocks) == []


@pytest.mark.parametrize(
    ("card", "says"),
    [
        pytest.param(a_card(), "Ana Trujillo → Jane Doe", id="who to whom"),
        pytest.param(a_card(subject=" \n "), "(no subject)", id="an empty subject"),
        pytest.param(a_card(text="\n\n"), "(no text)", id="an empty text"),
        pytest.param(
            a_card(recipients=(Party("A", "a@x"), Party("B", "b@x"), Party("C", "c@x")), recipient_count=20),
            "A, B, C and 17 others",
            id="many recipients",
        ),
        pytest.param(
            a_card(author=Party("ceo@bank.test", "eve@evil.test")),
            "eve@evil.test → Jane Doe",
            id="a name that poses as an address",
        ),
        pytest.param(
            a_card(direction=Direction.FORWARDED, author=Party("", "jane@acme.com")),
            "From jane@acme.com, read from the forward",
            id="a forward names its author as merely read",
        ),
        pytest.param(
            a_card(direction=Direction.FORWARDED, note="Please file."),
            "Your note: \nPlease file.",
            id="a note",
        ),
        pytest.param(
            a_card(), "Proved by DKIM, northwind.example · Private to you", id="proof and who sees it"
        ),
        pytest.param(a_card(proof=Proof("spf", "acme.com")), "Proved by SPF, acme.com", id="proved by SPF"),
        pytest.param(a_card(visibility=Visibility.SHARED), "Shared within the company", id="shared"),
        pytest.param(
            a_card(malformed="its MIME never ends"), "I could not read this mail: its MIME", id="malformed"
        ),
        pytest.param(a_card(malformed="x"), "Download .eml gets it", id="malformed, and kept"),
        pytest.param(a_card(malformed="x", kept=False), "is not kept any more", id="malformed, not kept"),
        pytest.param(
            a_card(unknown_tags=("deal99",)), "Its address named deal99: nothing open by that name", id="tag"
        ),
        pytest.param(a_card(files=(File("a.pdf", "", 120_000),)), "1 file: a.pdf (120 kB)", id="a file"),
        pytest.param(
            a_card(files=tuple(File(f"{n}.pdf", "", 10) for n in range(30))), "and 25 more", id="30 files"
        ),
        pytest.param(a_card(filings=()), "Not filed yet", id="not filed"),
        pytest.param(
            a_card(filings=(a_filing(),)),
            "Deal 42 · Globex renewal 2027\nLinked by you, \u20684 Jan 2027, 10:00\u2069",
            id="filed by me, on my clock",
        ),
        pytest.param(
            a_card(filings=(a_filing(target=a_target(status=RecordStatus.WON)),)),
            "Globex renewal 2027 (won)",
            id="filed under a closed deal",
        ),
        pytest.param(
            a_card(filings=(a_filing(by=None, by_reader=False, rule="tag"),)),
            "Filed because it was sent to this deal's own address",
            id="filed by a rule",
        ),
        pytest.param(
            a_card(filings=(a_filing(by=None, by_reader=False),)),
            "Linked by somebody who has left",
            id="a leaver",
        ),
        pytest.param(
            a_card(filings=(a_filing(removed_at=NOW, fresh=True),)),
            "No longer filed under Deal 42 · Globex renewal 2027",
            id="just unlinked",
        ),
    ],
)
def test_a_card_says(card: CardData, says: str) -> None:
    text = said(message_card(card).blocks)
    assert says in text


def test_a_long_text_is_cut_with_a_way_to_read_on() -> None:
    text = said(message_card(a_card(text="\n".join(f"line {n}" for n in range(100)))).blocks)
    assert "line 7" in text
    assert "line 8" not in text
    assert "Open to read on" in text


def test_the_text_alone_tells_a_screen_reader_the_whole_card() -> None:
    card = a_card(files=(File("a.pdf", "", 5),), filings=(a_filing(),), subject="Q3 <b>offer</b>")
    assert message_card(card).text == (
        "Mail from Ana Trujillo to Jane Doe: Q3 &lt;b&gt;offer&lt;/b&gt; — Dear Jane, here is our offer. "
        "1 file: a.pdf (5 bytes). Filed under Deal 42 · Globex renewal 2027"
    )


def test_right_to_left_names_keep_to_themselves() -> None:
    card = a_card(recipients=(Party("ليلى", "layla@example.test"), ANA), recipient_count=2)
    assert "\u2068ليلى\u2069 and Ana Trujillo" in said(message_card(card).blocks)


def hidden(value: Any) -> list[str]:
    """Everything that comes back to us from a click."""
    if isinstance(value, dict):
        own = [value["value"]] if isinstance(value.get("value"), str) else []
        return own + [text for each in value.values() for text in hidden(each)]
    return [text for each in value for text in hidden(each)] if isinstance(value, list) else []


@given(cards)
@fuzzed(10, always_alike=False)
def test_buttons_carry_ids_and_nothing_of_the_mail(card: CardData) -> None:
    for value in hidden(message_card(card).blocks):
        assert re.fullmatch(r"(?:[a-z]+:)?[0-9]+(?::[0-9]+)?", value)


@pytest.mark.parametrize(
    ("whys", "says"),
    [
        pytest.param(
            ("theirs", "theirs", "in the subject"),
            "Why these? Deal 1, Deal 2: theirs · Deal 3: in the subject",
            id="a reason of several is said once",
        ),
        pytest.param(("theirs",), "Why this one? Theirs", id="one alone"),
        pytest.param(("",), "", id="no reason"),
    ],
)
def test_why_records_are_offered_is_said_without_saying_it_twice(whys: tuple[str, ...], says: str) -> None:
    found = tuple(Suggestion(a_target(number=place), why) for place, why in enumerate(whys, 1))
    card = message_card(a_card(offers=Offers(suggestions=found)))
    [*told] = [line for line in said(card.blocks).splitlines() if line.startswith("Why ")]
    assert told == ([says] if says else [])
    assert all(card.text.count(why) == 1 for why in whys if why != "theirs" and why)
    assert card.text.lower().count("theirs") == ("theirs" in whys)
