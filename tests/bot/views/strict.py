"""What Slack takes, as far as a schema and a count can tell."""

import json
from typing import Any

from tests.sandbox.validate.walker import Walker

# Judges as the reference schema does (sandbox_tests/test_walker.py proves it), in a tenth of the time.
_WALKER = Walker.of_reference()


def refusals(surface: str, value: Any) -> list[str]:
    """What is wrong with a message's blocks, a modal or a home tab; also what no schema can say."""
    blocks = value if isinstance(value, list) else value["blocks"]
    found = [problem.line() for problem in _WALKER.problems(surface, value, "")]
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append("block ids repeat")
    for block in blocks:
        actions = [element["action_id"] for element in block.get("elements", ()) if "action_id" in element]
        if len(actions) != len(set(actions)):
            found.append("action ids repeat in a block")
    encoded = json.dumps(value)
    encoded.encode()  # a lone surrogate cannot travel
    if len(encoded.encode()) > 250_000:
        found.append("view_too_large")
    return found


def shown_characters(value: Any) -> int:
    """How many characters a message shows."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(shown_characters(v) for k, v in value.items() if not isinstance(v, str))
    return sum(shown_characters(each) for each in value) if isinstance(value, list) else 0
