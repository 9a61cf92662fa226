"""Whatever is sent, the sandbox answers as Slack would: never with an error of its own."""

import json
from itertools import islice, product
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import SCOPES, Sandbox, Settings
from tests.sandbox.methods import REFERENCE, method_table

from .kit import actions, button, field, modal, section, select, text_input
from .people import Person

ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    "",
    "x",
    "-1",
    '{"a":1}',
    "[null]",
    "é\u0000\ud83d",
    [],
    [None],
    {},
    {"type": "modal", "blocks": None},
    {"type": "home", "blocks": [None]},
    "x" * 100_000,
]
PAGES = json.loads(REFERENCE.read_text())["methods"]
ALL_SCOPES = (
    *SCOPES,
    "reactions:write",
    "links:write",
    "channels:join",
    "files:read",
    "mpim:write",
    "mpim:read",
)


async def good_arguments(sandbox: Sandbox, client: AsyncWebClient) -> dict[str, Any]:
    """Arguments that would do, as far as one set can do for every method."""
    ana = Person(sandbox, "ana").id
    posted = await client.chat_postMessage(channel=ana, text="x")
    begun = await client.files_getUploadURLExternal(filename="x.txt", length=1)
    return {
        "channel": posted["channel"],
        "ts": posted["ts"],
        "message_ts": posted["ts"],
        "timestamp": posted["ts"],
        "user": ana,
        "users": ana,
        "user_id": ana,
        "text": "x",
        "view": modal(section()),
        "files": [{"id": begun["file_id"]}],
        "file": begun["file_id"],
        "filename": "x",
        "length": 1,
        "email": "ana@northwind.example",
        "name": "wave",
        "unfurls": {"x": {}},
        "post_at": "4000000000",
        "client_id": sandbox.client_id,
        "client_secret": "x",
    }


@pytest.mark.parametrize("method", sorted(method_table()))
async def test_no_argument_breaks_a_method(method: str) -> None:
    settings = Settings(scopes=ALL_SCOPES, rate_limits=False)
    async with Sandbox(settings=settings) as sandbox, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        good = await good_arguments(sandbox, client)
        token = sandbox.app_token if method == "apps.connections.open" else sandbox.bot_token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        page = PAGES.get(method, {"required": ["blocks", "view", "message"]})
        for name in [*page["required"], *page.get("optional", ())]:
            for odd in ODD:
                body = json.dumps({**good, name: odd})
                async with session.post(f"{sandbox.slack_url}{method}", data=body, headers=headers) as answer:
                    assert answer.status == 200, (name, odd, await answer.text())
                    assert isinstance((await answer.json())["ok"], bool)
            if method in ("auth.revoke", "apps.uninstall"):
                break


PATHS = [
    "command",
    "action",
    "suggest",
    "submit",
    "input",
    "close",
    "shortcut",
    "open_home",
    "say",
    "faults",
    "users",
]


@pytest.mark.parametrize("path", [*PATHS, "channels"])
async def test_no_request_breaks_the_control_interface(path: str) -> None:
    settings = Settings(rate_limits=False, ack_seconds=0.001)
    async with Sandbox(settings=settings) as sandbox, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        ana = Person(sandbox, "ana").id
        blocks = [actions(button(), select()), field(text_input(), block_id="b")]
        posted = await client.chat_postMessage(channel=ana, text="x", blocks=blocks)
        trigger = sandbox.world.triggers.issue(ana)
        view = (await client.views_open(trigger_id=trigger, view=modal(*blocks)))["view"]
        place = {"user": ana, "channel": posted["channel"], "ts": posted["ts"], "action_id": "choose"}
        good = {**place, "selected": "a", "text": "x", "callback_id": "c", "method": "x", "kind": "error"}
        good |= {"values": {"b": {"text": "x"}}, "query": "abc"}
        names = [
            *good,
            "view_id",
            "value",
            "block_id",
            "members",
            "tz",
            "times",
            "email",
            "is_private",
            "thread_ts",
        ]
        starts = (good, {**good, "view_id": view["id"]})
        # Each path takes its own quarter of all combinations: together they try every one several times.
        turn = [*PATHS, "channels"].index(path)
        for name, odd, start in islice(product(names, ODD, starts), turn % 4, None, 4):
            body = json.dumps({**start, name: odd, **({"name": "n"} if name != "name" else {})})
            async with session.post(f"{sandbox.url}/sandbox/{path}", data=body) as answer:
                told = await answer.text()
                assert answer.status in (200, 400), (name, odd, told)
