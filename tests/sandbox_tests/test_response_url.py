"""response_url: five posts in thirty minutes, refusals in plain text."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import Sandbox
from tests.sandbox.payloads import response_url

from .clock import Clock
from .kit import section
from .people import Person
from .people import post as order


async def send(url: str, body: Any) -> tuple[int, str]:
    """Status and text of what a response_url answers."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


def url_of(sandbox: Sandbox, **more: Any) -> str:
    """A response_url of Ana's, from her conversation with the app."""
    ana = Person(sandbox, "ana").id
    channel, _ = sandbox.team.open_direct_message(ana)
    return response_url(sandbox.world, "actions", ana, channel, **more)


async def test_it_takes_five_posts_and_no_more(sandbox: Sandbox) -> None:
    url = url_of(sandbox)
    answers = [await send(url, {"text": f"answer {n}"}) for n in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    messages = await Person(sandbox, "ana").messages()
    assert len(messages) == 5
    assert all(message["is_ephemeral"] for message in messages)
    assert [record.error for record in sandbox.violations()] == ["used_url"]


async def test_it_expires_after_thirty_minutes() -> None:
    clock = Clock()
    async with Sandbox(clock=clock) as sandbox:
        url = url_of(sandbox)
        clock.now += 30 * 60 + 1
        assert await send(url, {"text": "late"}) == (404, "expired_url")


REFUSED = [
    pytest.param({"blocks": [{"type": "nope"}]}, "invalid_blocks", id="blocks"),
    pytest.param({}, "no_text", id="nothing"),
    pytest.param(["x"], "invalid_payload", id="no object"),
    pytest.param({"text": "x", "response_type": "shout"}, "invalid_payload", id="response_type"),
]


@pytest.mark.parametrize(("body", "text"), REFUSED)
async def test_what_slack_can_not_show_is_refused_in_plain_text(
    sandbox: Sandbox, body: Any, text: str
) -> None:
    assert await send(url_of(sandbox), body) == (400, text)
    [record] = sandbox.violations()
    assert (record.method, record.status, record.response) == ("response_url", 400, text)


async def test_it_replaces_and_deletes_the_message_it_came_from(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    ana = Person(sandbox, "ana")
    posted = await client.chat_postMessage(channel=ana.id, text="card", blocks=[section("card")])
    url = url_of(sandbox, ts=posted["ts"])
    await send(url, {"text": "done", "replace_original": True})
    [message] = await ana.messages()
    assert (message["text"], "blocks" in message) == ("done", False)
    await send(url, {"text": "for all", "response_type": "in_channel"})
    assert [each["text"] for each in await ana.messages()] == ["done", "for all"]
    await send(url, {"delete_original": True})
    assert [each["text"] for each in await ana.messages()] == ["for all"]


async def test_it_replaces_an_ephemeral_message_too(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana")
    channel, _ = sandbox.team.open_direct_message(ana.id)
    posted = await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="asked")
    url = url_of(sandbox, ts=posted["message_ts"], ephemeral=True)
    await send(url, {"blocks": [section("answered")], "replace_original": True})
    [message] = await ana.messages()
    assert (message["text"], message["ephemeral"]) == ("answered", ana.id)


async def test_it_fails_when_a_test_orders_so(sandbox: Sandbox) -> None:
    await order(sandbox, "faults", method="response_url", kind="http500")
    await order(sandbox, "faults", method="response_url", kind="error", name="expired_url")
    url = url_of(sandbox)
    answers = [await send(url, {"text": "x"}) for _ in range(3)]
    assert answers == [(500, "Internal Server Error"), (404, "expired_url"), (200, "ok")]
    assert sandbox.violations() == []
