"""What stands in a submitted form. Everything in it is a claim, to be checked."""

from enum import StrEnum
from typing import Any, TypeVar

from bot.errors import UserError
from bot.ids import Action, Block, Ref
from bot.views.text import one_line, paragraphs

PICK_ONE = "Pick one from the list."

E = TypeVar("E", bound=StrEnum)


def typed(view: dict[str, Any], block: Block, *, lines: bool = False) -> str:
    """A text field's text: cleaned and trimmed, on one line unless it may have several."""
    value = str(_state(view, block, Action.FIELD).get("value") or "")
    return paragraphs(value) if lines else one_line(value)


def chosen_refs(view: dict[str, Any], block: Block, action: Action) -> list[Ref]:
    """The options chosen in a menu or ticked, in order; what we never wrote is left out."""
    state = _state(view, block, action)
    options = [*(state.get("selected_options") or ()), *filter(None, [state.get("selected_option")])]
    found = [Ref.parse(option.get("value")) for option in options]
    return list(dict.fromkeys(ref for ref in found if ref is not None))


def chosen(view: dict[str, Any], block: Block) -> str:
    """The value of the one option chosen in a field; empty for none."""
    return str((_state(view, block, Action.FIELD).get("selected_option") or {}).get("value") or "")


def one_of(view: dict[str, Any], block: Block, kind: type[E]) -> E:
    """The member of a closed vocabulary that was chosen in that field."""
    value = chosen(view, block)
    if value not in set(kind):
        raise UserError(PICK_ONE, field=block)
    return kind(value)


def ticked(view: dict[str, Any], block: Block) -> frozenset[str]:
    """The values of the boxes that are ticked."""
    options = _state(view, block, Action.FIELD).get("selected_options") or ()
    return frozenset(str(option.get("value")) for option in options)


def chosen_users(view: dict[str, Any], block: Block) -> list[str]:
    """The Slack users chosen, each once."""
    return _each_once(_state(view, block, Action.FIELD).get("selected_users"))


def chosen_channels(view: dict[str, Any], block: Block) -> list[str]:
    """The Slack channels chosen, each once."""
    return _each_once(_state(view, block, Action.FIELD).get("selected_conversations"))


def chosen_words(view: dict[str, Any], block: Block, action: Action) -> list[str]:
    """The values of the options chosen, whatever they say."""
    state = _state(view, block, action)
    options = [*(state.get("selected_options") or ()), *filter(None, [state.get("selected_option")])]
    return [str(option.get("value")) for option in options]


def chosen_channel(view: dict[str, Any], block: Block) -> str:
    """The channel chosen."""
    return str(_state(view, block, Action.FIELD).get("selected_conversation") or "")


def chosen_user(view: dict[str, Any], block: Block) -> str:
    """The Slack user chosen."""
    return str(_state(view, block, Action.FIELD).get("selected_user") or "")


def _each_once(ids: Any) -> list[str]:
    return list(dict.fromkeys(str(each) for each in ids or ()))


def _state(view: dict[str, Any], block: Block, action: Action) -> dict[str, Any]:
    state: dict[str, Any] = view.get("state", {}).get("values", {}).get(block, {}).get(action) or {}
    return state
