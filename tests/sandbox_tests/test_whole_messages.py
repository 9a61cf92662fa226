"""Messages that are wrong as a whole are refused; those at the limits are taken."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .kit import TABLE, actions, button, modal, plain, section
from .people import Person, refusal

WHOLE = [
    pytest.param({"text": ""}, "no_text", id="nothing"),
    pytest.param({"text": "  \n"}, "no_text", id="blank"),
    pytest.param({"blocks": [], "text": ""}, "no_text", id="no blocks"),
    pytest.param({"text": "x", "blocks": '{"blocks":[]}'}, "invalid_blocks_format", id="blocks in an object"),
    pytest.param({"text": "x", "blocks": '"[]"'}, "invalid_blocks_format", id="blocks encoded twice"),
    pytest.param({"text": "x", "blocks": "[{"}, "invalid_blocks_format", id="blocks cut short"),
    pytest.param(
        {"text": "x", "blocks": [section("y" * 3000)] * 5}, "msg_blocks_too_long", id="13,200 characters"
    ),
    pytest.param(
        {"text": "x", "blocks": [{"type": "markdown", "text": "y" * 6001}] * 2},
        "msg_blocks_too_long",
        id="12,000 of markdown",
    ),
    pytest.param({"text": "x", "blocks": [TABLE, TABLE]}, "invalid_attachments", id="two tables"),
    pytest.param({"text": "x", "markdown_text": "y"}, "markdown_text_conflict", id="markdown and text"),
    pytest.param({"markdown_text": "y" * 12_001}, "msg_too_long", id="long markdown"),
    pytest.param(
        {"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments", id="101 attachments"
    ),
    pytest.param(
        {"text": "x", "attachments": [{"blocks": [{"type": "x"}]}]},
        "invalid_blocks",
        id="blocks in attachments",
    ),
    pytest.param(
        {"text": "x", "metadata": {"event_type": "x"}},
        "invalid_metadata_format",
        id="metadata without payload",
    ),
    pytest.param(
        {"text": "x", "metadata": {"event_type": "x", "event_payload": {}, "y": 1}},
        "invalid_metadata_format",
        id="metadata with more",
    ),
    pytest.param(
        {"text": "x", "metadata": {"event_type": "x", "event_payload": {"y": "z" * 20_000}}},
        "metadata_too_large",
        id="large metadata",
    ),
    pytest.param({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts", id="no ts"),
    pytest.param({"text": "x", "thread_ts": "1700000000.000001"}, "thread_not_found", id="no such thread"),
]


@pytest.mark.parametrize(("content", "error"), WHOLE)
async def test_a_message_that_is_wrong_as_a_whole_is_refused(
    sandbox: Sandbox, client: AsyncWebClient, content: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": Person(sandbox, "ana").id, **content})
    assert (await refusal(call))["error"] == error


async def test_blocks_validate_tells_code_field_and_constraint(client: AsyncWebClient) -> None:
    assert (await client.api_call("blocks.validate", json={"blocks": [section()]}))["ok"]
    answer = await refusal(client.api_call("blocks.validate", json={"blocks": [{}]}))
    assert answer["error"] == "invalid_blocks"
    missing = {
        "code": "missing_field",
        "message": "missing required field: type",
        "field": "type",
        "pointer": "/0",
    }
    assert answer["errors"] == [missing]
    answer = await refusal(
        client.api_call("blocks.validate", json={"view": modal(section(), title=plain("x" * 25))})
    )
    assert answer["error"] == "invalid_view"
    assert answer["errors"][0]["constraint"] == {"type": "max_length", "expected": 24}
    answer = await refusal(client.api_call("blocks.validate", json={}))
    assert answer["error"] == "invalid_arguments"


async def test_blocks_at_their_limits_are_taken_and_given_ids(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    blocks = [
        section("x" * 3000),
        actions(*[button(f"b{n}") for n in range(25)]),
        *[{"type": "divider"}] * 48,
    ]
    posted = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="x", blocks=blocks)
    ids = [block["block_id"] for block in posted["message"]["blocks"]]
    assert len(set(ids)) == 50
    assert sandbox.violations() == []
