"""What a subject is about, and whether it tells one thread from another."""

import pytest

from models.filing.subjects import topic_of

SAME = [
    "Globex renewal 2027",
    "Re: Globex renewal 2027",
    "AW: WG: globex  Renewal 2027",
    "Fwd: Re[2]: Globex renewal 2027",
    "[EXTERNAL] Antw: Globex renewal 2027",
    "回复: Globex renewal 2027",
    "RE：Globex renewal 2027",
    "Vá: SV: Odp: Ynt: Globex renewal 2027",
]


@pytest.mark.parametrize("subject", SAME)
def test_prefixes_and_spelling_do_not_change_what_a_subject_is_about(subject: str) -> None:
    assert topic_of(subject).key == topic_of(SAME[0]).key


@pytest.mark.parametrize(
    ("subject", "reply", "forward"),
    [
        ("Offer", False, False),
        ("Re: Offer", True, False),
        ("AW: WG: Offer", True, True),
        ("Fwd: Offer", False, True),
        ("Project: Offer", False, False),
        ("", False, False),
        ("Re:", True, False),
    ],
)
def test_prefixes_tell_replies_and_forwards(subject: str, reply: bool, forward: bool) -> None:
    topic = topic_of(subject)
    assert (topic.reply, topic.forward) == (reply, forward)


@pytest.mark.parametrize(
    ("subject", "telling"),
    [
        ("Invoice", False),
        ("Re: Invoice", False),
        ("Invoice 12", False),
        ("Hello again", False),
        ("Meeting next week", False),
        ("Angebot", False),
        ("Globex", False),
        ("", False),
        ("12:30", False),
        ("Globex renewal", True),
        ("Forklift fleet for Rotterdam", True),
        ("关于采购合同的问题", True),
    ],
)
def test_a_subject_that_anybody_writes_tells_nothing(subject: str, telling: bool) -> None:
    assert topic_of(subject).telling is telling


def test_a_subject_of_thousands_of_prefixes_is_read_all_the_same() -> None:
    assert topic_of("Re: " * 10_000).reply
