"""What cannot be taken back asks once more; and picking a colleague outside a form."""

from slack_sdk.models.blocks import ButtonElement, ConfirmObject, InteractiveElement, UserSelectElement

from bot.ids import Action
from bot.views.blocks import BUTTON_LABEL, PLACEHOLDER, plain
from bot.views.text import cut, showable

_TITLE = 100
_TEXT = 300
_ANSWER = 30


def asking_button(
    label: str, action: Action, value: str, *, title: str, text: str, yes: str, danger: bool = True
) -> InteractiveElement:
    """A button that does nothing before a question was answered with `yes`. Cancel is the other answer."""
    style = "danger" if danger else "primary"
    return ButtonElement(
        text=plain(label, BUTTON_LABEL),
        action_id=action,
        value=value,
        style=style,
        confirm=ConfirmObject(
            title=plain(title, _TITLE),
            text=plain(cut(showable(text), _TEXT)),
            confirm=plain(yes, _ANSWER),
            deny=plain("Cancel", _ANSWER),
            style=style,
        ),
    )


def member_select(action: Action, placeholder: str) -> InteractiveElement:
    """A colleague to pick, in a message."""
    return UserSelectElement(action_id=action, placeholder=plain(placeholder, PLACEHOLDER))
