"""Checks whole blocks, views and option lists."""

import json
from functools import cache
from typing import Any

from .problem import Problem, constraint, wrong_type
from .rules import MAX_MARKDOWN, MAX_RENDERED, check_rules, markdown_length, rendered_length
from .walker import Walker

MAX_VIEW_BYTES = 250_000
DEFINITIONS = {"message": "message_blocks", "modal": "modal_view", "home": "home_view"}


@cache
def walker() -> Walker:
    """The one walker of the reference schema, read on first use."""
    return Walker.of_reference()


def check_blocks(blocks: list[Any], pointer: str = "/blocks") -> tuple[str, list[Problem]]:
    """The error's name and the problems of a message's blocks; an empty name when Slack would take them."""
    problems = walker().problems("message_blocks", blocks, pointer) if blocks else []
    problems = problems or check_rules("message", blocks, pointer)
    if problems:
        return "invalid_blocks", problems
    if sum(block["type"] == "table" for block in blocks) > 1:
        return "invalid_attachments", [constraint("only_one_table_allowed", pointer, "max_items", 1)]
    if markdown_length(blocks) > MAX_MARKDOWN or rendered_length(blocks) > MAX_RENDERED:
        return "msg_blocks_too_long", []
    return "", []


def check_view(
    view: Any, pointer: str = "/view", kinds: tuple[str, ...] = ("modal", "home")
) -> list[Problem]:
    """The problems of a view of one of those kinds; the general one first, as Slack tells them."""
    if not isinstance(view, dict):
        return [wrong_type("must provide an object", pointer)]
    kind = view.get("type")
    if kind not in kinds:
        problems = (
            [constraint(f"unsupported type: {kind}", f"{pointer}/type", "enum", list(kinds))]
            if isinstance(kind, str)
            else [Problem("missing required field: type", pointer, "missing_field", field="type")]
        )
    else:
        problems = walker().problems(DEFINITIONS[kind], view, pointer)
        problems = problems or check_rules(kind, view["blocks"], f"{pointer}/blocks")
    general = constraint("failed to match all allowed schemas", pointer, "all_of")
    return [general, *problems] if problems else []


def view_too_large(view: Any) -> bool:
    """Whether the view is over 250 KB."""
    return len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass")) > MAX_VIEW_BYTES


def check_options(answer: Any) -> list[Problem]:
    """The problems of an app's answer to a type-ahead: at most 100 options, or 100 groups."""
    if not isinstance(answer, dict):
        return [wrong_type("must provide an object", "")]
    keys = [key for key in ("options", "option_groups") if key in answer]
    if len(keys) != 1:
        return [constraint("must define either `options` or `option_groups`", "", "one_of", keys)]
    [key] = keys
    if answer[key] == []:
        return []
    select = {"type": "static_select", key: answer[key]}
    return walker().problems("el_static_select", select, "")
