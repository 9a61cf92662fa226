"""chat.*: post, update and delete messages."""

from tests.sandbox.messages import attachments_with_ids, fallback, new_message, stored_text, with_ids
from tests.sandbox.posting import put, put_ephemeral, remove, replace
from tests.sandbox.refused import Refused
from tests.sandbox.state import JSON, Channel
from tests.sandbox.world import Call

from .common import TS, postable, target
from .content import read_content


def thread_of(call: Call, channel: Channel) -> str | None:
    """The thread a message is to go into; it must be the ts of a thread's parent."""
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    if not TS.fullmatch(thread_ts):
        raise Refused("invalid_thread_ts")
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.get("thread_ts", thread_ts) != thread_ts or parent.get("subtype") == "tombstone":
        raise Refused("cannot_reply_to_message")
    return thread_ts


async def post_message(call: Call) -> JSON:
    """chat.postMessage"""
    channel = postable(call, call.text("channel"))
    content = read_content(call.team, call.args)
    thread_ts = thread_of(call, channel)
    broadcast = bool(thread_ts) and call.flag("reply_broadcast")
    message = new_message(
        call.team,
        text=content.text or "",
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if broadcast else None,
    )
    put(call.world, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


async def post_ephemeral(call: Call) -> JSON:
    """chat.postEphemeral"""
    channel = postable(call, call.text("channel"))
    content = read_content(call.team, call.args, short=True)
    user = call.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = new_message(
        call.team,
        text=content.text or "",
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=thread_of(call, channel),
    )
    put_ephemeral(call.world, channel, message, user)
    return {"message_ts": message["ts"]}


FILL = {"blocks": with_ids, "attachments": attachments_with_ids}


def own_message(call: Call, error: str) -> tuple[Channel, JSON]:
    """The app's own message with that ts, or the error for somebody else's."""
    channel = target(call, call.text("channel"))
    message = channel.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise Refused("message_not_found")
    if message.get("bot_id") != call.team.bot_id:
        raise Refused(error)
    return channel, message


async def update(call: Call) -> JSON:
    """chat.update; a text without blocks takes the blocks away, metadata that is not named stays."""
    channel, message = own_message(call, "cant_update_message")
    content = read_content(
        call.team, call.args, short=True, may_be_empty=call.args.get("metadata") is not None
    )
    changed = dict(message)
    if content.metadata is not None:
        changed["metadata"] = content.metadata
        if not content.metadata:
            del changed["metadata"]
    if content.text is not None or content.blocks is not None or content.attachments is not None:
        changed["text"] = stored_text(content.text or "") or fallback(content.blocks or [])
        for key, value in (("blocks", content.blocks), ("attachments", content.attachments)):
            if value:
                changed[key] = FILL[key](call.team, value)
            elif content.text is not None or value is not None:
                changed.pop(key, None)
        if changed["text"] != message["text"] and not content.blocks:
            changed["edited"] = {"user": call.team.bot_user_id, "ts": call.team.timestamps.next()}
    replace(call.world, channel, message["ts"], changed)
    return {"channel": channel.id, "ts": message["ts"], "text": changed["text"], "message": changed}


async def delete(call: Call) -> JSON:
    """chat.delete"""
    channel, message = own_message(call, "cant_delete_message")
    remove(call.world, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


async def get_permalink(call: Call) -> JSON:
    """chat.getPermalink"""
    channel = target(call, call.text("channel"))
    message = channel.messages.get(call.text("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": call.team.permalink(channel, message)}
