"""/bcc find: what was asked for and what was found, in one modal that asks again."""

import re
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock

from bot.ids import Action, Block, View
from bot.shown import MailPage
from bot.views.blocks import context, divider, modal, section, text_input
from bot.views.mail_rows import mail_rows
from bot.views.text import cut, isolate, one_line
from bot.views.turning import turning

_HINT = 'Words in any order. "Quoted words" stand together; from:jane, to:globex and has:file narrow it.'
_NOTHING = (
    "I found no mail of yours, and none that a colleague shared, for {}. Try fewer words, or only the "
    "beginning of one."
)
_NARROW = " Only from:, to: and has:file narrow it: any other word before a colon is looked for as a word."
# A word before a colon that narrows nothing; "https://" is none.
_OTHER = re.compile(
    r"(?<!\S)(?!(?:from|to):|has:(?:files?|attachments?)(?!\S))[^\W\d_]+:(?!//)", re.IGNORECASE
)
NO_WORDS = "Type a word or two to look for: a name, a subject, anything in the mail."


def find_modal(asked: str, page: MailPage | None) -> dict[str, Any]:
    """The question, and a page of answers; None before anything was asked that can be looked for.

    It carries what was asked.
    """
    blocks: list[SlackBlock] = [_question(asked)]
    shown = f"“{isolate(cut(one_line(asked), 100))}”"
    if page is None and asked:
        blocks.append(section(f"There is no letter or number in {shown}. {NO_WORDS}"))
    elif page is not None:
        nothing = _NOTHING.format(shown) + (_NARROW if _OTHER.search(asked) else "")
        heading = f"Newest first, for {shown}" if page.newest else f"Older ones, for {shown}"
        blocks += [divider(), *_answers(heading, page, nothing)]
    return modal("Find mail", blocks, View.FIND, submit="Find", about=asked)


def handed_over_modal(leaver: str, page: MailPage, about: str) -> dict[str, Any]:
    """What was handed over to its reader, in the same modal; `about` is what it carries instead of words."""
    name = isolate(cut(one_line(leaver), 60))
    heading = f"{'Newest first' if page.newest else 'Older ones'}, of what was {name}'s"
    answers = _answers(heading, page, f"Nothing that was {name}'s is left with you.")
    return modal("Find mail", [_question(""), divider(), *answers], View.FIND, submit="Find", about=about)


def _question(asked: str) -> SlackBlock:
    return text_input(
        "Find in your mail and what is shared", Block.WORDS, Action.WORDS, initial=asked, hint=_HINT,
        longest=300,
    )  # fmt: skip


def _answers(heading: str, page: MailPage, nothing: str) -> list[SlackBlock]:
    if not page.lines:
        return [section(nothing if page.newest else "There are no older ones.")]
    return [
        context(heading),
        *mail_rows(page.lines, page.tz),
        *turning(page, Action.FIND_OLDER, Action.FIND_NEWEST),
    ]
