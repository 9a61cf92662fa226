"""conversations.*: find, open and read conversations."""

from tests.sandbox.events import send_event
from tests.sandbox.messages import shown
from tests.sandbox.refused import Refused
from tests.sandbox.shapes import channel_json
from tests.sandbox.state import JSON, Channel
from tests.sandbox.world import Call

from .common import SCOPE_OF_KIND, TS, known_user, need_scope, page, require_scope, visible_channel

TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
MOST_USERS = 8


async def open_conversation(call: Call) -> JSON:
    """conversations.open"""
    if call.text("channel"):
        channel = visible_channel(call)
        if channel.kind != "im":
            raise Refused("method_not_supported_for_channel_type")
        require_scope(call, "im:write")
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    users = [user for user in call.text("users").replace(" ", "").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise Refused("too_many_users")
    require_scope(call, "im:write" if len(users) == 1 else "mpim:write")
    user = known_user(call, users[0])
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    channel, already = call.team.open_direct_message(user.id)
    if not already:
        call.world.stream.publish("channels", channel=channel.id)
    full = channel_json(call.team, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": full} | ({"no_op": True, "already_open": True} if already else {})


async def info(call: Call) -> JSON:
    """conversations.info"""
    channel = visible_channel(call)
    need_scope(call, channel, "read")
    shape = channel_json(call.team, channel)
    if not call.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def wanted_kinds(call: Call) -> set[str]:
    """The kinds of conversation the app asks for, each of which it must be allowed to read."""
    kinds: set[str] = set()
    for name in (call.text("types") or "public_channel").replace(" ", "").split(","):
        if name not in TYPES:
            raise Refused("invalid_types")
        kinds.add(TYPES[name])
        require_scope(call, f"{SCOPE_OF_KIND.get(TYPES[name], 'mpim')}:read")
    return kinds


def listed(call: Call, member: str = "") -> list[Channel]:
    """The conversations of those kinds that the app may know of and the member is in."""
    kinds = wanted_kinds(call)
    bot = call.team.bot_user_id
    return [
        channel
        for channel in call.team.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or bot in channel.members)
        and (not member or member in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]


async def list_conversations(call: Call) -> JSON:
    """conversations.list"""
    rows, metadata = page(call, listed(call), default=100)
    return {"channels": [channel_json(call.team, row) for row in rows], "response_metadata": metadata}


async def of_user(call: Call) -> JSON:
    """users.conversations"""
    member = call.text("user") or call.team.bot_user_id
    known_user(call, member)
    rows, metadata = page(call, listed(call, member), default=100)
    return {"channels": [channel_json(call.team, row) for row in rows], "response_metadata": metadata}


async def members(call: Call) -> JSON:
    """conversations.members"""
    channel = visible_channel(call)
    need_scope(call, channel, "read")
    rows, metadata = page(call, channel.members, default=100)
    return {"members": rows, "response_metadata": metadata}


async def join(call: Call) -> JSON:
    """conversations.join"""
    channel = visible_channel(call)
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    bot = call.team.bot_user_id
    if bot not in channel.members:
        channel.members.append(bot)
        call.world.stream.publish("channels", channel=channel.id)
        event = {"type": "member_joined_channel", "user": bot, "channel": channel.id}
        send_event(call.world, event | {"channel_type": "C", "team": call.team.id})
    return {"channel": channel_json(call.team, channel)}


def between(call: Call, messages: list[JSON]) -> list[JSON]:
    """The messages from `oldest` to `latest`; the bounds themselves only when `inclusive`."""
    for name in ("oldest", "latest"):
        value = call.text(name)
        if value and not (TS.fullmatch(value) or value.replace(".", "", 1).isdigit()):
            raise Refused(f"invalid_ts_{name}")
    oldest = float(call.text("oldest") or 0)
    latest = float(call.text("latest") or 0) or float("inf")
    inclusive = call.flag("inclusive")
    return [
        message
        for message in messages
        if oldest < float(message["ts"]) < latest or (inclusive and float(message["ts"]) in (oldest, latest))
    ]


def shown_rows(call: Call, channel: Channel, rows: list[JSON]) -> list[JSON]:
    """The messages as the app sees them, their metadata only if it asked for it."""
    metadata, threads = call.flag("include_all_metadata"), channel.threads()
    return [shown(channel, row, metadata=metadata, replies=threads.get(row["ts"], [])) for row in rows]


async def history(call: Call) -> JSON:
    """conversations.history, newest first"""
    channel = visible_channel(call)
    need_scope(call, channel, "history")
    if call.team.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    found = between(call, channel.top_level())[::-1]
    rows, metadata = page(call, found, default=100, most=999)
    return {
        "messages": shown_rows(call, channel, rows),
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    } | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


async def replies(call: Call) -> JSON:
    """conversations.replies: the parent, then its replies, oldest first"""
    channel = visible_channel(call)
    need_scope(call, channel, "history")
    if call.team.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    parent = channel.messages.get(call.text("ts"))
    if parent is None:
        raise Refused("thread_not_found")
    thread_ts = str(parent.get("thread_ts", parent["ts"]))
    found = between(call, channel.replies_to(thread_ts))
    if thread_ts in channel.messages:
        found = [channel.messages[thread_ts], *found]
    rows, metadata = page(call, found, default=1000)
    return {
        "messages": shown_rows(call, channel, rows),
        "has_more": bool(metadata["next_cursor"]),
    } | ({"response_metadata": metadata} if metadata["next_cursor"] else {})
