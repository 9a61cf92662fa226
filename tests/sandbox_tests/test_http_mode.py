"""HTTP mode and OAuth: signed requests to the app, retries, and installing by a code."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Company, CompanyUser, Sandbox, Settings
from tests.sandbox.http_events import signature
from tests.sandbox.installation import Code

from .clock import Clock
from .people import Person, get, post, refusal


@asynccontextmanager
async def listening(answers: list[web.Response], heard: asyncio.Queue[web.Request]) -> AsyncIterator[str]:
    """An app's request URL that gives those answers one after another, then 200s."""

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        if b"url_verification" in body:
            return web.Response(text=json.loads(body)["challenge"])
        heard.put_nowait(request)
        return answers.pop(0) if answers else web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


def test_the_signature_is_slacks_own() -> None:
    verifier = SignatureVerifier("8f742231b10e8888abcd99yyyzzz85a5", Clock(1531420618))  # type: ignore[arg-type]
    signed = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", b"text=x")
    assert verifier.generate_signature(timestamp="1531420618", body=b"text=x") == signed


async def test_commands_come_as_signed_forms_and_their_answer_is_shown(sandbox: Sandbox) -> None:
    heard: asyncio.Queue[web.Request] = asyncio.Queue()
    async with listening([web.json_response({"text": "hello"})], heard) as url:
        await post(sandbox, "app", request_url=url)
        ana = Person(sandbox, "ana")
        answer = await post(sandbox, "command", user=ana.id, text="help me")
        request = await heard.get()
        form = parse_qs((await request.read()).decode())
        assert (form["command"], form["text"], form["user_id"]) == (["/bcc"], ["help me"], [ana.id])
        verifier = SignatureVerifier(sandbox.signing_secret)
        assert verifier.is_valid_request(await request.read(), dict(request.headers))
        assert answer["response"] == {"text": "hello"}
        assert [message["text"] for message in await ana.messages()] == ["hello"]


async def test_a_request_url_that_does_not_echo_the_challenge_is_refused(sandbox: Sandbox) -> None:
    refused = await post(sandbox, "app", 400, request_url=f"{sandbox.url}/nowhere")
    assert "challenge" in refused["error"]


async def test_events_are_sent_again_until_they_are_taken() -> None:
    heard: asyncio.Queue[web.Request] = asyncio.Queue()
    failures = [web.Response(status=500), web.Response(status=500)]
    async with (
        Sandbox(settings=Settings(event_retry_delays=(0, 0.01, 0.02))) as sandbox,
        listening(failures, heard) as url,
    ):
        await post(sandbox, "app", request_url=url)
        await post(sandbox, "open_home", user=Person(sandbox, "ana").id)
        requests = [await asyncio.wait_for(heard.get(), 5) for _ in range(3)]
        numbers = [request.headers.get("X-Slack-Retry-Num") for request in requests]
        assert numbers == [None, "1", "2"]
        assert requests[1].headers["X-Slack-Retry-Reason"] == "http_error"
        bodies = [json.loads(await request.read()) for request in requests]
        assert bodies[0]["event"]["type"] == "app_home_opened"
        assert len({body["event_id"] for body in bodies}) == 1


async def test_an_app_may_say_that_it_wants_no_retry() -> None:
    heard: asyncio.Queue[web.Request] = asyncio.Queue()
    refusal_ = web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    async with (
        Sandbox(settings=Settings(event_retry_delays=(0,))) as sandbox,
        listening([refusal_], heard) as url,
    ):
        await post(sandbox, "app", request_url=url)
        for handle in ("ana", "ben"):
            await post(sandbox, "open_home", user=Person(sandbox, handle).id)
            await asyncio.wait_for(heard.get(), 5)
        assert heard.empty()


async def test_a_code_is_exchanged_once_for_a_bot_token(sandbox: Sandbox) -> None:
    redirect = "https://app.example/slack/oauth_redirect?a=b"
    query = {
        "client_id": sandbox.client_id,
        "scope": "chat:write,commands",
        "state": "s1",
        "redirect_uri": redirect,
    }
    async with aiohttp.ClientSession() as session:
        authorize = f"{sandbox.url}/oauth/v2/authorize"
        async with session.get(authorize, params=query) as page:
            assert "Northwind Traders" in await page.text()
        form = {"decision": "allow", "user": Person(sandbox, "ana").id}
        async with session.post(authorize, params=query, data=form, allow_redirects=False) as allowed:
            back = parse_qs(urlsplit(allowed.headers["Location"]).query)
        async with session.post(
            authorize, params=query, data={"decision": "deny"}, allow_redirects=False
        ) as denied:
            assert parse_qs(urlsplit(denied.headers["Location"]).query)["error"] == ["access_denied"]
    assert (back["state"], back["a"]) == (["s1"], ["b"])
    client = AsyncWebClient(base_url=sandbox.slack_url)
    exchange: dict[str, Any] = {
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "code": back["code"][0],
        "redirect_uri": redirect,
    }
    wrong = await refusal(client.oauth_v2_access(**(exchange | {"client_secret": "guess"})))
    assert wrong["error"] == "bad_client_secret"
    installed = await client.oauth_v2_access(**exchange)
    assert installed["access_token"] == sandbox.bot_token
    assert (installed["team"]["id"], installed["authed_user"]["id"]) == (sandbox.team.id, form["user"])
    assert installed["scope"] == "chat:write,commands"
    assert (await refusal(client.oauth_v2_access(**exchange)))["error"] == "invalid_code"


async def test_one_app_serves_two_workspaces_behind_one_web_api(sandbox: Sandbox) -> None:
    heard: asyncio.Queue[web.Request] = asyncio.Queue()
    globex = Company("Globex", "globex", (CompanyUser("Gus", "gus@globex.example", "gus"),), ())
    async with Sandbox(company=globex, neighbour=sandbox) as second, listening([], heard) as url:
        assert second.bot_token != sandbox.bot_token
        assert (second.client_id, second.signing_secret) == (sandbox.client_id, sandbox.signing_secret)
        client = AsyncWebClient(base_url=sandbox.slack_url)
        code = second.world.codes.issue(Code("U1", ("commands",), "", second.world.clock() + 60))
        secrets = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
        installed = await client.oauth_v2_access(**secrets, code=code)
        assert installed["team"]["id"] == second.team.id
        gus = Person(second, "gus")
        await client.chat_postMessage(token=installed["access_token"], channel=gus.id, text="hello Gus")
        assert [message["text"] for message in await gus.messages()] == ["hello Gus"]
        strange = client.chat_postMessage(token=sandbox.bot_token, channel=gus.id, text="x")
        assert (await refusal(strange))["error"] == "channel_not_found"
        await post(sandbox, "app", request_url=url)
        await post(second, "command", user=gus.id, text="help")
        form = parse_qs((await (await heard.get()).read()).decode())
        assert (form["team_id"], form["api_app_id"]) == ([second.team.id], [sandbox.team.app_id])


WRONG = [
    pytest.param({"client_id": "x"}, "invalid_client_id", id="unknown app"),
    pytest.param({"scope": ""}, "no_scopes", id="no scopes"),
    pytest.param({"redirect_uri": "ftp://x"}, "bad_redirect_uri", id="redirect"),
]


@pytest.mark.parametrize(("change", "text"), WRONG)
async def test_a_wrong_authorization_request_is_refused(
    sandbox: Sandbox, change: dict[str, str], text: str
) -> None:
    query = {"client_id": sandbox.client_id, "scope": "commands", "redirect_uri": "https://app.example/"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/oauth/v2/authorize", params=query | change) as page,
    ):
        assert (page.status, await page.text()) == (400, text)


async def test_the_state_names_all_an_app_needs_to_be_installed(sandbox: Sandbox) -> None:
    app = (await get(sandbox, "state"))["app"]
    assert app["bot_token"] == sandbox.bot_token
    assert app["app_token"].startswith("xapp-")
    assert app["signing_secret"] == sandbox.signing_secret
