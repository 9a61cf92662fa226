"""The fields of a form, each with a label; those that may stay empty say so."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationMultiSelectElement,
    ConversationSelectElement,
    ExternalDataMultiSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from bot.ids import Action
from bot.ids import Block as BlockId
from bot.views.blocks import PLACEHOLDER, plain
from bot.views.text import clean, cut

MOST_CHOSEN = 100
_BOXES = 10


def _input(
    label: str, block_id: BlockId, *, element: InputInteractiveElement, hint: str = "", optional: bool = False
) -> Block:
    """A labelled field."""
    return InputBlock(
        block_id=block_id,
        label=plain(label),
        hint=plain(hint) if hint else None,
        optional=optional,
        element=element,
    )


def text_field(
    label: str,
    block_id: BlockId,
    *,
    initial: str = "",
    hint: str = "",
    longest: int = 255,
    optional: bool = False,
    multiline: bool = False,
    focus: bool = False,
) -> Block:
    """A text to type."""
    return _input(
        label,
        block_id,
        hint=hint,
        optional=optional,
        element=PlainTextInputElement(
            action_id=Action.FIELD,
            initial_value=cut(clean(initial), longest) or None,
            multiline=multiline,
            max_length=longest,
            focus_on_load=focus,
        ),
    )


def several_of(
    label: str,
    block_id: BlockId,
    action: Action,
    *,
    placeholder: str,
    initial: Sequence[Option] = (),
    hint: str = "",
    most: int = 20,
) -> Block:
    """A type-ahead that takes several answers, or none."""
    return _input(
        label,
        block_id,
        hint=hint,
        optional=True,
        element=ExternalDataMultiSelectElement(
            action_id=action,
            placeholder=plain(placeholder, PLACEHOLDER),
            min_query_length=0,
            initial_options=list(initial[:most]) or None,
            max_selected_items=most,
        ),
    )


def member_field(label: str, block_id: BlockId, initial: str, *, optional: bool = False) -> Block:
    """A colleague to pick."""
    return _input(
        label,
        block_id,
        optional=optional,
        element=UserSelectElement(action_id=Action.FIELD, initial_user=initial or None),
    )


def channel_field(
    label: str, block_id: BlockId, initial: str, *, hint: str, inside_only: bool, optional: bool = False
) -> Block:
    """A channel to pick, of those that the reader sees; with `inside_only` none that others share."""
    return _input(
        label,
        block_id,
        hint=hint,
        optional=optional,
        element=channel_select(Action.FIELD, initial, inside_only=inside_only),
    )


def channel_select(action: Action, initial: str, *, inside_only: bool) -> ConversationSelectElement:
    """The menu of channels."""
    return ConversationSelectElement(
        action_id=action,
        initial_conversation=initial or None,
        placeholder=plain("Pick a channel", PLACEHOLDER),
        filter=ConversationFilter(
            include=["public", "private"], exclude_external_shared_channels=inside_only or None
        ),
    )


def one_of(label: str, block_id: BlockId, action: Action, choices: Sequence[Option], chosen: Option) -> Block:
    """Choices of which exactly one holds."""
    return _input(
        label,
        block_id,
        element=RadioButtonsElement(action_id=action, options=list(choices)[:10], initial_option=chosen),
    )


def some_of(
    label: str, block_id: BlockId, action: Action, choices: Sequence[Option], chosen: Sequence[Option]
) -> Block:
    """Choices to tick; a menu where there are more than the ten boxes that Slack allows."""
    if len(choices) <= _BOXES:
        return ticks(label, block_id, action, choices, chosen)
    return _input(
        label,
        block_id,
        optional=True,
        element=StaticMultiSelectElement(
            action_id=action,
            options=list(choices)[:100],
            initial_options=list(chosen) or None,
            placeholder=plain("None", PLACEHOLDER),
        ),
    )


def ticks(
    label: str, block_id: BlockId, action: Action, choices: Sequence[Option], ticked: Sequence[Option] = ()
) -> Block:
    """Boxes to tick, or not."""
    return _input(
        label,
        block_id,
        optional=True,
        element=CheckboxesElement(
            action_id=action, options=list(choices), initial_options=list(ticked) or None
        ),
    )


def choice(
    label: str,
    block_id: BlockId,
    options: Sequence[Option],
    chosen: str,
    *,
    hint: str = "",
    radio: bool = False,
) -> Block:
    """One of several, in a menu or as `radio` buttons; something is always chosen."""
    initial = next((each for each in options if each.value == chosen), options[0])
    kind = RadioButtonsElement if radio else StaticSelectElement
    return _input(
        label,
        block_id,
        hint=hint,
        element=kind(action_id=Action.FIELD, options=list(options), initial_option=initial),
    )


def channels_field(
    label: str, block_id: BlockId, initial: Sequence[str], *, hint: str, most: int = MOST_CHOSEN
) -> Block:
    """Channels to pick, or none."""
    return _input(
        label,
        block_id,
        hint=hint,
        optional=True,
        element=ConversationMultiSelectElement(
            action_id=Action.FIELD,
            initial_conversations=list(initial[:most]) or None,
            filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
            max_selected_items=most,
        ),
    )


def members_field(
    label: str, block_id: BlockId, initial: Sequence[str], *, hint: str, most: int = MOST_CHOSEN
) -> Block:
    """Colleagues to pick, or none."""
    return _input(
        label,
        block_id,
        hint=hint,
        optional=True,
        element=UserMultiSelectElement(
            action_id=Action.FIELD, initial_users=list(initial[:most]) or None, max_selected_items=most
        ),
    )
