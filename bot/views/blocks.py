"""The one place where Block Kit is made: every text cleaned and cut to Slack's limits on its way in.

Text that others wrote goes into `plain_text` (emoji off) and rich text leaves only, which Slack does not
parse. `trusted_mrkdwn` is for our own words.
Limits: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    BlockElement,
    ButtonElement,
    CheckboxesElement,
    ContextBlock,
    DividerBlock,
    ExternalDataSelectElement,
    HeaderBlock,
    ImageBlock,
    InputBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OptionGroup,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import SlackFile
from slack_sdk.models.blocks.block_elements import RichTextElement
from slack_sdk.models.views import View as SlackView

from bot.ids import Action, View
from bot.views.text import cut, one_line, showable

BUTTON_LABEL = 30  # Slack takes 75 and shows about 30
OPTION_TEXT = 75
GROUP_LABEL = 75
HEADER_TEXT = 150
PLACEHOLDER = 150
VIEW_TITLE = 24
SECTION_TEXT = 3000
MODAL_BLOCKS = 100
_INPUT_LABEL = 2000
_ALT_TEXT = 2000

Leaf = RichTextElement


def plain(text: str, limit: int = SECTION_TEXT) -> PlainTextObject:
    """Text shown as it is; a dash where nothing is left, because Slack refuses an empty one."""
    shown = cut(showable(text), limit)
    return PlainTextObject(text=shown if shown.strip() else "-", emoji=False)


def leaf(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Leaf:
    """A run of rich text, shown as it is."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("code", code)) if on}
    return RichTextElementParts.Text(text=showable(text), style=style or None)


def date_leaf(moment: datetime, template: str, fallback: str) -> Leaf:
    """A time in the reader's own zone and words."""
    return RichTextElementParts.Date(
        timestamp=max(0, int(moment.timestamp())), format=template, fallback=fallback
    )


def link_leaf(url: str, text: str) -> Leaf:
    """Words of ours that open an address; the caller knows whose it is."""
    return RichTextElementParts.Link(url=url, text=text)


def channel_leaf(channel: str) -> Leaf:
    """A channel by its id: Slack shows its name, to those who may know of it."""
    return RichTextElementParts.Channel(channel_id=channel)


def lines(*leaves: Leaf) -> RichTextSectionElement:
    """A paragraph of rich text."""
    return RichTextSectionElement(elements=_filled(leaves))


def quote(*leaves: Leaf) -> RichTextQuoteElement:
    """A paragraph set off by a bar: somebody else's words."""
    return RichTextQuoteElement(elements=_filled(leaves))


def preformatted(text: str) -> RichTextPreformattedElement:
    """A box from which text is easily copied."""
    return RichTextPreformattedElement(elements=_filled([leaf(text)]))


def bullets(*items: Sequence[Leaf]) -> RichTextListElement:
    """A list; there must be an item."""
    return RichTextListElement(style="bullet", elements=[lines(*item) for item in items])


def rich_text(*elements: RichTextElement, block_id: str | None = None) -> Block:
    """A block of rich text."""
    return RichTextBlock(elements=list(elements), block_id=block_id)


def _filled(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Slack refuses a leaf with no text, and shows nothing for a paragraph with no leaf."""
    kept = [each for each in leaves if getattr(each, "text", True)]
    return kept or [RichTextElementParts.Text(text=" ")]


def header(text: str) -> Block:
    """A title in large letters."""
    return HeaderBlock(text=plain(one_line(text), HEADER_TEXT))


def section(text: str, accessory: BlockElement | None = None, block_id: str | None = None) -> Block:
    """A paragraph, with one thing to click beside it."""
    return SectionBlock(text=plain(text), accessory=accessory, block_id=block_id)


def trusted_mrkdwn(text: str, accessory: BlockElement | None = None) -> Block:
    """A paragraph of our own words in mrkdwn. Never for text that others wrote."""
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=accessory)


def context(*texts: str) -> Block:
    """Small print; at most ten pieces."""
    return ContextBlock(elements=[plain(text, 300) for text in texts[:10]])


def picture(file_id: str, alt: str) -> Block:
    """A picture that was uploaded to Slack. `alt` says in words what it shows."""
    return ImageBlock(slack_file=SlackFile(id=file_id), alt_text=cut(one_line(alt), _ALT_TEXT))


def divider() -> Block:
    return DividerBlock()


def actions(*elements: InteractiveElement) -> Block:
    """A row of things to click; their action ids differ."""
    return ActionsBlock(elements=list(elements))


def button(
    label: str, action: Action, value: str, *, primary: bool = False, spoken: str | None = None
) -> InteractiveElement:
    """A button. `spoken` is what a screen reader says where the label alone is not clear."""
    return ButtonElement(
        text=plain(label, BUTTON_LABEL),
        action_id=action,
        value=value,
        style="primary" if primary else None,
        accessibility_label=cut(one_line(spoken), 75) if spoken else None,
    )


def option(text: str, value: str, description: str = "") -> Option:
    """One choice of a menu or select."""
    return Option(
        text=plain(text, OPTION_TEXT),
        value=value,
        description=plain(description, OPTION_TEXT) if description else None,
    )


def option_group(label: str, options: Sequence[Option]) -> dict[str, Any]:
    """Choices under a heading, at most a hundred."""
    group: dict[str, Any] = OptionGroup(label=plain(label, GROUP_LABEL), options=options[:100]).to_dict()
    return group


def overflow(action: Action, options: Sequence[Option]) -> InteractiveElement:
    """A "…" menu of up to five choices."""
    return OverflowMenuElement(action_id=action, options=list(options)[:5])


def select(
    action: Action, options: Sequence[Option], chosen: Option | None, placeholder: str
) -> InteractiveElement:
    """A menu that shows what is chosen and says at once when that changes."""
    return StaticSelectElement(
        action_id=action, options=list(options)[:100], initial_option=chosen,
        placeholder=plain(placeholder, PLACEHOLDER),
    )  # fmt: skip


def checkboxes(label: str, block_id: str, action: Action, options: Sequence[Option]) -> Block:
    """Up to ten choices to tick."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, _INPUT_LABEL),
        element=CheckboxesElement(action_id=action, options=list(options)[:10]),
    )


def external_select(
    label: str,
    block_id: str,
    action: Action,
    placeholder: str,
    hint: str,
    *,
    focus: bool = True,
    initial: Option | None = None,
) -> Block:
    """A type-ahead whose choices we answer as people type, and at once when it is opened."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, _INPUT_LABEL),
        hint=plain(hint, _INPUT_LABEL),
        element=ExternalDataSelectElement(
            action_id=action,
            placeholder=plain(placeholder, PLACEHOLDER),
            min_query_length=0,
            focus_on_load=focus,
            initial_option=initial,
        ),
    )


def text_input(
    label: str, block_id: str, action: Action, *, initial: str = "", hint: str = "", longest: int = 3000
) -> Block:
    """A line to type in."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, _INPUT_LABEL),
        hint=plain(hint, _INPUT_LABEL) if hint else None,
        element=PlainTextInputElement(
            action_id=action, initial_value=initial or None, max_length=longest, focus_on_load=True
        ),
    )


def to_dicts(blocks: Sequence[Block], limit: int = 50) -> list[dict[str, Any]]:
    """The blocks as JSON; those beyond the surface's limit are left out."""
    return [block.to_dict() for block in blocks[:limit]]


def modal(
    title: str,
    blocks: Sequence[Block],
    callback: View,
    *,
    submit: str | None = None,
    close: str = "Close",
    about: str | None = None,
) -> dict[str, Any]:
    """A modal view. `about` is the id that its clicks and its submission come back with."""
    view: dict[str, Any] = SlackView(
        type="modal",
        title=plain(title, VIEW_TITLE),
        submit=plain(submit, VIEW_TITLE) if submit else None,
        close=plain(close, VIEW_TITLE),
        blocks=blocks[:MODAL_BLOCKS],
        callback_id=callback,
        private_metadata=about,
    ).to_dict()
    return view


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """The home tab."""
    view: dict[str, Any] = SlackView(
        type="home", blocks=blocks[:MODAL_BLOCKS], callback_id=View.HOME
    ).to_dict()
    return view
