"""Views that Slack refuses are refused, in Slack's words and with its pointers."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .kit import TABLE, field, home, modal, plain, section, text_input
from .people import Person, refusal

LONG = "x" * 3001
VIEWS = [
    pytest.param(
        modal(section(), title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
        id="long title",
    ),
    pytest.param(
        modal(section(), private_metadata=LONG),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        id="long metadata",
    ),
    pytest.param(
        {k: v for k, v in modal(field(text_input())).items() if k != "submit"},
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
        id="input without submit",
    ),
    pytest.param(
        modal(*[section()] * 101),
        "no more than 100 items allowed [json-pointer:/view/blocks]",
        id="101 blocks",
    ),
    pytest.param(modal(), "must provide at least 1 items [json-pointer:/view/blocks]", id="no blocks"),
    pytest.param(
        modal(section(), size="big"),
        "invalid additional property: size [json-pointer:/view]",
        id="unknown property",
    ),
    pytest.param(
        modal(section(), submit=None), "must provide an object [json-pointer:/view/submit]", id="null submit"
    ),
    pytest.param(
        modal(TABLE), "unsupported type: table [json-pointer:/view/blocks/0/type]", id="table in a modal"
    ),
    pytest.param(
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        id="markdown in a modal",
    ),
    pytest.param(
        modal(section(block_id="b"), section(block_id="b")),
        'block_id "b" already exists [json-pointer:/view/blocks/1/block_id]',
        id="block_id twice",
    ),
    pytest.param(
        modal(field(text_input(focus_on_load=True)), field(text_input(focus_on_load=True))),
        "only one element can have `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]",
        id="two focuses",
    ),
    pytest.param(
        modal(field({"type": "file_input"}, dispatch_action=True)),
        "file_input does not support `dispatch_action` [json-pointer:/view/blocks/0/element]",
        id="file_input dispatching",
    ),
    pytest.param(home(section()), "unsupported type: home [json-pointer:/view/type]", id="home as a modal"),
    pytest.param("view", "must provide an object [json-pointer:/view]", id="a text"),
]


@pytest.mark.parametrize(("view", "message"), VIEWS)
async def test_a_wrong_modal_is_refused(
    sandbox: Sandbox, client: AsyncWebClient, view: Any, message: str
) -> None:
    trigger_id = sandbox.world.triggers.issue(Person(sandbox, "ana").id)
    answer = await refusal(client.api_call("views.open", json={"trigger_id": trigger_id, "view": view}))
    general = "[ERROR] failed to match all allowed schemas [json-pointer:/view]"
    precise = f"[ERROR] {message}"
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == (
        [general, precise] if isinstance(view, dict) else [precise]
    )


async def test_a_view_over_250_kilobytes_is_refused(sandbox: Sandbox, client: AsyncWebClient) -> None:
    trigger_id = sandbox.world.triggers.issue(Person(sandbox, "ana").id)
    big = modal(*[section("x" * 3000)] * 90)
    answer = await refusal(client.views_open(trigger_id=trigger_id, view=big))
    assert answer["error"] == "view_too_large"


@pytest.mark.parametrize("word", ["title", "submit", "close"])
async def test_a_home_tab_has_no_title_and_no_buttons(
    sandbox: Sandbox, client: AsyncWebClient, word: str
) -> None:
    view = home(section(), **{word: plain()})
    answer = await refusal(client.views_publish(user_id=Person(sandbox, "ana").id, view=view))
    expected = f"[ERROR] invalid additional property: {word} [json-pointer:/view]"
    assert answer["response_metadata"]["messages"][-1] == expected
