"""Every method of the reference is answered, and the smaller ones answer as Slack's do."""

import json

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import SCOPES, Sandbox, Settings
from tests.sandbox.methods import REFERENCE, method_table

from .people import Person, get, refusal

TABLE = method_table()


@pytest.mark.parametrize("name", json.loads(REFERENCE.read_text())["methods"])
def test_a_method_of_the_reference_is_answered(name: str) -> None:
    assert name in TABLE


async def test_a_scheduled_message_comes_at_its_time_and_not_in_the_past(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    ana, now = Person(sandbox, "ana"), int(sandbox.world.clock())
    for post_at, error in ((now - 10, "time_in_past"), (now + 121 * 86400, "time_too_far")):
        refused = await refusal(client.chat_scheduleMessage(channel=ana.id, post_at=post_at, text="x"))
        assert refused["error"] == error
    scheduled = await client.chat_scheduleMessage(channel=ana.id, post_at=now + 2, text="later")
    assert scheduled["scheduled_message_id"].startswith("Q")
    assert await ana.messages() == []
    assert [each["text"] for each in await ana.until(bool)] == ["later"]


async def test_only_links_of_the_message_are_unfurled() -> None:
    scopes = (*SCOPES, "links:write", "reactions:write", "channels:join", "files:read")
    async with Sandbox(settings=Settings(scopes=scopes)) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        ana = Person(sandbox, "ana").id
        posted = await client.chat_postMessage(channel=ana, text="https://a.example/1")
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        wrong = await refusal(client.chat_unfurl(**where, unfurls={"https://b.example": {"text": "b"}}))
        assert wrong["error"] == "cannot_unfurl_url"
        await client.chat_unfurl(**where, unfurls={"https://a.example/1": {"text": "a"}})
        [message] = await get(sandbox, "messages", user=ana)
        assert message["attachments"][0]["from_url"] == "https://a.example/1"


async def test_a_reaction_is_added_once_and_taken_back_once() -> None:
    async with Sandbox(settings=Settings(scopes=(*SCOPES, "reactions:write"))) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        posted = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="x")
        reaction = {"channel": posted["channel"], "timestamp": posted["ts"], "name": "wave"}
        await client.reactions_add(**reaction)
        assert (await refusal(client.reactions_add(**reaction)))["error"] == "already_reacted"
        await client.reactions_remove(**reaction)
        assert (await refusal(client.reactions_remove(**reaction)))["error"] == "no_reaction"


async def test_the_app_joins_a_public_channel_only() -> None:
    async with Sandbox(settings=Settings(scopes=(*SCOPES, "channels:join"))) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        channels = {each.name: each.id for each in sandbox.team.channels.values()}
        assert (await client.conversations_join(channel=channels["general"]))["channel"]["is_member"]
        assert (await client.chat_postMessage(channel=channels["general"], text="x"))["ok"]
        hidden = await refusal(client.conversations_join(channel=channels["leadership"]))
        assert hidden["error"] == "channel_not_found"


async def test_who_the_app_is_and_where(sandbox: Sandbox, client: AsyncWebClient) -> None:
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"]) == (sandbox.team.bot_user_id, sandbox.team.bot_id)
    assert me["url"] == "https://northwind.slack.com/"
    team = (await client.team_info())["team"]
    assert (team["domain"], team["name"]) == ("northwind", "Northwind Traders")
    bot = (await client.bots_info(bot=sandbox.team.bot_id))["bot"]
    assert (bot["user_id"], bot["app_id"]) == (sandbox.team.bot_user_id, sandbox.team.app_id)


async def test_a_permalink_leads_to_the_message_and_its_thread(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    parent = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="x")
    where = parent["channel"]
    reply = await client.chat_postMessage(channel=where, text="y", thread_ts=parent["ts"])
    link = (await client.chat_getPermalink(channel=where, message_ts=reply["ts"]))["permalink"]
    path = f"https://northwind.slack.com/archives/{where}/p{reply['ts'].replace('.', '')}"
    assert link == f"{path}?thread_ts={parent['ts']}&cid={where}"
