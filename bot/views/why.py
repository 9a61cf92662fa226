"""Why?: who or what filed a mail where it is."""

from typing import Any

from bot.ids import View
from bot.shown import Filing
from bot.views import words
from bot.views.blocks import leaf, lines, modal, rich_text

_HOW = "The whole conversation goes along: its later mails are filed here too, until you unlink it."


def why_modal(filing: Filing, tz: str) -> dict[str, Any]:
    """The reason of one link in a few words."""
    name = words.name_of(filing.target) + words.state_of(filing.target)
    return modal(
        "Why is it here?",
        [rich_text(lines(leaf(name, bold=True), leaf(f"\n{words.why(filing, tz)}."), leaf(f"\n{_HOW}")))],
        View.NOTE,
    )
