"""Who joins, changes and leaves, and what people say: done through the control interface."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from .events import send_event
from .interactions import channel_of, member
from .messages import stored_text
from .posting import put
from .refused import NotPossible
from .shapes import channel_json, user_json, view_json
from .state import JSON, Channel, User
from .world import World

FLAGS = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
TEXTS = ("email", "tz", "locale")


def set_fields(user: User, told: JSON) -> None:
    """Change what is told of the user."""
    if "tz" in told and str(told["tz"]) not in available_timezones():
        raise NotPossible(f"there is no time zone {told['tz']!r}")
    for name in TEXTS:
        if name in told:
            setattr(user, name, str(told[name]))
    for name in FLAGS:
        if name in told:
            setattr(user, name, bool(told[name]))
    if "name" in told:
        user.real_name = str(told["name"])
    if "handle" in told:
        user.name = str(told["handle"])


def add_user(world: World, told: JSON) -> User:
    """Somebody joins the workspace."""
    name, email = str(told.get("name") or ""), str(told.get("email") or "")
    if not name:
        raise NotPossible("a user has a name")
    taken = [user for user in world.team.people if email and user.email.lower() == email.lower()]
    if taken:
        raise NotPossible(f"{email} is taken")
    handle = str(told.get("handle") or email.partition("@")[0] or name.lower().replace(" ", "."))
    user = User(str(told.get("id") or world.team.ids.next("U")), handle, name, email)
    set_fields(user, told)
    world.team.add_user(user)
    world.stream.publish("users", user=user.id)
    send_event(world, {"type": "team_join", "user": event_user(world, user)})
    return user


def change_user(world: World, user_id: str, told: JSON) -> User:
    """Somebody's profile or role changes, or they are deactivated."""
    user = world.team.users.get(user_id)
    if user is None:
        raise NotPossible(f"there is no user {user_id!r}")
    set_fields(user, told)
    user.updated = int(world.clock())
    if user.deleted:
        world.team.stacks.pop(user.id, None)
    world.stream.publish("users", user=user.id)
    event = {"type": "user_change", "user": event_user(world, user), "cache_ts": user.updated}
    send_event(world, event)
    return user


def event_user(world: World, user: User) -> JSON:
    """The user as events tell it: with the locale, and the e-mail only if the app may read it."""
    email = "users:read.email" in world.settings.scopes
    return user_json(world.team, user, email=email, locale=True)


def add_channel(world: World, told: JSON) -> Channel:
    """Somebody creates a channel."""
    name = str(told.get("name") or "").removeprefix("#")
    if not name:
        raise NotPossible("a channel has a name")
    if any(channel.name == name for channel in world.team.channels.values()):
        raise NotPossible(f"#{name} exists already")
    channel = world.team.add_channel(
        name,
        members=[existing(world, each) for each in told.get("members", ())],
        is_private=bool(told.get("is_private")),
        is_ext_shared=bool(told.get("is_ext_shared")),
    )
    world.stream.publish("channels", channel=channel.id)
    if channel.kind == "public":
        shape = {key: channel_json(world.team, channel)[key] for key in ("id", "name", "created", "creator")}
        send_event(world, {"type": "channel_created", "channel": shape})
    if world.team.bot_user_id in channel.members:
        joined(world, channel, [world.team.bot_user_id])
    return channel


def change_channel(world: World, channel_id: str, told: JSON) -> Channel:
    """Somebody invites or removes people, archives the channel, or shares it with another organisation."""
    channel = world.team.channels.get(channel_id)
    if channel is None or channel.kind == "im":
        raise NotPossible(f"there is no channel {channel_id!r}")
    if "members" in told:
        wanted = [existing(world, each) for each in told["members"]]
        new = [each for each in wanted if each not in channel.members]
        gone = [each for each in channel.members if each not in wanted]
        joined(world, channel, new)
        channel.members = wanted
        for user_id in gone:
            event = {"type": "member_left_channel", "user": user_id, "channel": channel.id}
            send_event(world, event | {"channel_type": channel_letter(channel), "team": world.team.id})
    for name in ("is_archived", "is_ext_shared"):
        if name in told:
            setattr(channel, name, bool(told[name]))
    world.stream.publish("channels", channel=channel.id)
    return channel


def joined(world: World, channel: Channel, users: Iterable[str]) -> None:
    """Tell the app who came into a channel it is in."""
    for user_id in users:
        event = {"type": "member_joined_channel", "user": user_id, "channel": channel.id}
        send_event(world, event | {"channel_type": channel_letter(channel), "team": world.team.id})


def channel_letter(channel: Channel) -> str:
    """The kind of channel as member events spell it."""
    return "G" if channel.kind == "private" else "C"


def existing(world: World, user_id: str) -> str:
    """The id of somebody in the workspace, by id or by handle."""
    for user in world.team.users.values():
        if user_id in (user.id, user.name):
            return user.id
    raise NotPossible(f"there is no user {user_id!r}")


def say(world: World, wanted: JSON) -> JSON:
    """A person writes a message."""
    user_id = member(world, str(wanted.get("user", "")))
    channel = channel_of(world, user_id, str(wanted.get("channel") or ""))
    text = str(wanted.get("text", ""))
    if not text.strip():
        raise NotPossible("there is nothing to say")
    ts = world.team.timestamps.next()
    leaf = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    message: JSON = {
        "type": "message",
        "client_msg_id": f"{world.team.ids.secret(ts, 32)}",
        "user": user_id,
        "text": stored_text(text),
        "ts": ts,
        "team": world.team.id,
        "blocks": [{"type": "rich_text", "block_id": world.team.ids.next("b")[2:7], "elements": [leaf]}],
    }
    if wanted.get("thread_ts"):
        if str(wanted["thread_ts"]) not in channel.messages:
            raise NotPossible("there is no such thread")
        message["thread_ts"] = str(wanted["thread_ts"])
    return put(world, channel, message)


def open_home(world: World, wanted: JSON) -> JSON:
    """A person opens the app's Home tab."""
    user_id = member(world, str(wanted.get("user", "")))
    channel = channel_of(world, user_id, "")
    event: JSON = {"type": "app_home_opened", "user": user_id, "channel": channel.id}
    event["tab"] = str(wanted.get("tab") or "home")
    home = world.team.homes.get(user_id)
    if home:
        event["view"] = view_json(world.team, home)
    send_event(world, event)
    return {"view": view_json(world.team, home) if home else None}
