"""Share…: who may read a mail, and what was just changed about that."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block as SlackBlock

from bot.ids import Action, Block, View
from bot.posts import Copy, ShareForm
from bot.shown import Target
from bot.views.blocks import (
    actions,
    button,
    channel_leaf,
    context,
    leaf,
    lines,
    modal,
    option,
    rich_text,
    section,
)
from bot.views.copies import copy_rows
from bot.views.inputs import one_of
from bot.views.text import cut, one_line
from bot.views.words import subject_of
from models.types import Visibility

ONE, WHOLE = "one", "whole"
_TITLE = "Share this mail"
_CHANNELS = 5
_GUESTS = "Guests and people of other organizations never find it, whatever you choose here."


def share_modal(form: ShareForm) -> dict[str, Any]:
    """The question, as things stand; posting is a step of its own."""
    readers = {
        Visibility.PRIVATE: option("Private to you", Visibility.PRIVATE, "Nobody else finds or opens it"),
        Visibility.SHARED: option(
            "Shared within the company",
            Visibility.SHARED,
            f"Every member of {cut(one_line(form.workspace), 30)} can find and read it",
        ),
    }
    mails = f"{form.mails} mails so far" if form.mails > 1 else "This mail so far"
    extents = {
        False: option("This mail alone", ONE),
        True: option("The whole conversation", WHOLE, f"{mails}, and those still to come"),
    }
    about = str(form.message_id)
    post = button("Post to a channel or person…", Action.POST, about)
    blocks: list[SlackBlock] = [
        context(cut(subject_of(form.subject), 200)),
        one_of(
            "Who may read it", Block.READERS, Action.READERS, [*readers.values()], readers[form.visibility]
        ),
        one_of("What", Block.EXTENT, Action.EXTENT, [*extents.values()], extents[form.whole]),
        *(_by_rule(target, channel) for target, channel in form.channels[:_CHANNELS]),
        context(_GUESTS),
        actions(post),
        context("A post shows the parts that you choose to those who read there, and nothing else."),
        *copy_rows(form.copies),
    ]
    return modal(_TITLE, blocks, View.SHARE, submit="Save", close="Cancel", about=about)


def _by_rule(target: Target, channel: str) -> SlackBlock:
    whose = f"Once it is shared, {target.kind} {target.number}'s channel "
    return rich_text(lines(leaf(whose), channel_leaf(channel), leaf(" gets it too, by your company's rule.")))


def changed_modal(
    visibility: Visibility, *, whole: bool, event_id: int | None, message_id: int, copies: Sequence[Copy] = ()
) -> dict[str, Any]:
    """What a change comes to, with the way back, and what it leaves standing."""
    what = "This conversation" if whole else "This mail"
    if visibility is Visibility.SHARED:
        title, said = "Shared", f"{what} can now be found and read by every member of your company. {_GUESTS}"
    else:
        title, said = "Private", f"{what} is private to you now. Nobody else finds or opens it."
    if whole:
        said += " The same goes for mails that are still to come in it."
    undo = button("Undo", Action.SHARE_UNDO, str(event_id)) if event_id is not None else None
    blocks: list[SlackBlock] = [section(said, undo)]
    if visibility is Visibility.PRIVATE and copies:
        blocks.append(
            section(
                "Copies of it still stand where you posted them, and can be read there. Withdraw them too?",
                button("Withdraw all", Action.WITHDRAW_ALL, str(message_id), primary=True)
                if len(copies) > 1
                else None,
            )
        )
        blocks += copy_rows(copies)
    return modal(title, blocks, View.NOTE, about=str(message_id))


def shared_row(message_id: int, *, whole: bool) -> SlackBlock:
    """The card's line about a mail that every member may read."""
    what = "Shared within the company, the whole conversation" if whole else "Shared within the company"
    private = button(
        "Make private", Action.MAKE_PRIVATE, str(message_id), spoken="Make this mail private again"
    )
    return section(f"{what}: every member can find and read it.", private, "visibility")
