"""A modal that says one thing."""

from typing import Any

from bot.ids import View
from bot.views.blocks import home, modal, section


def note_modal(title: str, text: str) -> dict[str, Any]:
    """A sentence or two with a button to close."""
    return modal(title, [section(text)], View.NOTE)


def note_home(text: str) -> dict[str, Any]:
    """The home tab of somebody who has nothing here, and why."""
    return home([section(text)])
