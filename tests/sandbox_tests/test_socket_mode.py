"""Socket Mode at the wire: tickets, hello, pings, retries, and connections that go away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox, Settings

from .people import Person, get, post


@asynccontextmanager
async def socket(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """An open connection that has said hello."""
    client = AsyncWebClient(base_url=sandbox.slack_url)
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as opened:
        hello = await opened.receive_json()
        assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", sandbox.team.app_id)
        yield opened


async def test_a_ticket_is_good_once(sandbox: Sandbox) -> None:
    client = AsyncWebClient(base_url=sandbox.slack_url)
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as first:
            assert (await first.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(url)


async def test_a_ping_comes_back_as_it_was(sandbox: Sandbox) -> None:
    async with socket(sandbox) as connection:
        await connection.ping(b"sdk-ping-pong:1700000000.5")
        pong = await connection.receive()
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1700000000.5")


async def test_an_event_that_is_not_acknowledged_comes_again_with_its_reason() -> None:
    settings = Settings(ack_seconds=0.05, event_retry_delays=(0, 0))
    async with Sandbox(settings=settings) as sandbox, socket(sandbox) as connection:
        await post(sandbox, "open_home", user=Person(sandbox, "ana").id)
        frames = [await connection.receive_json(timeout=5) for _ in range(3)]
        tries = [(frame["retry_attempt"], frame["retry_reason"]) for frame in frames]
        assert tries == [(0, ""), (1, "timeout"), (2, "timeout")]
        assert len({frame["payload"]["event_id"] for frame in frames}) == 1
        assert len({frame["envelope_id"] for frame in frames}) == 3


async def test_only_some_acknowledgements_may_answer(sandbox: Sandbox) -> None:
    async with socket(sandbox) as connection:
        user = Person(sandbox, "ana").id
        command = asyncio.create_task(post(sandbox, "command", user=user, text=""))
        frame = await connection.receive_json()
        assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)
        await connection.send_json({"envelope_id": frame["envelope_id"], "payload": {"text": "hi"}})
        assert (await command)["response"] == {"text": "hi"}
        shortcut = asyncio.create_task(post(sandbox, "shortcut", user=user, callback_id="copy_address"))
        frame = await connection.receive_json()
        assert (frame["payload"]["type"], frame["accepts_response_payload"]) == ("shortcut", False)
        await connection.send_json({"envelope_id": frame["envelope_id"]})
        assert (await shortcut)["ack_ms"] < 1000


ANSWERS: list[Any] = [
    pytest.param({"text": "x", "blocks": [{"type": "nope"}]}, id="blocks"),
    pytest.param({"text": "x", "response_type": "shout"}, id="response_type"),
    pytest.param({"nothing": "to show"}, id="nothing to show"),
]


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_command_answered_with_what_slack_can_not_show_fails(sandbox: Sandbox, answer: Any) -> None:
    async with socket(sandbox) as connection:
        command = asyncio.create_task(post(sandbox, "command", user=Person(sandbox, "ana").id, text=""))
        frame = await connection.receive_json()
        await connection.send_json({"envelope_id": frame["envelope_id"], "payload": answer})
        assert (await command)["error"] == "invalid_command_response"
        assert [record.error for record in sandbox.violations()] == ["invalid_command_response"]


async def test_without_a_connection_the_person_is_told_at_the_deadline() -> None:
    async with Sandbox(settings=Settings(ack_seconds=0.05)) as sandbox:
        answer = await post(sandbox, "command", user=Person(sandbox, "ana").id, text="")
        assert answer["error"] == "dispatch_failed"


async def test_bolt_comes_back_after_slack_asked_it_to_reconnect(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    app = AsyncApp(client=client, token=client.token)

    @app.command("/bcc")
    async def on_command(ack: Any) -> None:
        await ack("here")

    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.connected()
    await post(sandbox, "faults", socket="disconnect")
    answer = await post(sandbox, "command", user=Person(sandbox, "ana").id, text="")
    assert answer["response"] == {"text": "here"}
    opened = [call for call in await get(sandbox, "calls") if call["method"] == "apps.connections.open"]
    assert len(opened) == 2
    await handler.close_async()  # type: ignore[no-untyped-call]
