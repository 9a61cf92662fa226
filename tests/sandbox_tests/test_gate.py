"""The gate of the Web API: tokens, scopes, arguments, limits, and the faults a test orders."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Company, CompanyUser, Sandbox, Settings

from .clock import Clock
from .people import Person, get, post


async def call(
    sandbox: Sandbox, method: str, token: str | None = None, **request: Any
) -> tuple[int, dict[str, Any], Any]:
    """A raw call: status, answer and headers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= request.pop("headers", {})
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.slack_url}{method}", headers=headers, **request) as response,
    ):
        answer = await response.json() if "json" in response.content_type else {"text": await response.text()}
        return response.status, answer, response.headers


TOKENS = [
    pytest.param("auth.test", None, "not_authed", id="no token"),
    pytest.param("auth.test", "xoxb-wrong", "invalid_auth", id="unknown token"),
    pytest.param("auth.test", "app", "not_allowed_token_type", id="app token for a bot method"),
    pytest.param("apps.connections.open", "bot", "not_allowed_token_type", id="bot token for an app method"),
    pytest.param("chat.nonsense", "bot", "unknown_method", id="unknown method"),
    pytest.param("reactions.add", "bot", "missing_scope", id="scope not granted"),
    pytest.param("chat.postMessage", "bot", "invalid_arguments", id="argument missing"),
    pytest.param("conversations.open", "bot", "users_list_not_supplied", id="nobody to talk to"),
]


@pytest.mark.parametrize(("method", "token", "error"), TOKENS)
async def test_a_call_that_may_not_pass_is_refused_by_name(
    sandbox: Sandbox, method: str, token: str | None, error: str
) -> None:
    own = {"bot": sandbox.bot_token, "app": sandbox.app_token}
    status, answer, _ = await call(sandbox, method, own.get(str(token), token))
    assert (status, answer["ok"], answer["error"]) == (200, False, error)


async def test_a_missing_scope_is_named(sandbox: Sandbox) -> None:
    _, answer, headers = await call(sandbox, "conversations.join", sandbox.bot_token)
    assert answer["needed"] == "channels:join"
    assert "chat:write" in answer["provided"].split(",")
    assert headers["x-accepted-oauth-scopes"] == "channels:join"
    assert headers["x-oauth-scopes"] == answer["provided"]


async def test_a_missing_argument_is_named(sandbox: Sandbox) -> None:
    _, answer, _ = await call(sandbox, "chat.update", sandbox.bot_token, json={"channel": "C1"})
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]
    _, answer, _ = await call(
        sandbox, "chat.postMessage", sandbox.bot_token, json={"channel": 5, "text": "x"}
    )
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must provide a string [json-pointer:/channel]"
    ]


BODIES = [
    pytest.param(
        {"data": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_json", id="broken JSON"
    ),
    pytest.param({"json": ["x"]}, "json_not_object", id="JSON array"),
    pytest.param({"json": {"a b": 1}}, "invalid_arg_name", id="a name with a space"),
    pytest.param(
        {"data": "[" * 100_000, "headers": {"Content-Type": "application/json"}}, "invalid_json", id="deep"
    ),
    pytest.param(
        {"data": b"x", "headers": {"Content-Type": "image/png"}}, "invalid_post_type", id="a picture"
    ),
    pytest.param(
        {"data": b"a=1", "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=latin-1"}},
        "invalid_charset",
        id="latin-1",
    ),
]


@pytest.mark.parametrize(("request_", "error"), BODIES)
async def test_a_body_that_can_not_be_read_is_refused(sandbox: Sandbox, request_: Any, error: str) -> None:
    _, answer, _ = await call(sandbox, "auth.test", sandbox.bot_token, **request_)
    assert answer["error"] == error


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_arguments_come_in_every_way_slack_takes_them(sandbox: Sandbox, way: str) -> None:
    user = Person(sandbox, "ana").id
    blocks = '[{"type": "divider"}]'
    fields = {"channel": user, "text": "x", "blocks": blocks}
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value, content_type="text/plain")
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": fields},
        "form": {"data": fields},
        "json": {"json": {**fields, "blocks": [{"type": "divider"}]}},
        "multipart": {"data": form},
    }
    _, answer, _ = await call(sandbox, "chat.postMessage", sandbox.bot_token, **ways[way])
    assert answer["ok"], answer
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_json_without_a_charset_earns_a_warning(sandbox: Sandbox) -> None:
    _, answer, _ = await call(sandbox, "auth.test", sandbox.bot_token, json={"x": 1})
    assert answer["warning"] == "missing_charset"
    assert answer["response_metadata"]["warnings"] == ["missing_charset"]


async def test_an_uninstalled_app_has_no_token_that_works(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.apps_uninstall(client_id=sandbox.client_id, client_secret=sandbox.client_secret)
    _, answer, _ = await call(sandbox, "auth.test", client.token)
    assert answer["error"] == "account_inactive"
    token = (await post(sandbox, "install"))["bot_token"]
    assert token != client.token
    assert (await call(sandbox, "auth.test", token))[1]["ok"]


async def test_a_revoked_token_is_said_to_be_revoked(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.auth_revoke())["revoked"]
    _, answer, _ = await call(sandbox, "auth.test", client.token)
    assert answer["error"] == "token_revoked"


async def test_each_method_has_its_own_rate_limit_and_it_refills() -> None:
    clock = Clock()
    async with Sandbox(clock=clock) as sandbox:
        statuses = [(await call(sandbox, "users.list", sandbox.bot_token))[0] for _ in range(21)]
        assert statuses == [200] * 20 + [429]
        status, answer, headers = await call(sandbox, "users.list", sandbox.bot_token)
        assert (status, answer["error"], headers["Retry-After"]) == (429, "ratelimited", "3")
        assert (await call(sandbox, "auth.test", sandbox.bot_token))[0] == 200
        clock.now += 3
        assert (await call(sandbox, "users.list", sandbox.bot_token))[0] == 200


async def test_a_channel_takes_a_burst_and_then_a_message_a_second() -> None:
    clock = Clock()
    async with Sandbox(clock=clock) as sandbox:
        ana, ben = Person(sandbox, "ana").id, Person(sandbox, "ben").id

        async def status(user: str) -> int:
            return (
                await call(
                    sandbox, "chat.postMessage", sandbox.bot_token, json={"channel": user, "text": "x"}
                )
            )[0]

        assert [await status(ana) for _ in range(31)] == [200] * 30 + [429]
        assert await status(ben) == 200
        clock.now += 1
        assert [await status(ana), await status(ana)] == [200, 429]


async def test_ordered_faults_strike_so_many_calls_of_their_method(sandbox: Sandbox) -> None:
    await post(sandbox, "faults", method="auth.test", kind="ratelimited", retry_after=7)
    await post(sandbox, "faults", method="auth.test", kind="error", name="fatal_error", times=2)
    await post(sandbox, "faults", method="auth.test", kind="http500")
    answers = [await call(sandbox, "auth.test", sandbox.bot_token) for _ in range(5)]
    assert [status for status, _, _ in answers] == [429, 200, 200, 500, 200]
    assert answers[0][2]["Retry-After"] == "7"
    assert answers[1][1]["error"] == answers[2][1]["error"] == "fatal_error"
    assert answers[4][1]["ok"]
    assert sandbox.violations() == []
    refused = await post(sandbox, "faults", 400, method="auth.test", kind="gremlins")
    assert refused["error"].startswith("kind must be one of")


@pytest.mark.parametrize(("kind", "stored"), [("timeout", 0), ("accept_then_drop", 1)])
async def test_an_answer_that_never_comes_tells_nothing_of_what_was_done(
    sandbox: Sandbox, kind: str, stored: int
) -> None:
    ana = Person(sandbox, "ana")
    await post(sandbox, "faults", method="chat.postMessage", kind=kind)
    body = {"channel": ana.id, "text": "x"}
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await call(sandbox, "chat.postMessage", sandbox.bot_token, json=body)
    assert len(await ana.messages()) == stored


async def test_every_call_is_recorded_without_its_token(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.auth_test()
    await call(sandbox, "api.test", json={"foo": "bar", "token": sandbox.bot_token})
    first, second = await get(sandbox, "calls")
    assert (first["n"], first["method"], first["status"], first["response"]["ok"]) == (
        1,
        "auth.test",
        200,
        True,
    )
    assert second["args"] == {"foo": "bar"}
    assert [each["n"] for each in await get(sandbox, "calls", since="1")] == [2]


async def test_two_workspaces_stand_side_by_side_and_do_not_mix() -> None:
    other = Company("Globex", "globex", (CompanyUser("Gus", "gus@globex.example", "gus"),), ())
    async with Sandbox() as first, Sandbox(company=other, settings=Settings(ack_seconds=1)) as second:
        assert first.team.id != second.team.id
        assert first.bot_token != second.bot_token
        assert (await call(second, "auth.test", first.bot_token))[1]["error"] == "invalid_auth"
        answer = (await call(second, "auth.test", second.bot_token))[1]
        assert (answer["url"], answer["team"]) == ("https://globex.slack.com/", "Globex")


async def test_the_same_company_has_the_same_ids_every_time(sandbox: Sandbox) -> None:
    async with Sandbox() as again:
        assert again.bot_token == sandbox.bot_token
        assert Person(again, "ana").id == Person(sandbox, "ana").id


async def test_slacks_own_client_sees_the_errors_as_slack_would_send_them(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")
