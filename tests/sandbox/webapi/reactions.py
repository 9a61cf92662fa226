"""reactions.add and reactions.remove."""

import re

from tests.sandbox.refused import Refused
from tests.sandbox.state import JSON, Channel
from tests.sandbox.world import Call

from .common import TS, visible_channel

NAME = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


def reacted_message(call: Call) -> tuple[Channel, JSON]:
    """The message that is reacted to."""
    if not NAME.fullmatch(call.text("name")):
        raise Refused("invalid_name")
    channel = visible_channel(call)
    if not TS.fullmatch(call.text("timestamp")):
        raise Refused("bad_timestamp")
    message = channel.messages.get(call.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return channel, message


async def add(call: Call) -> JSON:
    """reactions.add"""
    channel, message = reacted_message(call)
    bot, name = call.team.bot_user_id, call.text("name")
    reactions = message.setdefault("reactions", [])
    reaction = next((each for each in reactions if each["name"] == name), None)
    if reaction and bot in reaction["users"]:
        raise Refused("already_reacted")
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    reaction["users"].append(bot)
    reaction["count"] += 1
    call.world.stream.publish("message_changed", channel=channel.id, ts=message["ts"])
    return {}


async def remove(call: Call) -> JSON:
    """reactions.remove"""
    channel, message = reacted_message(call)
    bot = call.team.bot_user_id
    for reaction in message.get("reactions", []):
        if reaction["name"] == call.text("name") and bot in reaction["users"]:
            reaction["users"].remove(bot)
            reaction["count"] -= 1
            message["reactions"] = [each for each in message["reactions"] if each["count"]]
            call.world.stream.publish("message_changed", channel=channel.id, ts=message["ts"])
            return {}
    raise Refused("no_reaction")
