"""The home tab: getting started, the address, the latest mails."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.refused import RefusedNews
from bot.shown import HomeData, InboxLine
from bot.views import words
from bot.views.address import HOW
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
from bot.views.refusals import refusals_section
from bot.views.text import cut
from bot.views.why import rule_row

_NONE_REFUSED = RefusedNews()
_MANY = 1000  # where the inbox stops counting
_NO_RECORDS = (
    "There are no deals, leads, projects or people here yet. Whoever runs Smart Bcc can bring them in from "
    "CSV files with the import command."
)


def home_view(data: HomeData, refused: RefusedNews = _NONE_REFUSED) -> dict[str, Any]:
    """What is most useful first: the one task of a newcomer, or the latest mails."""
    address = rich_text(lines(leaf("Your Bcc address", bold=True)), preformatted(data.address))
    if not data.mails:
        return home(
            [
                header("Get your first mail here"),
                rich_text(
                    lines(leaf("Write a mail to anybody, put this address in Bcc, and send it:")),
                    preformatted(data.address),
                ),
                context("It comes as a card to the Messages tab within seconds, for your eyes only. " + HOW),
                *([] if data.has_records else [context(_NO_RECORDS)]),
                *refusals_section(refused),
            ]
        )
    blocks: list[Block] = [address, context(HOW), divider(), header("Latest mails"), context(_count(data))]
    blocks += [_row(line, data.tz) for line in data.mails]
    if not data.has_records:
        blocks.append(context(_NO_RECORDS))
    blocks += refusals_section(refused)
    if data.rules:
        blocks += [divider(), header("Always filed"), *map(rule_row, data.rules)]
    return home(blocks)


def _count(data: HomeData) -> str:
    if not data.unfiled:
        return "Everything is filed."
    if data.unfiled >= _MANY:
        return f"{_MANY:,} mails or more are not filed yet. /bcc inbox files many at once."
    return f"{data.unfiled} {'mail is' if data.unfiled == 1 else 'mails are'} not filed yet."


def _row(line: InboxLine, tz: str) -> Block:
    subject = words.subject_of(line.subject, 120)
    filed = ", ".join(words.name_of(target, 60) for target in line.filed_under[:3])
    state = f"Filed under {filed}" if filed else "Not filed yet"
    text = f"{subject}\n{words.party(line.author)} · {words.moment(line.at, tz)}\n{state}"
    opener = button("Open", Action.OPEN, str(line.message_id), spoken=f"Open {cut(subject, 60)}")
    return section(text, opener, f"mail-{line.message_id}")
