"""Rules about a payload as a whole, which a JSON schema can't express."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.sandbox.messages import elements_of, texts

from .problem import Problem, constraint

JSON = dict[str, Any]
MAX_MARKDOWN = 12_000
# All block content of one message: 12,000 characters and Slack's buffer for the blocks' containers.
MAX_RENDERED = 13_200


def elements(blocks: list[JSON], pointer: str) -> Iterator[tuple[JSON, JSON, str]]:
    """Each element with its block and its pointer."""
    for at, block in enumerate(blocks):
        place = f"{pointer}/{at}"
        for index, element in enumerate(elements_of(block)):
            if block["type"] in ("section", "input"):
                yield block, element, f"{place}/{'accessory' if block['type'] == 'section' else 'element'}"
            else:
                yield block, element, f"{place}/elements/{index}"


def unique_ids(blocks: list[JSON], pointer: str) -> Iterator[Problem]:
    """A block_id may stand once in a message or view, an action_id once in a block."""
    block_ids: set[str] = set()
    for at, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in block_ids:
            yield constraint(
                f'block_id "{block_id}" already exists', f"{pointer}/{at}/block_id", "unique_items"
            )
        block_ids.add(block_id or "")
    seen: dict[int, set[str]] = {}
    for block, element, place in elements(blocks, pointer):
        action_id = element.get("action_id")
        known = seen.setdefault(id(block), set())
        if action_id and action_id in known:
            message = f'action_id "{action_id}" already exists for block_id "{block.get("block_id", "")}"'
            yield constraint(message, f"{place}/action_id", "unique_items")
        known.add(action_id or "")


def initial_options(blocks: list[JSON], pointer: str) -> Iterator[Problem]:
    """What is selected at first must be one of the options, to the letter."""
    for _, element, place in elements(blocks, pointer):
        groups = element.get("option_groups", ())
        offered = [*element.get("options", ()), *(option for group in groups for option in group["options"])]
        if not offered:
            continue
        if "initial_option" in element and element["initial_option"] not in offered:
            yield constraint("initial option must be one of the options", f"{place}/initial_option", "enum")
        for at, option in enumerate(element.get("initial_options", ())):
            if option not in offered:
                yield constraint(
                    "initial option must be one of the options", f"{place}/initial_options/{at}", "enum"
                )


def one_focus(blocks: list[JSON], pointer: str) -> Iterator[Problem]:
    """Only one element of a view may take the focus."""
    focused = [place for _, element, place in elements(blocks, pointer) if element.get("focus_on_load")]
    for place in focused[1:]:
        yield constraint("only one element can have `focus_on_load`", f"{place}/focus_on_load", "not")


def number(text: str | None) -> float | None:
    """The number that an input's bound spells."""
    return None if text is None else float(text)


def ordered_bounds(blocks: list[JSON], pointer: str) -> Iterator[Problem]:
    """A least value or length may not be above the greatest."""
    for _, element, place in elements(blocks, pointer):
        shortest, longest = element.get("min_length"), element.get("max_length")
        if shortest is not None and longest is not None and shortest > longest:
            yield constraint("must be less than `max_length`", f"{place}/min_length", "maximum", longest)
        if element["type"] != "number_input":
            continue
        least, most = number(element.get("min_value")), number(element.get("max_value"))
        if least is not None and most is not None and least > most:
            yield constraint("must be less than `max_value`", f"{place}/min_value", "maximum", most)


def placement(surface: str) -> Callable[[list[JSON], str], Iterator[Problem]]:
    """Elements and options that only a modal's input block may hold, and blocks that only Slack makes."""

    def check(blocks: list[JSON], pointer: str) -> Iterator[Problem]:
        for at, block in enumerate(blocks):
            if block["type"] == "file":
                yield constraint("unsupported type: file", f"{pointer}/{at}/type", "enum")
        for block, element, place in elements(blocks, pointer):
            modal_input = surface == "modal" and block["type"] == "input"
            if element["type"] == "file_input":
                if not modal_input:
                    yield constraint("unsupported type: file_input", f"{place}/type", "enum")
                elif block.get("dispatch_action"):
                    yield constraint("file_input does not support `dispatch_action`", place, "not")
            if "response_url_enabled" in element and not modal_input:
                yield constraint(
                    "invalid additional property: response_url_enabled", place, "additional_properties"
                )

    return check


def check_rules(surface: str, blocks: list[JSON], pointer: str) -> list[Problem]:
    """What is wrong with blocks that fit the schema."""
    rules = [unique_ids, initial_options, ordered_bounds, placement(surface)]
    if surface != "message":
        rules.append(one_focus)
    return [problem for rule in rules for problem in rule(blocks, pointer)]


def markdown_length(blocks: list[JSON]) -> int:
    """The characters over all markdown blocks."""
    return sum(len(block["text"]) for block in blocks if block["type"] == "markdown")


def rendered_length(blocks: list[JSON]) -> int:
    """The characters of block content that a message would show."""
    return sum(map(len, texts(blocks)))
