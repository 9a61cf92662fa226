"""Builders of Block Kit, each valid until a test spoils it."""

from typing import Any

Block = dict[str, Any]


def plain(text: str = "text") -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "text") -> Block:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v") -> Block:
    """An option."""
    return {"text": plain(f"option {value}"), "value": value}


def section(text: str = "text", **more: Any) -> Block:
    """A section block."""
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: Any) -> Block:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(*elements: Block, **more: Any) -> Block:
    """An actions block."""
    return {"type": "actions", "elements": list(elements), **more}


def field(element: Block, **more: Any) -> Block:
    """An input block around the element."""
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def text_input(**more: Any) -> Block:
    """A plain_text_input."""
    return {"type": "plain_text_input", "action_id": "text", **more}


def select(**more: Any) -> Block:
    """A static_select of two options."""
    return {"type": "static_select", "action_id": "choose", "options": [option("a"), option("b")], **more}


def image(**more: Any) -> Block:
    """An image, as block or as element."""
    return {"type": "image", "image_url": "https://pictures.example/cat.png", "alt_text": "a cat", **more}


def modal(*blocks: Block, **more: Any) -> Block:
    """A modal with a submit button."""
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks), **more}


def home(*blocks: Block, **more: Any) -> Block:
    """A home tab."""
    return {"type": "home", "blocks": list(blocks), **more}


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "link", "url": "https://northwind.example", "text": "link"},
                {"type": "user", "user_id": "U1"},
                {"type": "emoji", "name": "wave"},
                {"type": "date", "timestamp": 1700000000, "format": "{date}"},
                {"type": "broadcast", "range": "here"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "item"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quote"}], "border": 1},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
    ],
}
MENUS: list[Block] = [
    select(initial_option=option("a"), placeholder=plain("Choose"), confirm=CONFIRM, focus_on_load=True),
    {"type": "static_select", "option_groups": [{"label": plain("Group"), "options": [option("a")]}]},
    {"type": "external_select", "action_id": "find", "min_query_length": 0, "initial_option": option("z")},
    {"type": "users_select", "initial_user": "U1"},
    {"type": "conversations_select", "filter": {"include": ["public"], "exclude_bot_users": True}},
    {"type": "channels_select", "initial_channel": "C1"},
    {"type": "multi_static_select", "options": [option("a")], "max_selected_items": 2},
    {"type": "multi_external_select", "initial_options": [option("a")]},
    {"type": "multi_users_select", "initial_users": ["U1"]},
    {"type": "multi_conversations_select", "default_to_current_conversation": True},
    {"type": "multi_channels_select", "initial_channels": ["C1"]},
]
CLICKABLE: list[Block] = [
    button(
        value="1", style="primary", url="https://northwind.example", confirm=CONFIRM, accessibility_label="x"
    ),
    {"type": "overflow", "options": [{**option(), "url": "https://northwind.example"}]},
    {"type": "checkboxes", "options": [{"text": mrkdwn(), "value": "c", "description": plain()}]},
    {"type": "radio_buttons", "options": [option("r")], "initial_option": option("r")},
    {"type": "datepicker", "initial_date": "2026-01-31"},
    {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Rome"},
]
INPUTS: list[Block] = [
    text_input(multiline=True, min_length=1, max_length=10, initial_value="hi", placeholder=plain()),
    {"type": "email_text_input", "initial_value": "a@b.example"},
    {"type": "url_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
    {"type": "datetimepicker", "initial_date_time": 1700000000},
    {"type": "rich_text_input", "action_id": "rich", "initial_value": RICH, "min_lines": 2},
]
TABLE = {
    "type": "table",
    "rows": [[{"type": "raw_text", "text": "cell"}, RICH]],
    "column_settings": [None, {"align": "right", "is_wrapped": True}],
}
ANYWHERE: list[Block] = [
    section(fields=[plain(), mrkdwn()], accessory=image(), block_id="s", expand=True),
    *(section(accessory=each) for each in [*MENUS, *CLICKABLE]),
    actions(*({**each, "action_id": f"a{at}"} for at, each in enumerate([*MENUS, *CLICKABLE]))),
    {"type": "header", "text": plain(), "level": 2},
    {"type": "context", "elements": [image(), plain(), mrkdwn()]},
    {"type": "divider", "block_id": "d"},
    image(title=plain()),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"},
    RICH,
    *(field(each, hint=plain(), optional=True) for each in [*MENUS, *CLICKABLE[2:], *INPUTS]),
    {
        "type": "video",
        "alt_text": "a film",
        "title": plain(),
        "thumbnail_url": "https://pictures.example/film.png",
        "video_url": "https://films.example/1",
    },
    {"type": "card", "title": plain(), "body": mrkdwn(), "actions": [button()]},
]
IN_MESSAGES: list[Block] = [
    *ANYWHERE,
    {"type": "markdown", "text": "*hello*"},
    TABLE,
    {"type": "carousel", "elements": [{"type": "card", "title": plain()}]},
    {"type": "file", "external_id": "x", "source": "remote"},
    {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
]
IN_MODALS: list[Block] = [*ANYWHERE, {"type": "alert", "text": plain(), "level": "warning"}]
IN_HOMES: list[Block] = [*ANYWHERE, TABLE]
