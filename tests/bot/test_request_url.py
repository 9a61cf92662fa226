"""HTTP mode: what Slack signed is answered, and nothing else runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from structlog.testing import capture_logs

from bot.door import Door
from bot.ids import Action
from bot.request_url import PATH, read, refusal, request_routes
from models import OutboxItem
from models.types import OutboxKind
from tests.bot.desk import NOW, Desk, said
from tests.bot.rows import a_mail, a_record
from tests.bot.test_errors import a_table_lost
from tests.control import until
from tests.sandbox.http_events import signature

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
AT = datetime.fromtimestamp(1531420618, UTC)
# https://docs.slack.dev/authentication/verifying-requests-from-slack
EXAMPLE = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


class Recorder:
    """An app that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[AsyncBoltRequest] = []

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self.asked.append(request)
        return BoltResponse(status=200, body={"text": "hello"})


@asynccontextmanager
async def a_request_url(app: Any, now: datetime | None = None) -> AsyncIterator[TestClient[Any, Any]]:
    """The request URL of that app; `now` is the time there."""
    server = web.Application()
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    server.add_routes(request_routes(Door(app=app), SECRET, clock))
    async with TestClient(TestServer(server)) as client:
        yield client


def test_slacks_own_example_is_its_word() -> None:
    assert refusal(SECRET, "1531420618", SIGNED, EXAMPLE, AT) is None


def signed(body: bytes, at: str = "1531420618", secret: str = SECRET) -> dict[str, str]:
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature(secret, at, body)}


OLD, FUTURE = str(1531420618 - 301), str(1531420618 + 301)
FORGED = [
    pytest.param({}, EXAMPLE, id="no signature"),
    pytest.param(signed(EXAMPLE, secret="guess"), EXAMPLE, id="another secret"),
    pytest.param(signed(EXAMPLE), EXAMPLE + b"&text=x", id="changed"),
    pytest.param(signed(EXAMPLE), b"", id="emptied"),
    pytest.param(signed(EXAMPLE, OLD), EXAMPLE, id="replayed after five minutes"),
    pytest.param(signed(EXAMPLE, FUTURE), EXAMPLE, id="from the future"),
    pytest.param(signed(EXAMPLE, OLD) | {"X-Slack-Request-Timestamp": "1531420618"}, EXAMPLE, id="newer"),
    pytest.param(signed(EXAMPLE, "now"), EXAMPLE, id="no number for a time"),
    pytest.param(signed(EXAMPLE, "1531420618.0"), EXAMPLE, id="no whole number"),
    pytest.param(signed(EXAMPLE, " 1531420618"), EXAMPLE, id="a space before the time"),
    pytest.param(signed(EXAMPLE, "9" * 400), EXAMPLE, id="a time beyond all clocks"),
    pytest.param(signed(EXAMPLE) | {"X-Slack-Signature": "v0=é"}, EXAMPLE, id="a signature beyond ASCII"),
    pytest.param(signed(EXAMPLE) | {"X-Slack-Signature": SIGNED.upper()}, EXAMPLE, id="in capitals"),
    pytest.param(signed(EXAMPLE) | {"X-Slack-Signature": SIGNED[3:]}, EXAMPLE, id="without its version"),
    pytest.param(signed(EXAMPLE) | {"X-Slack-Signature": ""}, EXAMPLE, id="an empty signature"),
    pytest.param(signed(EXAMPLE, secret="guess"), b"\xff\xfe", id="no UTF-8"),
]


@pytest.mark.parametrize(("headers", "body"), FORGED)
async def test_what_slack_did_not_sign_just_now_is_refused_and_runs_nothing(
    headers: dict[str, str], body: bytes
) -> None:
    recorder = Recorder()
    with capture_logs() as logs:
        async with a_request_url(recorder, AT) as client:
            answer = await client.post(PATH, data=body, headers=headers)
    assert (answer.status, recorder.asked) == (401, [])
    assert [line["event"] for line in logs] == ["request.refused"]
    assert "xyzz0WbapA4vBCDEFasx0q6G" not in str(logs)


async def test_what_slack_signed_is_answered_and_no_header_beside_its_own_counts() -> None:
    recorder = Recorder()
    more = {"X-Slack-Retry-Num": "1", "X-Slack-Bolt-Lazy-Only": "1", "Cookie": "a=b"}
    async with a_request_url(recorder, AT) as client:
        answer = await client.post(PATH, data=EXAMPLE, headers=signed(EXAMPLE) | more)
        assert (answer.status, await answer.json()) == (200, {"text": "hello"})
    [asked] = recorder.asked
    assert (asked.body["command"], asked.lazy_only) == ("/webhook-collect", False)
    assert asked.headers == {"x-slack-retry-num": ["1"]}


async def test_a_look_at_our_certificate_is_answered_and_runs_nothing() -> None:
    recorder = Recorder()
    async with a_request_url(recorder, AT) as client:
        answers = [
            await client.post(PATH, data=b"ssl_check=1&token=x"),
            await client.get(PATH, params={"ssl_check": "1"}),
            await client.get(PATH),
        ]
    assert ([answer.status for answer in answers], recorder.asked) == ([200, 200, 405], [])


@pytest.mark.parametrize("body", [b"\xff", b"payload=no+json", b"payload=%5B1%5D"])
async def test_what_is_signed_and_says_nothing_is_refused(body: bytes) -> None:
    recorder = Recorder()
    async with a_request_url(recorder, AT) as client:
        answer = await client.post(PATH, data=body, headers=signed(body))
    assert (answer.status, recorder.asked) == (400, [])


async def test_before_the_bot_is_ready_slack_is_told_to_come_again() -> None:
    async with a_request_url(None, AT) as client:
        answer = await client.post(PATH, data=EXAMPLE, headers=signed(EXAMPLE))
    assert answer.status == 503


def test_a_command_with_the_word_payload_in_it_is_a_command() -> None:
    form = b"command=%2Fbcc&text=find+payload+of+truck"
    assert read(form, "application/x-www-form-urlencoded")["text"] == "find payload of truck"


async def test_everything_slack_sends_is_answered_over_http(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana)
    async with over_http(desk):
        asked = await desk.control.post("command", user=ana.slack_user_id, text="payload")
        assert "I don't know “" in said(asked["response"])
        await desk.click(mail, Action.LINK)
        view = await desk.modal(ana, "Link this mail")
        assert any(deal.title in text for text in await desk.suggest(ana, view, "globex"))
        await desk.choose(ana, view, f"deal:{deal.id}")
        await desk.card_saying(mail, deal.title)
        await desk.control.post("open_home", user=ana.slack_user_id)

        async def shown() -> bool:
            return bool(await desk.control.get("home", user=ana.slack_user_id))

        await until(shown, "the home tab")


async def test_an_event_told_again_does_nothing_twice_here_or_in_another_process(desk: Desk) -> None:
    ana = await desk.user("ana")
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.5", "text": "Hello?"}
    told = {"type": "event_callback", "team_id": desk.workspace.team_id, "event_id": "Ev1"}
    body = told | {"event": event | {"user": ana.slack_user_id}}
    for retry in ({}, {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}):
        request = AsyncBoltRequest(body=body, headers=retry, mode="socket_mode")
        assert (await desk.app.async_dispatch(request)).status == 200
    replies = desk.scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE)
    await until(replies.exists, "the reply")
    elsewhere = desk.another_app()
    await elsewhere.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    await asyncio.sleep(0.1)  # Bolt answers before the listener has run
    assert await replies.count() == 1


async def test_an_event_over_which_we_failed_runs_when_it_is_told_again(desk: Desk) -> None:
    ana = await desk.user("ana")
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.5", "user": ana.slack_user_id}
    told = {"type": "event_callback", "team_id": desk.workspace.team_id, "event_id": "Ev1", "event": event}
    async with a_table_lost("slack_user"):
        request = AsyncBoltRequest(body=told, mode="socket_mode")
        assert (await desk.app.async_dispatch(request)).status == 500  # Slack will tell it again
    again = AsyncBoltRequest(body=told, mode="socket_mode")
    assert (await desk.app.async_dispatch(again)).status == 200
    await until(desk.scope.of(OutboxItem).filter(kind=OutboxKind.NOTICE).exists, "the reply")


@asynccontextmanager
async def over_http(desk: Desk) -> AsyncIterator[None]:
    """Have Slack send to a request URL of the desk's app."""
    server = web.Application()
    secret = desk.sandbox.signing_secret
    server.add_routes(request_routes(Door(app=desk.app), secret, lambda: NOW))
    async with TestServer(server) as listening:
        await desk.control.post("app", request_url=str(listening.make_url(PATH)))
        yield
        await desk.control.post("app", request_url=None)
