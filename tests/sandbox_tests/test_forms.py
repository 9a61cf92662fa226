"""What an app may answer to a submitted or closed form, and what the sandbox makes of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox

from .kit import actions, field, modal, section, text_input
from .people import Person, post
from .scripted import Scripted

FORM = modal(field(text_input(), block_id="b"))


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncIterator[Scripted]:
    """An app that answers as it is told."""
    async with Scripted(sandbox) as scripted:
        yield scripted


async def opened(
    sandbox: Sandbox, client: AsyncWebClient, view: Any = FORM, channel: str = ""
) -> dict[str, Any]:
    """Ana's form, as the control interface names it."""
    ana = Person(sandbox, "ana").id
    trigger_id = sandbox.world.triggers.issue(ana, channel=channel)
    view = (await client.views_open(trigger_id=trigger_id, view=view))["view"]
    return {"user": ana, "view_id": view["id"]}


GOOD: list[Any] = [
    pytest.param(None, None, [], id="nothing closes it"),
    pytest.param({}, None, [], id="an empty object closes it"),
    pytest.param({"response_action": "clear"}, "clear", [], id="clear"),
    pytest.param(
        {"response_action": "update", "view": modal(section("new"))}, "update", ["new"], id="update"
    ),
    pytest.param(
        {"response_action": "push", "view": modal(section("new"))}, "push", [None, "new"], id="push"
    ),
    pytest.param({"response_action": "errors", "errors": {"b": "no"}}, "errors", [None], id="errors"),
]


@pytest.mark.parametrize(("answer", "action", "left"), GOOD)
async def test_the_app_decides_what_comes_after_a_form(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted, answer: Any, action: str | None, left: list[Any]
) -> None:
    form = await opened(sandbox, client)
    app.answers.put_nowait(answer)
    told = await post(sandbox, "submit", **form, values={"b": {"text": "x"}})
    assert told["response_action"] == action
    views = await Person(sandbox, "ana").views()
    assert [view["blocks"][0].get("text", {}).get("text") for view in views] == left
    assert sandbox.violations() == []
    payload = (await app.heard.get())["payload"]
    assert (payload["type"], payload["view"]["state"]["values"]["b"]["text"]["value"]) == (
        "view_submission",
        "x",
    )


BAD: list[Any] = [
    pytest.param(
        {"response_action": "errors", "errors": {"text": "no"}}, "no input block", id="an action_id"
    ),
    pytest.param({"response_action": "errors", "errors": {}}, "errors must be", id="no errors"),
    pytest.param({"response_action": "errors", "errors": {"b": 5}}, "must be a text", id="a number"),
    pytest.param({"response_action": "vanish"}, "unknown response_action", id="unknown"),
    pytest.param({"response_action": "update"}, "must provide an object", id="no view"),
    pytest.param({"response_action": "push", "view": modal()}, "at least 1 items", id="wrong view"),
    pytest.param("ok", "must be a JSON object", id="a text"),
]


@pytest.mark.parametrize(("answer", "words"), BAD)
async def test_an_answer_slack_can_not_follow_is_a_violation(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted, answer: Any, words: str
) -> None:
    form = await opened(sandbox, client)
    app.answers.put_nowait(answer)
    told = await post(sandbox, "submit", **form, values={"b": {"text": "x"}})
    assert told["error"] == "invalid_response_action"
    assert any(words in message for message in told["messages"])
    assert len(await Person(sandbox, "ana").views()) == 1
    assert [record.error for record in sandbox.violations()] == ["invalid_response_action"]


async def test_closing_is_told_only_to_an_app_that_asked(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted
) -> None:
    quiet = await opened(sandbox, client)
    assert (await post(sandbox, "close", **quiet))["ack_ms"] is None
    loud = await opened(sandbox, client, {**FORM, "notify_on_close": True})
    app.answers.put_nowait(None)
    await post(sandbox, "close", **loud, all=True)
    payload = (await app.heard.get())["payload"]
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert await Person(sandbox, "ana").views() == []


async def test_a_menu_that_asked_for_it_gives_a_response_url(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted
) -> None:
    deals = next(each.id for each in sandbox.team.channels.values() if each.name == "deals")
    menu = {"type": "conversations_select", "action_id": "text", "response_url_enabled": True}
    view = modal(field({**menu, "default_to_current_conversation": True}, block_id="b"))
    form = await opened(sandbox, client, view, channel=deals)
    app.answers.put_nowait(None)
    await post(sandbox, "submit", **form, values={})
    [given] = (await app.heard.get())["payload"]["response_urls"]
    assert (given["channel_id"], given["block_id"]) == (deals, "b")


CHOICES: list[Any] = [
    pytest.param("users_select", {}, "U0NOBODY", id="nobody"),
    pytest.param("channels_select", {}, "leadership", id="a private channel as a public one"),
    pytest.param(
        "conversations_select", {"filter": {"include": ["public"]}}, "leadership", id="kind left out"
    ),
    pytest.param(
        "conversations_select",
        {"filter": {"exclude_external_shared_channels": True}},
        "globex-partners",
        id="shared with others",
    ),
]


@pytest.mark.parametrize(("kind", "more", "chosen"), CHOICES)
async def test_a_menu_offers_only_what_its_filter_lets_through(
    sandbox: Sandbox, client: AsyncWebClient, kind: str, more: dict[str, Any], chosen: str
) -> None:
    ids = {each.name: each.id for each in sandbox.team.channels.values()}
    view = modal(actions({"type": kind, "action_id": "choose", **more}))
    place = await opened(sandbox, client, view)
    refused = await post(
        sandbox, "action", 400, **place, action_id="choose", selected=ids.get(chosen, chosen)
    )
    assert refused["error"]


async def test_a_person_can_not_see_another_private_channel_in_a_menu(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted
) -> None:
    leadership = next(each.id for each in sandbox.team.channels.values() if each.name == "leadership")
    view = modal(actions({"type": "conversations_select", "action_id": "choose"}))
    place = await opened(sandbox, client, view)
    app.answers.put_nowait(None)
    chosen = {"action_id": "choose", "selected": leadership}
    assert "error" not in await post(sandbox, "action", **place, **chosen)
    ben = Person(sandbox, "ben").id
    trigger_id = sandbox.world.triggers.issue(ben)
    other = (await client.views_open(trigger_id=trigger_id, view=view))["view"]["id"]
    assert (await post(sandbox, "action", 400, user=ben, view_id=other, **chosen))["error"]


async def test_forms_of_two_people_do_not_wait_for_each_other(
    sandbox: Sandbox, client: AsyncWebClient, app: Scripted
) -> None:
    form = await opened(sandbox, client)
    submission = asyncio.create_task(post(sandbox, "submit", **form, values={"b": {"text": "x"}}))
    await app.heard.get()
    assert (await post(sandbox, "say", user=Person(sandbox, "ben").id, text="meanwhile"))["ts"]
    app.answers.put_nowait(None)
    assert (await submission)["ack_ms"] >= 0
