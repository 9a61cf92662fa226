"""What many methods need: finding conversations and users, paging, reading JSON arguments."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeVar

from tests.sandbox.refused import Refused
from tests.sandbox.state import Channel, User
from tests.sandbox.world import Call

Row = TypeVar("Row")
TS = re.compile(r"\d{9,10}\.\d{6}")
SCOPE_OF_KIND = {"public": "channels", "private": "groups", "im": "im"}


def visible_channel(call: Call, name: str = "channel") -> Channel:
    """The conversation with that id, if the app may know of it: a private one only from inside."""
    channel = call.team.channels.get(call.text(name))
    if channel is None or (channel.kind == "private" and call.team.bot_user_id not in channel.members):
        raise Refused("channel_not_found")
    return channel


def need_scope(call: Call, channel: Channel, verb: str) -> None:
    """Refuse an app that may not read, or read the history of, that kind of conversation."""
    require_scope(call, f"{SCOPE_OF_KIND[channel.kind]}:{verb}")


def require_scope(call: Call, scope: str) -> None:
    """Refuse an app that lacks the scope."""
    granted = call.world.settings.scopes
    if scope not in granted:
        raise Refused("missing_scope", needed=scope, provided=",".join(granted))


def target(call: Call, value: str) -> Channel:
    """Where a message goes: a channel's id or name, or a user's id, which opens the DM."""
    team = call.team
    channel = team.channels.get(value)
    if channel is None and value in team.users:
        user = team.users[value]
        if user.is_bot or user.deleted:
            raise Refused("channel_not_found")
        channel, _ = team.open_direct_message(value)
    if channel is None:
        name = value.removeprefix("#")
        channel = next((each for each in team.channels.values() if each.name and each.name == name), None)
    if channel is None or (channel.kind == "private" and team.bot_user_id not in channel.members):
        raise Refused("channel_not_found")
    return channel


def postable(call: Call, value: str) -> Channel:
    """Where a message goes, if the app may write there."""
    channel = target(call, value)
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not call.world.settings.messages_tab:
        raise Refused("messages_tab_disabled")
    outside = call.team.bot_user_id not in channel.members
    if outside and "chat:write.public" not in call.world.settings.scopes:
        raise Refused("not_in_channel")
    return channel


def known_user(call: Call, value: str) -> User:
    """The user with that id."""
    user = call.team.users.get(value)
    if user is None:
        raise Refused("user_not_found")
    return user


def page(call: Call, rows: list[Row], *, default: int, most: int = 1000) -> tuple[list[Row], dict[str, Any]]:
    """One page of the rows by `cursor` and `limit`, and the response_metadata that leads to the next."""
    start = read_cursor(call.text("cursor"))
    limit = integer(call, "limit", default)
    if limit < 1 or limit > most:
        raise Refused("invalid_limit")
    more = start + limit < len(rows)
    cursor = urlsafe_b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return rows[start : start + limit], {"next_cursor": cursor}


def read_cursor(cursor: str) -> int:
    """Where the page begins that the cursor stands for."""
    if not cursor:
        return 0
    try:
        word, _, number = urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if word == "next":
            return int(number)
    except ValueError:
        raise Refused("invalid_cursor") from None
    raise Refused("invalid_cursor")


def integer(call: Call, name: str, default: int) -> int:
    """A whole number argument; empty and 0 mean the default."""
    value = call.args.get(name)
    if value in (None, "", 0, "0"):
        return default
    try:
        return int(str(value))
    except ValueError:
        raise Refused("invalid_limit" if name == "limit" else "invalid_arguments") from None
