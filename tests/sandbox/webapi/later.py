"""chat.scheduleMessage and chat.unfurl: messages that come later, and previews of links."""

import asyncio

from tests.sandbox.messages import new_message
from tests.sandbox.posting import put, replace
from tests.sandbox.refused import Refused
from tests.sandbox.state import JSON, Channel
from tests.sandbox.world import Call, World

from .chat import thread_of
from .common import postable, target
from .content import read_attachments, read_content

MOST_SECONDS = 120 * 24 * 3600


async def schedule_message(call: Call) -> JSON:
    """chat.scheduleMessage"""
    channel = postable(call, call.text("channel"))
    content = read_content(call.team, call.args)
    thread_ts = thread_of(call, channel)
    post_at = call.text("post_at")
    if not post_at.isdigit():
        raise Refused("invalid_time")
    wait = int(post_at) - call.world.clock()
    if wait <= 0:
        raise Refused("time_in_past")
    if wait > MOST_SECONDS:
        raise Refused("time_too_far")
    told = {
        "text": content.text or "",
        "blocks": content.blocks,
        "attachments": content.attachments,
        "metadata": content.metadata,
        "thread_ts": thread_ts,
    }
    call.world.spawn(post_later(call.world, channel, wait, told))
    preview = {"type": "delayed_message", "bot_id": call.team.bot_id, "text": told["text"]}
    scheduled = {
        "channel": channel.id,
        "scheduled_message_id": call.team.ids.next("Q"),
        "post_at": int(post_at),
    }
    return scheduled | {"message": preview | ({"blocks": content.blocks} if content.blocks else {})}


async def post_later(world: World, channel: Channel, wait: float, told: JSON) -> None:
    """Post the message when its time has come."""
    await asyncio.sleep(wait)
    put(world, channel, new_message(world.team, **told))


async def unfurl(call: Call) -> JSON:
    """chat.unfurl: only of links that stand in the message"""
    if not call.text("channel"):
        raise Refused("missing_channel")
    if not call.text("ts"):
        raise Refused("missing_ts")
    unfurls = call.args.get("unfurls")
    if not unfurls:
        raise Refused("missing_unfurls")
    if not isinstance(unfurls, dict):
        raise Refused("invalid_unfurls_format")
    try:
        channel = target(call, call.text("channel"))
    except Refused:
        raise Refused("cannot_find_channel") from None
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise Refused("cannot_find_message")
    if any(url not in message["text"] for url in unfurls):
        raise Refused("cannot_unfurl_url")
    previews = [{**preview, "from_url": url} for url, preview in unfurls.items()]
    attachments = read_attachments(call.team, [*message.get("attachments", []), *previews])
    replace(call.world, channel, message["ts"], {**message, "attachments": attachments})
    return {}
