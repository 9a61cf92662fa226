"""The walker judges as the reference schema does: held against the jsonschema library."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.fuzzing import fuzzed
from tests.sandbox.validate.walker import SCHEMA_FILE, Walker

from . import kit

SCHEMA = json.loads(SCHEMA_FILE.read_text())
WALKER = Walker(SCHEMA)
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    2.5,
    10**12,
    "",
    "x",
    "#" * 30,
    "x" * 151,
    "x" * 256,
    "x" * 3001,
    [],
    [[]],
    ["x"],
    ["x", "x"],
    {},
    {"type": "plain_text"},
    {"type": "nonsense"},
    {"type": 5},
    kit.plain(),
    kit.mrkdwn(""),
    kit.option(),
    {"x": 1},
    "primary",
    "2026-13-01",
    "plain_text",
    "button",
]
NAMES = [
    "type",
    "text",
    "elements",
    "options",
    "option_groups",
    "image_url",
    "slack_file",
    "value",
    "emoji",
    "x",
]
PAYLOADS: list[tuple[str, Any]] = [
    *(("message_blocks", [block]) for block in kit.IN_MESSAGES),
    *(("modal_view", kit.modal(block, private_metadata="m", external_id="e")) for block in kit.IN_MODALS),
    *(("home_view", kit.home(block, callback_id="c")) for block in kit.IN_HOMES),
]
VALIDATORS = {
    name: Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"})
    for name in ("message_blocks", "modal_view", "home_view")
}


def nodes(value: Any) -> list[tuple[Any, Any]]:
    """Every place in the payload where something could be put, as container and key."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in list(keys) for place in ((value, key), *nodes(value[key]))]


def odd(draw: st.DrawFn) -> Any:
    """Something that seldom belongs where it is put; a copy, since a later spoil may change it."""
    return copy.deepcopy(draw(st.sampled_from(ODD)))


def spoil(draw: st.DrawFn, payload: Any) -> Any:
    """The payload with something put, taken, added or repeated somewhere."""
    places = nodes(payload)
    if not places:
        return odd(draw)
    container, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(["put", "take", "add", "repeat", "lengthen"])):
        case "put":
            container[key] = odd(draw)
        case "take":
            del container[key]
        case "add" if isinstance(container[key], dict):
            container[key][draw(st.sampled_from(NAMES))] = odd(draw)
        case "repeat" if isinstance(container[key], list):
            container[key] = container[key] * draw(st.sampled_from([0, 2, 6, 11, 26, 51, 101]))
        case "lengthen" if isinstance(container[key], str):
            container[key] = container[key] + "y" * draw(
                st.sampled_from([25, 76, 151, 201, 301, 2001, 12001])
            )
    return payload


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, Any]:
    """A definition and a payload of it that was spoiled once or twice."""
    definition, payload = draw(st.sampled_from(PAYLOADS))
    payload = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 2))):
        payload = spoil(draw, payload)
    return definition, payload


@pytest.mark.parametrize("definition", VALIDATORS)
def test_every_kind_of_block_and_element_is_accepted(definition: str) -> None:
    for payload in (payload for name, payload in PAYLOADS if name == definition):
        assert WALKER.problems(definition, payload, "") == []
        assert VALIDATORS[definition].is_valid(payload)


@fuzzed(150, always_alike=False)
@given(spoiled())
def test_what_the_walker_accepts_the_schema_accepts_and_the_other_way_round(case: tuple[str, Any]) -> None:
    definition, payload = case
    problems = WALKER.problems(definition, payload, "")
    assert bool(problems) != VALIDATORS[definition].is_valid(payload), problems
