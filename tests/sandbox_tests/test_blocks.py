"""Blocks that Slack refuses are refused, in Slack's words and with its pointers."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .kit import (
    CONFIRM,
    actions,
    button,
    field,
    image,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)
from .people import Person, refusal

LONG = "x" * 3001
MESSAGES = [
    pytest.param(
        [section(LONG)], "must be less than 3001 characters", "/blocks/0/text/text", id="long section"
    ),
    pytest.param([section("")], "must be more than 0 characters", "/blocks/0/text/text", id="empty text"),
    pytest.param(
        [{"type": "section"}],
        "must define either `text` or `fields`",
        "/blocks/0/type",
        id="section of nothing",
    ),
    pytest.param([{"text": plain()}], "missing required field: type", "/blocks/0", id="no type"),
    pytest.param([{"type": "nope"}], "unsupported type: nope", "/blocks/0/type", id="unknown block"),
    pytest.param(
        [{"type": "alert", "text": plain()}],
        "unsupported type: alert",
        "/blocks/0/type",
        id="a modal's block",
    ),
    pytest.param(["text"], "must provide an object", "/blocks/0", id="a text for a block"),
    pytest.param(
        [section(block_id="b" * 256)], "must be less than 256 characters", "/blocks/0/block_id", id="long id"
    ),
    pytest.param(
        [section(fields=[plain()] * 11)],
        "no more than 10 items allowed",
        "/blocks/0/fields",
        id="many fields",
    ),
    pytest.param([section(accessory=None)], "must provide an object", "/blocks/0/accessory", id="null"),
    pytest.param(
        [section(colour="red")], "invalid additional property: colour", "/blocks/0", id="unknown property"
    ),
    pytest.param(
        [{"type": "header", "text": mrkdwn()}],
        "must be a valid enum value",
        "/blocks/0/text/type",
        id="mrkdwn header",
    ),
    pytest.param(
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters",
        "/blocks/0/text/text",
        id="long header",
    ),
    pytest.param(
        [actions(*[button(f"b{n}") for n in range(26)])],
        "no more than 25 items allowed",
        "/blocks/0/elements",
        id="many buttons",
    ),
    pytest.param([actions()], "must provide at least 1 items", "/blocks/0/elements", id="no buttons"),
    pytest.param(
        [actions(button(disabled=True))],
        "invalid additional property: disabled",
        "/blocks/0/elements/0",
        id="disabled button",
    ),
    pytest.param(
        [actions(button(style="default"))],
        "must be a valid enum value",
        "/blocks/0/elements/0/style",
        id="default style",
    ),
    pytest.param(
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
        id="long button",
    ),
    pytest.param(
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters",
        "/blocks/0/elements/0/value",
        id="long value",
    ),
    pytest.param(
        [actions(button(confirm={**CONFIRM, "style": "x"}))],
        "must be a valid enum value",
        "/blocks/0/elements/0/confirm/style",
        id="confirm style",
    ),
    pytest.param(
        [actions(text_input())],
        "unsupported type: plain_text_input",
        "/blocks/0/elements/0/type",
        id="input in actions",
    ),
    pytest.param(
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
        id="many options",
    ),
    pytest.param(
        [actions(select(options=[{**option(), "value": "x" * 151}]))],
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
        id="long option value",
    ),
    pytest.param(
        [actions(select(options=[{**option(), "text": plain("x" * 76)}]))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/options/0/text/text",
        id="long option",
    ),
    pytest.param(
        [actions(select(initial_option=option("z")))],
        "initial option must be one of the options",
        "/blocks/0/elements/0/initial_option",
        id="initial option not offered",
    ),
    pytest.param(
        [actions(select(initial_option=None))],
        "must provide an object",
        "/blocks/0/elements/0/initial_option",
        id="null initial option",
    ),
    pytest.param(
        [actions({"type": "static_select"})],
        "must define either `options` or `option_groups`",
        "/blocks/0/elements/0/type",
        id="no options",
    ),
    pytest.param(
        [actions(select(option_groups=[{"label": plain(), "options": [option()]}]))],
        "failed to match exactly one allowed schema",
        "/blocks/0/elements/0",
        id="options twice",
    ),
    pytest.param(
        [actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
        "no more than 5 items allowed",
        "/blocks/0/elements/0/options",
        id="overflowing overflow",
    ),
    pytest.param(
        [actions(button("same"), button("same"), block_id="b")],
        'action_id "same" already exists for block_id "b"',
        "/blocks/0/elements/1/action_id",
        id="action_id twice",
    ),
    pytest.param(
        [section(block_id="b"), section(block_id="b")],
        'block_id "b" already exists',
        "/blocks/1/block_id",
        id="block_id twice",
    ),
    pytest.param([section()] * 51, "no more than 50 items allowed", "/blocks", id="51 blocks"),
    pytest.param(
        [{"type": "context", "elements": [plain()] * 11}],
        "no more than 10 items allowed",
        "/blocks/0/elements",
        id="full context",
    ),
    pytest.param(
        [image(alt_text="")], "must be more than 0 characters", "/blocks/0/alt_text", id="no alt text"
    ),
    pytest.param(
        [image(image_url="http://127.0.0.1:1/cat.png")],
        "downloading image failed",
        "/blocks/0/image_url",
        id="image out of reach",
    ),
    pytest.param(
        [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}],
        "invalid slack file",
        "/blocks/0/slack_file",
        id="no such file",
    ),
    pytest.param(
        [image(slack_file={"id": "F1"})],
        "failed to match exactly one allowed schema",
        "/blocks/0",
        id="image twice",
    ),
    pytest.param(
        [{"type": "file", "source": "remote", "external_id": "x"}],
        "unsupported type: file",
        "/blocks/0/type",
        id="a file, which only Slack shows",
    ),
    pytest.param(
        [field({"type": "file_input"})],
        "unsupported type: file_input",
        "/blocks/0/element/type",
        id="file_input in a message",
    ),
    pytest.param(
        [field({"type": "conversations_select", "response_url_enabled": True})],
        "invalid additional property: response_url_enabled",
        "/blocks/0/element",
        id="response_url_enabled in a message",
    ),
    pytest.param(
        [field(text_input(min_length=5, max_length=2))],
        "must be less than `max_length`",
        "/blocks/0/element/min_length",
        id="lengths crossed",
    ),
    pytest.param(
        [field({"type": "number_input"})],
        "missing required field: is_decimal_allowed",
        "/blocks/0/element",
        id="number without kind",
    ),
    pytest.param(
        [{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}],
        "unsupported type: text",
        "/blocks/0/elements/0/type",
        id="bare leaf",
    ),
]


@pytest.mark.parametrize(("blocks", "message", "pointer"), MESSAGES)
async def test_a_message_with_wrong_blocks_is_refused(
    sandbox: Sandbox, client: AsyncWebClient, blocks: Any, message: str, pointer: str
) -> None:
    answer = await refusal(
        client.chat_postMessage(channel=Person(sandbox, "ana").id, text="x", blocks=blocks)
    )
    line = f"{message} [json-pointer:{pointer}]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [line]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {line}"]
    assert [record.error for record in sandbox.violations()] == ["invalid_blocks"]
