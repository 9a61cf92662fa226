"""What /bcc forget says would go."""

import pytest

from bot.views.forget import forget_modal
from tests.bot.desk import said
from tests.gallery.scenes_inbox import a_preview


@pytest.mark.parametrize(
    ("everywhere", "count", "says"),
    [
        pytest.param(False, 1, "1 card in your DM\n", id="one of mine"),
        pytest.param(False, 21, "21 cards in your DM\n", id="several of mine"),
        pytest.param(True, 1, "1 card in direct messages\n", id="one of anybody's"),
        pytest.param(True, 21, "21 cards in direct messages\n", id="several of anybody's"),
    ],
)
def test_cards_are_counted_in_plain_english(everywhere: bool, count: int, says: str) -> None:
    assert says in said(forget_modal(a_preview(everywhere=everywhere, cards=count), "jane@globex.example"))


def test_where_no_mail_is_a_contact_alone_can_be_erased() -> None:
    bare = dict.fromkeys(("mails", "attachments", "cards", "shares", "held", "refusals"), 0)
    view = forget_modal(a_preview(**bare), "jane@globex.example")
    assert "I have no mail of yours from or to jane@globex.example, only the contact Jane Doe." in said(view)
    assert "0 mails" not in str(view)
    assert "Erase the mail" not in str(view)
    assert "Erase the contact" in str(view)


@pytest.mark.parametrize(("count", "says"), [(1, "1 mail held back\n"), (2, "2 mails held back\n")])
def test_so_is_what_is_held(count: int, says: str) -> None:
    assert says in said(forget_modal(a_preview(held=count), "jane@globex.example"))
