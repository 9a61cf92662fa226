"""What each answer of Slack's means, over a real connection."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit, outcome, web_client

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ask = Callable[[Answer], Awaitable[Delivery]]


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    """Calls chat.postMessage of a server that answers as told."""
    servers: list[TestServer] = []

    async def call(answer: Answer) -> Delivery:
        app = web.Application()
        app.router.add_post("/api/chat.postMessage", answer)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        client = web_client("xoxb-1", str(server.make_url("/api/")))
        return await outcome(client.chat_postMessage(channel="C1", text="hi"))

    yield call
    for server in servers:
        await server.close()


def says(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer


def refuses(error: str) -> Answer:
    return says({"ok": False, "error": error})


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        pytest.param(says({"ok": True, "channel": "C1", "ts": "1.2"}), Posted("C1", "1.2"), id="done"),
        pytest.param(
            says({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}),
            Retry("ratelimited", after=7.0, bounded=False),
            id="asked to wait",
        ),
        pytest.param(
            says({"ok": False, "error": "ratelimited"}, 429),
            Retry("ratelimited", after=30.0, bounded=False),
            id="asked to wait, not how long",
        ),
        pytest.param(
            refuses("internal_error"),
            Retry("internal_error", unsure=True, bounded=False),
            id="Slack's own fault",
        ),
        pytest.param(says({}, 503), Retry("http_503", unsure=True, bounded=False), id="outage"),
        pytest.param(refuses("token_revoked"), Retry("token_revoked", bounded=False), id="operator's matter"),
        pytest.param(
            refuses("rate_limited"),
            Retry("ratelimited", after=30.0, bounded=False),
            id="the same, spelt otherwise",
        ),
        pytest.param(
            refuses("message_limit_exceeded"),
            Retry("message_limit_exceeded", bounded=False),
            id="a workspace that is full for now",
        ),
        pytest.param(refuses("user_disabled"), GiveUp("user_disabled"), id="for good"),
        pytest.param(refuses("msg_blocks_too_long"), Unfit("msg_blocks_too_long"), id="our blocks"),
        pytest.param(refuses("never_heard_of"), Retry("never_heard_of"), id="unknown: temporary, bounded"),
    ],
)
async def test_an_answer_means(ask: Ask, answer: Answer, meaning: Delivery) -> None:
    assert await ask(answer) == meaning


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/json"])
async def test_an_answer_that_is_no_json_leaves_it_open(ask: Ask, content_type: str) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>", content_type=content_type, status=502)

    answer = await ask(page)
    assert isinstance(answer, Retry)
    assert (answer.unsure, answer.bounded) == (True, False)


async def test_a_connection_that_breaks_after_the_request_leaves_it_open_and_is_not_repeated(
    ask: Ask,
) -> None:
    calls = 0

    async def hang_up(request: web.Request) -> web.StreamResponse:
        nonlocal calls
        calls += 1
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    answer = await ask(hang_up)
    assert isinstance(answer, Retry)
    assert (answer.unsure, answer.bounded, calls) == (True, False, 1)


async def test_a_server_that_is_not_there_has_taken_nothing() -> None:
    client = web_client("xoxb-1", "http://127.0.0.1:1/api/")
    answer = await outcome(client.chat_postMessage(channel="C1", text="hi"))
    assert answer == Retry("connection_refused", bounded=False)
