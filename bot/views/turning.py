"""The way through a list that is longer than a page."""

from typing import Protocol

from slack_sdk.models.blocks import Block

from bot.ids import Action
from bot.views.blocks import actions, button


class Paged(Protocol):
    """A page: `older` is the id from which the next one goes on, `newest` says that this is the first."""

    @property
    def older(self) -> int | None: ...
    @property
    def newest(self) -> bool: ...


def turning(page: Paged, older: Action, newest: Action) -> list[Block]:
    """Buttons to the next page and back to the first; none where everything is on this one."""
    buttons = []
    if not page.newest:
        buttons.append(button("Newest", newest, "newest"))
    if page.older is not None:
        buttons.append(button("Older", older, str(page.older)))
    return [actions(*buttons)] if buttons else []
