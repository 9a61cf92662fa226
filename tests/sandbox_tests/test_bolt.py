"""A real Bolt app over Socket Mode: what a person does reaches it, what it answers is shown."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox, Settings

from .kit import actions, button, field, modal, section, text_input
from .people import Person, post


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    """A Bolt app without listeners."""
    return AsyncApp(client=client, token=client.token)


@pytest.fixture
async def connected(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[AsyncApp]:
    """The app with its socket open."""
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    await sandbox.connected()
    yield app
    await handler.close_async()


async def test_a_command_is_answered_in_its_acknowledgement(sandbox: Sandbox, connected: AsyncApp) -> None:
    @connected.command("/bcc")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"you said {command['text']}")

    ana = Person(sandbox, "ana")
    answer = await post(sandbox, "command", user=ana.id, text="help")
    assert answer["response"] == {"text": "you said help"}
    [message] = await ana.messages()
    assert (message["text"], message["ephemeral"]) == ("you said help", ana.id)


async def test_a_click_on_what_was_just_drawn_anew_still_reaches_the_app(
    sandbox: Sandbox, connected: AsyncApp
) -> None:
    heard: list[str] = []

    @connected.action("link")
    async def on_click(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        heard.append(action["value"])

    ana = Person(sandbox, "ana")
    posted = await connected.client.chat_postMessage(
        channel=ana.id, text="card", blocks=[actions(button("link", value="1"))]
    )
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    [message] = await ana.messages()
    for value in ("2", "3"):
        await connected.client.chat_update(
            **place, text="card", blocks=[actions(button("link", value=value))]
        )
    click = {"user": ana.id, **place, "action_id": "link", "block_id": message["blocks"][0]["block_id"]}
    assert "there is no element" in (await post(sandbox, "action", 400, **click))["error"]
    await post(sandbox, "action", **click, seen=True)
    assert heard == ["1"]
    await post(sandbox, "action", 400, **{**click, "block_id": "never"}, seen=True)


async def test_a_click_updates_the_card_it_was_made_on(sandbox: Sandbox, connected: AsyncApp) -> None:
    clicks: list[dict[str, Any]] = []

    @connected.action("link")
    async def on_click(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        clicks.append(body)
        where = body["container"]
        await client.chat_update(
            channel=where["channel_id"], ts=where["message_ts"], text="linked", blocks=[section("linked")]
        )

    ana = Person(sandbox, "ana")
    posted = await connected.client.chat_postMessage(
        channel=ana.id, text="card", blocks=[section("*card*"), actions(button("link", value="42"))]
    )
    answer = await post(
        sandbox, "action", user=ana.id, channel=posted["channel"], ts=posted["ts"], action_id="link"
    )
    assert answer["ack_ms"] < 1000
    await ana.until(lambda messages: messages[0]["text"] == "linked")
    assert clicks[0]["actions"][0]["value"] == "42"
    assert clicks[0]["user"]["id"] == ana.id
    assert clicks[0]["message"]["ts"] == posted["ts"]


async def test_a_modal_is_opened_typed_into_refused_and_submitted(
    sandbox: Sandbox, connected: AsyncApp
) -> None:
    seen: list[Any] = []

    @connected.command("/bcc")
    async def on_command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=modal(field(text_input(max_length=5), block_id="name"), callback_id="form"),
        )

    @connected.view("form")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        value = view["state"]["values"]["name"]["text"]["value"]
        seen.append(value)
        if value == "bad":
            await ack(response_action="errors", errors={"name": "not that"})
        else:
            await ack()

    ana = Person(sandbox, "ana")
    await post(sandbox, "command", user=ana.id, text="")
    [view] = await ana.until_views(1)
    form = {"user": ana.id, "view_id": view["id"]}
    refused = await post(sandbox, "submit", 400, **form, values={"name": {"text": "too long"}})
    assert refused["errors"] == {"name": "Please enter at most 5 characters."}
    refused = await post(sandbox, "submit", 400, **form, values={"name": {"text": ""}})
    assert refused["errors"] == {"name": "Please complete this required field."}
    answer = await post(sandbox, "submit", **form, values={"name": {"text": "bad"}})
    assert (answer["response_action"], answer["errors"]) == ("errors", {"name": "not that"})
    answer = await post(sandbox, "submit", **form, values={"name": {"text": "good"}})
    assert answer["response_action"] is None
    assert seen == ["bad", "good"]
    assert await ana.views() == []


async def test_an_app_that_does_not_acknowledge_in_time_fails_the_person() -> None:
    async with Sandbox(settings=Settings(ack_seconds=0.2)) as slow:
        own = AsyncWebClient(token=slow.bot_token, base_url=slow.slack_url)
        app = AsyncApp(client=own, token=own.token)

        @app.command("/bcc")
        async def on_command(ack: Any) -> None:
            await asyncio.sleep(1)
            await ack()

        handler = AsyncSocketModeHandler(app, slow.app_token)
        await handler.connect_async()
        ana = Person(slow, "ana")
        answer = await post(slow, "command", user=ana.id, text="")
        assert answer["error"] == "operation_timeout"
        assert [record.error for record in slow.violations()] == ["operation_timeout"]
        await handler.close_async()


async def test_options_are_asked_for_and_only_offered_ones_can_be_chosen(
    sandbox: Sandbox, connected: AsyncApp
) -> None:
    chosen: list[str] = []

    @connected.options("deal")
    async def on_options(ack: Any, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": payload["value"]}
        await ack(options=[{"text": text, "value": "42"}])

    @connected.action("deal")
    async def on_choice(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        chosen.append(action["selected_option"]["value"])

    ana = Person(sandbox, "ana")
    menu = {"type": "external_select", "action_id": "deal", "min_query_length": 0}
    posted = await connected.client.chat_postMessage(
        channel=ana.id, text="x", blocks=[{"type": "actions", "elements": [menu]}]
    )
    place = {"user": ana.id, "channel": posted["channel"], "ts": posted["ts"], "action_id": "deal"}
    refused = await post(sandbox, "action", 400, **place, selected="42")
    assert refused["error"] == "'42' is not among the options"
    answer = await post(sandbox, "suggest", **place, query="glob")
    assert answer["options"][0]["text"]["text"] == "glob"
    await post(sandbox, "action", **place, selected="42")
    assert chosen == ["42"]


async def test_events_reach_the_app(sandbox: Sandbox, connected: AsyncApp) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for name in ("app_home_opened", "team_join", "message"):

        @connected.event(name)
        async def on_event(event: dict[str, Any]) -> None:
            heard.put_nowait(event)

    ana = Person(sandbox, "ana")
    await post(sandbox, "open_home", user=ana.id)
    assert (await heard.get())["tab"] == "home"
    await post(sandbox, "users", name="Zoe New", email="zoe@northwind.example")
    assert (await heard.get())["user"]["profile"]["email"] == "zoe@northwind.example"
    await post(sandbox, "say", user=ana.id, text="hello <there>")
    event = await heard.get()
    assert (event["channel_type"], event["user"]) == ("im", ana.id)
