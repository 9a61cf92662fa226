"""Questions in a DM that a mail raised before it was anybody's."""

import pytest

from bot.asked import ForwardingCode, OldMail, Question
from bot.views import ask, old
from bot.views.rendered import Rendered
from tests.bot.desk import said
from tests.bot.views.strict import refusals
from tests.bot.views.values import NOW

EVIL = "<!channel> *bold* \u202e:bell: <https://evil.test|https://bank.test>"
OLD = OldMail(7, "ana@private.example", "Offer", "dkim", "private.example", NOW, "Europe/Berlin")
EVIL_OLD = OldMail(10**17, "x" * 400, EVIL * 20, "spf", "d" * 300, NOW, "No/Where")
ASKED = Question(7, "ana@private.example", "Offer", "dkim", "private.example")


@pytest.mark.parametrize(
    "message",
    [
        ask.question(ASKED),
        ask.question(Question(7, "x" * 400, EVIL * 20, "spf", "d" * 300, mails=3)),
        ask.question(Question(7, "ana@private.example", "", None, None, adding=True)),
        ask.verified("ana@private.example", 1),
        ask.verified(EVIL * 20, 2),
        ask.blocked("x" * 400, 10**17),
        ask.unblocked("ana@private.example"),
        ask.expired("ana@private.example", 1),
        ask.expired(EVIL, 12),
        *(
            say(mail)
            for say in (old.old_question, old.old_filed, old.old_dropped)
            for mail in (OLD, EVIL_OLD)
        ),
        old.old_expired(1),
        old.old_expired(12),
        ask.forwarding_code(ForwardingCode("ana@gmail.com", "123456789")),
        ask.forwarding_code(ForwardingCode("ana@gmail.com", "1", "https://mail.google.com/mail/vf-x?a=<b>")),
    ],
)
def test_every_message_is_one_that_slack_takes(message: Rendered) -> None:
    assert refusals("message_blocks", message.blocks) == []
    assert 0 < len(message.text.encode()) < 4000
    assert "<!channel>" not in message.text


def test_the_question_says_who_what_and_that_nothing_is_shown() -> None:
    shown = said(ask.question(ASKED).blocks)
    for part in (
        "Was this you?",
        "ana@private.example (proved by DKIM, private.example)",
        "Offer",
        "say yes",
    ):
        assert part in shown
    adding = ask.question(Question(7, "ana@private.example", "Offer", "dkim", "private.example", adding=True))
    assert [block["type"] for block in adding.blocks] == ["rich_text"]
    assert "/bcc alias" in said(adding.blocks)


def test_a_domain_that_only_looks_like_anothers_is_named_as_it_is_in_dns() -> None:
    homograph = Question(7, "ana@xn--cme-5cd.test", "Offer", "spf", "xn--cme-5cd.test")  # a Cyrillic a
    assert "ana@\u0430cme.test (proved by SPF, xn--cme-5cd.test)" in said(ask.question(homograph).blocks)


def test_the_code_is_for_reading_and_typing() -> None:
    message = ask.forwarding_code(
        ForwardingCode("ana@gmail.com", "123456789", "https://mail.google.com/vf-x")
    )
    assert "mail of ana@gmail.com may be forwarded here" in message.text
    assert "Code: 123456789" in message.text
    assert "123456789" in said(message.blocks)
