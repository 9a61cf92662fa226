"""/bcc inbox: tick mails, choose where they belong, done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.blocks import Option

from bot.ids import Action, Block, View
from bot.shown import MailLine, MailPage, Target
from bot.views import words
from bot.views.blocks import (
    OPTION_TEXT,
    actions,
    button,
    checkboxes,
    context,
    external_select,
    modal,
    option,
    section,
    select,
)
from bot.views.text import cut
from bot.views.turning import turning

_EMPTY = "Your inbox is empty: every mail of yours is filed or done. New ones come here by themselves."


@dataclass(frozen=True, slots=True)
class Told:
    """What was just done in the inbox, and the ids by which it is undone: links, or mails that are done."""

    text: str
    links: tuple[int, ...] = ()
    done: tuple[int, ...] = ()

    @classmethod
    def filed(cls, target: Target, link_ids: Sequence[int]) -> "Told":
        return cls(f"Filed {_count(len(link_ids))} under {words.name_of(target)}.", links=tuple(link_ids))

    @classmethod
    def marked_done(cls, message_ids: Sequence[int]) -> "Told":
        return cls(f"Marked {_count(len(message_ids))} as done.", done=tuple(message_ids))

    @property
    def about(self) -> str:
        """The ids as a modal carries them."""
        return f"links:{_joined(self.links)}" if self.links else f"done:{_joined(self.done)}"


def inbox_modal(page: MailPage, told: Told | None = None) -> dict[str, Any]:
    """A page of the inbox; after something was done there, with the way back."""
    blocks: list[SlackBlock] = []
    if told is not None:
        undo = button("Undo", Action.INBOX_UNDO, "undo") if told.links or told.done else None
        blocks.append(section(told.text, undo))
    about = told.about if told else None
    if not page.lines:
        blocks.append(section(_EMPTY if page.newest else "There are no older mails in your inbox."))
        blocks += turning(page, Action.INBOX_OLDER, Action.INBOX_NEWEST)
        return modal("Inbox", blocks, View.INBOX, about=about)
    label = "Not filed yet, newest first" if page.newest else "Not filed yet, older ones"
    choices = [_choice(line, page.tz) for line in page.lines]
    blocks += [
        checkboxes(label, Block.MAILS, Action.INBOX_CHOICE, choices),
        external_select(
            "File under", Block.RECORD, Action.INBOX_RECORD, placeholder="Number, title, company or person",
            hint="All ticked mails go there, each with its whole conversation.", focus=False,
        ),
        section("Read one first", select(Action.INBOX_READ, choices, None, "Choose a mail")),
        actions(button("Done without filing", Action.INBOX_DONE, "done")),
        context("Done takes the ticked mails out of the inbox; a new mail brings its conversation back."),
        *turning(page, Action.INBOX_OLDER, Action.INBOX_NEWEST),
    ]  # fmt: skip
    return modal("Inbox", blocks, View.INBOX, submit="File", about=about)


def _choice(line: MailLine, tz: str) -> Option:
    many = f"{line.mails} mails · " if line.mails > 1 else ""
    when = words.moment(line.at, tz)
    who = cut(words.party(line.author), OPTION_TEXT - len(when) - len(many) - 3)
    return option(words.subject_of(line.subject, OPTION_TEXT), str(line.message_id), f"{many}{who} · {when}")


def _count(number: int) -> str:
    return "1 conversation" if number == 1 else f"{number} conversations"


def _joined(ids: Sequence[int]) -> str:
    return ",".join(str(key) for key in ids)
