"""Mails as the rows of a modal."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.shown import MailLine
from bot.views import words
from bot.views.blocks import button, section
from bot.views.text import cut, isolate, one_line

_SNIPPET = 160


def mail_rows(lines: Sequence[MailLine], tz: str) -> list[Block]:
    """One row each: subject, people, time, a few words, and a button that opens it."""
    return [_row(line, tz) for line in lines]


def mail_text(line: MailLine, tz: str) -> str:
    """A mail in three lines."""
    facts = [words.party(line.author), words.moment(line.at, tz)]
    if line.mails > 1:
        facts.append(f"{line.mails} mails")
    if line.has_files:
        facts.append("with files")
    if line.owner is not None:
        facts.append(f"shared by {isolate(cut(one_line(line.owner), 60))}")
    few_words = isolate(cut(one_line(line.snippet), _SNIPPET))
    parts = (words.subject_of(line.subject, 120), " · ".join(facts), few_words)
    return "\n".join(part for part in parts if part)


def _row(line: MailLine, tz: str) -> Block:
    about = cut(words.subject_of(line.subject), 60)
    opener = button("Open", Action.READ, str(line.message_id), spoken=f"Open {about}")
    return section(mail_text(line, tz), opener, f"mail-{line.message_id}")
