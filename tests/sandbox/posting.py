"""Puts messages into conversations, and tells the page and the app about it."""

from typing import Any

from .events import send_event
from .messages import shown
from .state import JSON, Channel, faded
from .world import World

CHANNEL_TYPES = {"im": "im", "public": "channel", "private": "group"}


def put(world: World, channel: Channel, message: JSON) -> JSON:
    """Store the message at the end of the conversation."""
    channel.messages[message["ts"]] = message
    world.stream.publish("message", channel=channel.id, ts=message["ts"], thread_ts=message.get("thread_ts"))
    tell(world, channel, message, event_ts=message["ts"])
    return message


def put_ephemeral(world: World, channel: Channel, message: JSON, user: str) -> JSON:
    """Show the message to one user; it is never part of the conversation."""
    stored = {**message, "is_ephemeral": True, "ephemeral": user}
    channel.ephemerals.append(stored)
    world.stream.publish("ephemeral", channel=channel.id, ts=stored["ts"], user=user)
    return stored


def replace(world: World, channel: Channel, ts: str, message: JSON) -> None:
    """Put the message in the place of the one with that ts."""
    previous = channel.messages[ts]
    channel.faded.setdefault(ts, faded()).append(previous.get("blocks", []))
    channel.messages[ts] = message
    world.stream.publish("message_changed", channel=channel.id, ts=ts, thread_ts=message.get("thread_ts"))
    tell(
        world,
        channel,
        {"subtype": "message_changed", "hidden": True, "ts": world.team.timestamps.next()}
        | {"message": shown(channel, message), "previous_message": previous},
    )


def remove(world: World, channel: Channel, ts: str) -> None:
    """Delete the message; a thread that has replies keeps a tombstone in its parent's place."""
    previous = channel.messages.pop(ts)
    if channel.replies_to(ts):
        tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True, "ts": ts}
        channel.messages = dict(
            sorted((channel.messages | {ts: tombstone | {"text": "This message was deleted."}}).items())
        )
    world.stream.publish("message_deleted", channel=channel.id, ts=ts, thread_ts=previous.get("thread_ts"))
    tell(
        world,
        channel,
        {"subtype": "message_deleted", "hidden": True, "ts": world.team.timestamps.next()}
        | {"deleted_ts": ts, "previous_message": previous},
    )


def tell(world: World, channel: Channel, event: JSON, **more: Any) -> None:
    """Send the message event to the app, if it hears that kind of conversation."""
    kind = CHANNEL_TYPES[channel.kind]
    if kind != "im" and world.team.bot_user_id not in channel.members:
        return
    body = (
        {"type": "message", "channel": channel.id, "channel_type": kind, "event_ts": event["ts"]}
        | event
        | more
    )
    body.pop("metadata", None)
    send_event(world, body, subscription=f"message.{kind if kind != 'channel' else 'channels'}")
