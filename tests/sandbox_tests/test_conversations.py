"""Messages, threads, conversations, people and files, as Slack keeps and shows them."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox import SCOPES, Sandbox, Settings

from .kit import actions, button, section
from .people import Person, get, post


async def error_of(call: Any) -> str:
    """The error's name of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def channel(sandbox: Sandbox, name: str) -> str:
    """The id of the channel with that name."""
    return next(each.id for each in sandbox.team.channels.values() if each.name == name)


PLACES = [
    pytest.param("deals", None, id="a channel the app is in"),
    pytest.param("general", "not_in_channel", id="a public one it is not in"),
    pytest.param("leadership", "channel_not_found", id="a private one it is not in"),
]


@pytest.mark.parametrize(("name", "error"), PLACES)
async def test_the_app_posts_only_where_it_is(
    sandbox: Sandbox, client: AsyncWebClient, name: str, error: str | None
) -> None:
    call = client.chat_postMessage(channel=channel(sandbox, name), text="x")
    if error:
        assert await error_of(call) == error
    else:
        assert (await call)["ok"]


async def test_the_public_scope_lets_the_app_post_anywhere_public() -> None:
    async with Sandbox(settings=Settings(scopes=(*SCOPES, "chat:write.public"))) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.slack_url)
        assert (await client.chat_postMessage(channel=channel(sandbox, "general"), text="x"))["ok"]
        assert await error_of(client.chat_postMessage(channel=channel(sandbox, "leadership"), text="x"))


async def test_a_user_id_opens_the_direct_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana").id
    posted = await client.chat_postMessage(
        channel=ana, text="see http://a.example/x, and <http://b.example|b>"
    )
    assert posted["channel"].startswith("D")
    assert posted["message"]["text"] == "see <http://a.example/x>, and <http://b.example|b>"
    opened = await client.conversations_open(users=ana)
    assert (opened["channel"]["id"], opened["already_open"]) == (posted["channel"], True)


async def test_a_deactivated_user_is_not_written_to(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ben = Person(sandbox, "ben")
    async with aiohttp.ClientSession() as session:
        await session.patch(f"{sandbox.url}/sandbox/users/{ben.id}", json={"deleted": True})
    assert await error_of(client.conversations_open(users=ben.id)) == "user_disabled"
    assert await error_of(client.users_lookupByEmail(email="ben@northwind.example")) == "users_not_found"


async def test_updating_the_text_alone_takes_the_blocks_away(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(
        channel=Person(sandbox, "ana").id,
        text="a",
        blocks=[section(), actions(button())],
        metadata={"event_type": "card", "event_payload": {"id": "1"}},
    )
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="b", blocks=[section("b")])
    updated = await client.chat_update(**where, text="c")
    assert "blocks" not in updated["message"]
    assert updated["message"]["metadata"]["event_type"] == "card"
    assert updated["message"]["edited"]["user"] == sandbox.team.bot_user_id
    assert await error_of(client.chat_update(**where, text="x" * 4001)) == "msg_too_long"
    assert (
        await error_of(client.chat_update(channel=posted["channel"], ts="1.000001", text="x"))
        == "message_not_found"
    )


async def test_only_own_messages_are_changed_or_deleted(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana")
    said = await post(sandbox, "say", user=ana.id, text="mine")
    where = {"channel": sandbox.team.ids.of("D", ana.id), "ts": said["ts"]}
    assert await error_of(client.chat_update(**where, text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(**where)) == "cant_delete_message"


async def test_threads_count_their_replies_and_outlive_their_parent(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    parent = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="parent")
    where = parent["channel"]
    reply = await client.chat_postMessage(channel=where, text="reply", thread_ts=parent["ts"])
    assert await error_of(client.chat_postMessage(channel=where, text="x", thread_ts=reply["ts"])) == (
        "cannot_reply_to_message"
    )
    [shown] = (await client.conversations_history(channel=where))["messages"]
    assert (shown["reply_count"], shown["latest_reply"], shown["thread_ts"]) == (1, reply["ts"], parent["ts"])
    replies = (await client.conversations_replies(channel=where, ts=parent["ts"]))["messages"]
    assert [each["text"] for each in replies] == ["parent", "reply"]
    await client.chat_delete(channel=where, ts=parent["ts"])
    [message] = await get(sandbox, "messages", channel=where)
    assert (message["subtype"], message["replies"][0]["text"]) == ("tombstone", "reply")


async def test_metadata_is_shown_only_when_asked_for(sandbox: Sandbox, client: AsyncWebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {"id": "1"}}
    posted = await client.chat_postMessage(channel=Person(sandbox, "ana").id, text="a", metadata=metadata)
    [message] = (await client.conversations_history(channel=posted["channel"]))["messages"]
    assert "metadata" not in message
    history = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata


async def test_history_is_paged_newest_first_between_bounds(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ana = Person(sandbox, "ana").id
    stamps = [(await client.chat_postMessage(channel=ana, text=str(n)))["ts"] for n in range(5)]
    assert stamps == sorted(stamps)
    where = sandbox.team.ids.of("D", ana)
    first = await client.conversations_history(channel=where, limit=2)
    assert [each["text"] for each in first["messages"]] == ["4", "3"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=where, limit=2, cursor=cursor)
    assert [each["text"] for each in second["messages"]] == ["2", "1"]
    bounded = await client.conversations_history(channel=where, oldest=stamps[1], latest=stamps[3])
    assert [each["text"] for each in bounded["messages"]] == ["2"]
    inclusive = await client.conversations_history(
        channel=where, oldest=stamps[1], latest=stamps[3], inclusive=True
    )
    assert [each["text"] for each in inclusive["messages"]] == ["3", "2", "1"]
    assert await error_of(client.conversations_history(channel=where, cursor="zzz")) == "invalid_cursor"
    assert await error_of(client.conversations_history(channel=channel(sandbox, "deals"))) == "missing_scope"


async def test_an_ephemeral_message_is_for_a_member_only(sandbox: Sandbox, client: AsyncWebClient) -> None:
    deals = channel(sandbox, "deals")
    await client.chat_postEphemeral(channel=deals, user=Person(sandbox, "ana").id, text="psst")
    elena = Person(sandbox, "elena").id
    assert (
        await error_of(client.chat_postEphemeral(channel=deals, user=elena, text="x"))
        == "user_not_in_channel"
    )
    [message] = await get(sandbox, "messages", channel=deals)
    assert (message["text"], message["ephemeral"]) == ("psst", Person(sandbox, "ana").id)
    assert await error_of(client.chat_delete(channel=deals, ts=message["ts"])) == "message_not_found"


async def test_people_are_listed_with_what_the_scopes_allow(sandbox: Sandbox, client: AsyncWebClient) -> None:
    members = (await client.users_list(include_locale=True))["members"]
    by_name = {member["name"]: member for member in members}
    assert by_name["clara"]["locale"] == "de-DE"
    assert by_name["ben"]["tz_offset"] in (-5 * 3600, -4 * 3600)
    assert by_name["ana"]["is_admin"]
    assert by_name["ana"]["profile"]["email"] == "ana@northwind.example"
    assert {member["id"] for member in members} >= {"USLACKBOT", sandbox.team.bot_user_id}
    page = await client.users_list(limit=2)
    assert len(page["members"]) == 2
    assert page["response_metadata"]["next_cursor"]
    narrow = Settings(scopes=("users:read",))
    async with Sandbox(settings=narrow) as other:
        blind = AsyncWebClient(token=other.bot_token, base_url=other.slack_url)
        assert all("email" not in member["profile"] for member in (await blind.users_list())["members"])
        assert await error_of(blind.users_lookupByEmail(email="ana@northwind.example")) == "missing_scope"


async def test_the_channels_shown_are_those_the_app_may_know(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert {each["name"] for each in listed["channels"]} == {"general", "deals", "globex-partners"}
    shared = next(each for each in listed["channels"] if each["name"] == "globex-partners")
    assert shared["is_ext_shared"]
    own = await client.users_conversations()
    assert [each["name"] for each in own["channels"]] == ["deals"]
    assert (
        await error_of(client.conversations_info(channel=channel(sandbox, "leadership")))
        == "channel_not_found"
    )
    assert await error_of(client.conversations_list(types="nonsense")) == "invalid_types"
    members = (await client.conversations_members(channel=channel(sandbox, "deals")))["members"]
    assert Person(sandbox, "ana").id in members


async def test_a_file_is_uploaded_in_three_steps_into_a_thread(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    ana = Person(sandbox, "ana").id
    parent = await client.chat_postMessage(channel=ana, text="card")
    await client.files_upload_v2(
        channel=parent["channel"],
        thread_ts=parent["ts"],
        filename="offer.pdf",
        content=b"%PDF-1",
        initial_comment="here",
    )
    [message] = await get(sandbox, "messages", user=ana)
    [reply] = message["replies"]
    [file] = reply["files"]
    assert (reply["text"], file["name"], file["mimetype"], file["size"]) == (
        "here",
        "offer.pdf",
        "application/pdf",
        6,
    )
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as answer:
        assert await answer.read() == b"%PDF-1"
    await client.files_delete(file=file["id"])
    assert await error_of(client.files_delete(file=file["id"])) == "file_deleted"


async def test_wrong_steps_of_an_upload_are_refused(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert await error_of(client.files_getUploadURLExternal(filename="x", length=0)) == "missing_argument"
    begun = await client.files_getUploadURLExternal(filename="x.txt", length=3)
    files = [{"id": begun["file_id"]}]
    assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=b"abc") as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 3")
    wrong = client.files_completeUploadExternal(files=[{**files[0], "initial_comment": "x"}])
    with pytest.raises(SlackApiError) as refused:
        await wrong
    expected = "[ERROR] invalid additional property: initial_comment [json-pointer:/files/0]"
    assert refused.value.response["response_metadata"]["messages"] == [expected]
    general = channel(sandbox, "general")
    assert (
        await error_of(client.files_completeUploadExternal(files=files, channel_id=general))
        == "not_in_channel"
    )
    done = await client.files_completeUploadExternal(files=files, channel_id=channel(sandbox, "deals"))
    assert done["files"][0]["shares"] == {}
