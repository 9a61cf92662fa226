"""What people enter: the state of inputs, and what Slack's client checks before it sends a form."""

import math
import re
from datetime import date
from typing import Any

from .messages import elements_of
from .refused import NotPossible
from .state import JSON

# For each stateful element: the key of its value in the state, and what nobody's touched it looks like.
STATE_KEYS: dict[str, tuple[str, Any]] = {
    "plain_text_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "number_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "radio_buttons": ("selected_option", None),
    "checkboxes": ("selected_options", []),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "users_select": ("selected_user", None),
    "conversations_select": ("selected_conversation", None),
    "channels_select": ("selected_channel", None),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "multi_users_select": ("selected_users", []),
    "multi_conversations_select": ("selected_conversations", []),
    "multi_channels_select": ("selected_channels", []),
    "file_input": ("files", []),
}
INITIAL_KEYS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "files": "",
    **{
        f"selected_{name}": f"initial_{name}"
        for name in ("date", "time", "date_time", "option", "options", "user", "users")
    },
    **{
        f"selected_{name}": f"initial_{name}"
        for name in ("conversation", "conversations", "channel", "channels")
    },
}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
URL = re.compile(r"https?://[^\s/]+\S*")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
NUMBER = re.compile(r"-?\d+(\.\d+)?")

Values = dict[str, dict[str, JSON]]


def initial_values(blocks: list[JSON], kept: Values | None = None, current: str = "") -> Values:
    """The state of the blocks' inputs: what was entered under the same ids, else first values."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") not in STATE_KEYS:
                continue
            known = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            if known is None or known["type"] != element["type"]:
                known = initial_entry(element, current)
            values.setdefault(block["block_id"], {})[element["action_id"]] = known
    return values


def initial_entry(element: JSON, current: str = "") -> JSON:
    """The state of an element that nobody touched; `current` is the conversation the person came from."""
    key, empty = STATE_KEYS[element["type"]]
    if current and element.get("default_to_current_conversation") and INITIAL_KEYS[key] not in element:
        return {"type": element["type"], key: [current] if isinstance(empty, list) else current}
    return {"type": element["type"], key: element.get(INITIAL_KEYS[key], empty)}


def find(blocks: list[JSON], action_id: str, block_id: str = "") -> tuple[JSON, JSON]:
    """The element with those ids, and its block; NotPossible when there is none to click."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and block_id in ("", block["block_id"]):
                return block, element
    place = f" in block {block_id!r}" if block_id else ""
    raise NotPossible(f"there is no element {action_id!r}{place} here")


def offered_options(element: JSON) -> list[JSON]:
    """The options the element itself offers."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def choose(options: list[JSON], wanted: Any) -> JSON:
    """The option with that value, or equal to it; NotPossible when it is not offered."""
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    for option in options:
        if option["value"] == value:
            return option
    raise NotPossible(f"{wanted!r} is not among the options")


def entered(element: JSON, value: Any, suggested: list[JSON]) -> JSON:
    """The state of the element after the person entered the value."""
    kind = element["type"]
    key, empty = STATE_KEYS[kind]
    if isinstance(value, dict) and value.get("type") == kind:  # a whole state, as the app would get it
        value = value.get(key)
    if value in (None, "", []):
        return {"type": kind, key: empty}
    options = [*offered_options(element), *suggested]
    if key == "selected_option":
        value = choose(options, value)
    elif key == "selected_options":
        value = [choose(options, each) for each in as_list(value)]
    elif isinstance(empty, list):
        value = as_list(value)
    elif key == "selected_date_time":
        value = int(value)
    elif key != "rich_text_value":
        value = str(value)
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        raise NotPossible(f"at most {most} may be selected")
    return {"type": kind, key: value}


def as_list(value: Any) -> list[Any]:
    """A single value as a list of one."""
    return value if isinstance(value, list) else [value]


def client_problems(blocks: list[JSON], values: Values) -> dict[str, str]:
    """What Slack's client tells the person instead of sending the form: a text for each input block."""
    problems = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values[block["block_id"]][element["action_id"]]
        value = entry[STATE_KEYS[element["type"]][0]]
        problem = value_problem(element, value, optional=bool(block.get("optional")))
        if problem:
            problems[block["block_id"]] = problem
    return problems


def value_problem(element: JSON, value: Any, *, optional: bool) -> str:
    """What is wrong with an input's value; empty when it may be sent."""
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return "" if optional else "Please complete this required field."
    match element["type"]:
        case "plain_text_input":
            shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
            if len(value) < shortest:
                return f"Please enter at least {shortest} characters."
            if len(value) > longest:
                return f"Please enter at most {longest} characters."
        case "email_text_input":
            return "" if EMAIL.fullmatch(value) else "Please enter a valid email address."
        case "url_text_input":
            return "" if URL.fullmatch(value) else "Please enter a valid URL."
        case "number_input":
            return number_problem(element, value)
        case "datepicker":
            return "" if is_date(value) else "Please enter a valid date."
        case "timepicker":
            return "" if TIME.fullmatch(value) else "Please enter a valid time."
    return ""


def number_problem(element: JSON, value: str) -> str:
    """What is wrong with a number somebody typed."""
    if not NUMBER.fullmatch(value):
        return "Please enter a number."
    if not element["is_decimal_allowed"] and "." in value:
        return "Please enter a whole number."
    if float(value) < float(element.get("min_value", -math.inf)):
        return f"Please enter a number that is at least {element['min_value']}."
    if float(value) > float(element.get("max_value", math.inf)):
        return f"Please enter a number that is at most {element['max_value']}."
    return ""


def is_date(value: str) -> bool:
    """Whether the text is a day of the calendar."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-01-31")
