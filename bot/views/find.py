"""/bcc find: what was asked for and what was found, in one modal that asks again."""

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


def find_modal(asked: str, page: MailPage | None) -> dict[str, Any]:
    """The question, and a page of answers; None before anything was asked. It carries what was asked."""
    question = text_input(
        "Find in your mail and what is shared", Block.WORDS, Action.WORDS, initial=asked, hint=_HINT,
        longest=300,
    )  # fmt: skip
    blocks: list[SlackBlock] = [question]
    if page is not None:
        blocks += [divider(), *_answers(asked, page)]
    return modal("Find mail", blocks, View.FIND, submit="Find", about=asked)


def _answers(asked: str, page: MailPage) -> list[SlackBlock]:
    shown = f"“{isolate(cut(one_line(asked), 100))}”"
    if not page.lines:
        return [section(_NOTHING.format(shown) if page.newest else "There are no older ones.")]
    heading = context(f"Newest first, for {shown}" if page.newest else f"Older ones, for {shown}")
    return [heading, *mail_rows(page.lines, page.tz), *turning(page, Action.FIND_OLDER, Action.FIND_NEWEST)]
