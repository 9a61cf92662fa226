"""The home tab: one section below the other, each a function of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.at_home import HomeData, Step
from bot.ids import Action
from bot.views.address import COPY, HOW
from bot.views.alias import addresses_section
from bot.views.blocks import (
    button,
    context,
    divider,
    header,
    home,
    leaf,
    lines,
    preformatted,
    rich_text,
    section,
)
from bot.views.home_inbox import Filed, inbox_section
from bot.views.home_start import start_section
from bot.views.refusals import refusals_section
from bot.views.settings import summary
from bot.views.why import rule_row

_RULES = 10

Section = Callable[[HomeData], Sequence[Block]]


def home_view(data: HomeData, filed: Filed | None = None) -> dict[str, Any]:
    """What is most useful first. `filed` is what was just filed from here."""
    parts = [inbox_section(data, filed) if make is inbox_section else make(data) for make in _SECTIONS]
    blocks: list[Block] = []
    for part in filter(None, parts):
        blocks += [*([divider()] if blocks else []), *part]
    return home(blocks)


def address_section(data: HomeData) -> list[Block]:
    """The address to put in Bcc; a newcomer's first task has it already."""
    if data.step is Step.FIRST_MAIL:
        return []
    address = rich_text(lines(leaf("Your Bcc address", bold=True)), preformatted(data.address))
    return [address, context(f"{COPY} {HOW}")]


def senders_section(data: HomeData) -> list[Block]:
    """The other addresses the member sends from."""
    return addresses_section(data.senders)


def refused_section(data: HomeData) -> list[Block]:
    """What was refused of the member's mail lately."""
    return refusals_section(data.refused)


def rules_section(data: HomeData) -> list[Block]:
    """'Always file…', each with the way to stop it."""
    if not data.rules:
        return []
    more = len(data.rules) - _RULES
    rest = [context(f"And {more} more: Why? on a mail's card stops them.")] if more > 0 else []
    return [header("Always filed"), *map(rule_row, data.rules[:_RULES]), *rest]


def settings_section(data: HomeData) -> list[Block]:
    """The member's own settings in one line."""
    change = button("Settings", Action.SETTINGS_OPEN, "settings", spoken="Change your settings")
    return [
        header("Your settings"),
        section(summary(data.preferences, data.company_visibility), change, "settings"),
    ]


def admin_section(data: HomeData) -> list[Block]:
    """The company's settings, for admins."""
    if not data.company:
        return []
    change = button("Company settings", Action.ADMIN_OPEN, "admin", spoken="Change the company's settings")
    return [header("For admins"), section(data.company, change, "admin")]


# From the top down. One more is one line here.
_SECTIONS: tuple[Section, ...] = (
    start_section,
    address_section,
    inbox_section,
    senders_section,
    refused_section,
    rules_section,
    settings_section,
    admin_section,
)
