"""Why?: who or what filed a mail where it is, what else there was, and the rules that will go on."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.asked import Explained, WhyData
from bot.ids import Action, View
from bot.shown import Rule
from bot.views import words
from bot.views.blocks import bullets, button, context, leaf, lines, modal, rich_text, section
from bot.views.text import one_line

_HOW = "The whole conversation goes along: its later mails are filed here too, until you unlink it."
_NOT_FILED = "It is not filed. No rule was sure enough, and nobody filed it by hand."


def why_modal(data: WhyData) -> dict[str, Any]:
    """The reason of each link in a few words."""
    blocks: list[Block] = []
    for one in data.filings:
        blocks += _filing(one, data.tz)
    if data.filings:
        blocks.append(context(_HOW))
    else:
        blocks.append(section(_NOT_FILED))
    if data.suggestions:
        rows = [[leaf(words.name_of(one.target)), leaf(f": {one_line(one.why)}")] for one in data.suggestions]
        blocks.append(rich_text(lines(leaf("It may belong to", bold=True)), bullets(*rows)))
    blocks += [rule_row(rule) for rule in data.rules]
    return modal("Why is it here?", blocks, View.NOTE, about=str(data.message_id))


def _filing(one: Explained, tz: str) -> list[Block]:
    filing = one.filing
    name = words.name_of(filing.target) + words.state_of(filing.target)
    rows = [rich_text(lines(leaf(name, bold=True), leaf(f"\n{words.why(filing, tz)}.")))]
    facts = []
    if one.persons:
        facts.append([leaf("Matched by: "), leaf(", ".join(map(words.name_of, one.persons)))])
    if one.candidates:
        others = ", ".join(words.name_of(each.target) for each in one.candidates)
        facts.append([leaf("Also considered: "), leaf(others)])
    return [*rows, rich_text(bullets(*facts))] if facts else rows


def rule_row(rule: Rule) -> Block:
    """'Always file…' with the way to stop it."""
    name = one_line(rule.person.title)
    stop = button(
        "Stop", Action.KEEP_STOP, str(rule.rule_id), spoken=f"Stop filing all mail with {name} there"
    )
    text = f"All your mail with {name} is filed under {words.name_of(rule.record)}, until it closes."
    return section(text, stop, f"rule-{rule.rule_id}")
