"""What a person does with what the app shows: commands, clicks, choices, searches, shortcuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .answers import show_command_answer
from .inputs import STATE_KEYS, choose, entered, find, initial_values, offered_options
from .menus import check_choice
from .messages import shown
from .payloads import (
    channel_part,
    command_payload,
    interaction,
    message_container,
    response_url,
    view_container,
)
from .refused import NotPossible
from .shapes import view_json
from .state import JSON, Channel, View
from .validate import check_options
from .world import World

DEFAULT_MIN_QUERY = 3


@dataclass(frozen=True)
class Place:
    """Where an element stands: in a view, or in a message of a channel; and what stood there just before."""

    blocks: list[JSON]
    faded: list[JSON]
    view: View | None = None
    channel: Channel | None = None
    message: JSON | None = None


def member(world: World, user_id: str) -> str:
    """The id of somebody who can act here."""
    user = world.team.users.get(user_id)
    if user is None or user.deleted or user.is_bot:
        raise NotPossible(f"there is no active user {user_id!r}")
    return user.id


def channel_of(world: World, user_id: str, channel_id: str) -> Channel:
    """The conversation the user speaks of and is in; without an id, or with "dm", the one with the app."""
    if channel_id in ("", "dm", world.team.bot_user_id):
        channel, already = world.team.open_direct_message(user_id)
        if not already:
            world.stream.publish("channels", channel=channel.id)
        return channel
    found = world.team.channels.get(channel_id)
    if found is None:
        raise NotPossible(f"there is no channel {channel_id!r}")
    if user_id not in found.members:
        raise NotPossible(f"the user is not in channel {channel_id}")
    return found


def message_of(channel: Channel, user_id: str, ts: str) -> JSON:
    """The message with that ts, an ephemeral one only for its user."""
    if ts in channel.messages:
        return channel.messages[ts]
    for message in channel.ephemerals:
        if message["ts"] == ts and message["ephemeral"] == user_id:
            return message
    raise NotPossible(f"there is no message {ts!r} in channel {channel.id}")


def place_of(world: World, wanted: JSON) -> Place:
    """Where the person acts."""
    user_id = member(world, str(wanted.get("user", "")))
    if view_id := str(wanted.get("view_id") or ""):
        view = world.team.view(view_id)
        if view is None or view.user != user_id:
            raise NotPossible(f"the user has no view {view_id!r} open")
        return Place(view.body["blocks"], _latest(view.faded), view=view)
    channel = channel_of(world, user_id, str(wanted.get("channel") or ""))
    message = message_of(channel, user_id, str(wanted.get("ts", "")))
    attached = [block for each in message.get("attachments", []) for block in each.get("blocks", [])]
    before = _latest(channel.faded.get(message["ts"], ()))
    return Place([*message.get("blocks", []), *attached], before, channel=channel, message=message)


def _latest(versions: Iterable[list[JSON]]) -> list[JSON]:
    return [block for blocks in reversed(tuple(versions)) for block in blocks]


async def run_command(world: World, wanted: JSON) -> JSON:
    """Type the slash command with that text."""
    user_id = member(world, str(wanted.get("user", "")))
    channel = channel_of(world, user_id, str(wanted.get("channel") or ""))
    payload = command_payload(world, user_id, channel, str(wanted.get("text", "")))
    ack = await world.delivery.interact("slash_commands", payload)
    answer: JSON = {"ack_ms": ack.ms, "response": ack.body, "trigger_id": payload["trigger_id"]}
    error = ack.error or show_command_answer(world, channel, user_id, ack.body)
    return answer | ({"error": error} if error else {})


async def act(world: World, wanted: JSON) -> JSON:
    """Click or choose: the element must be there, and offer what is chosen.

    With `seen` it may also have been there until just now: Slack's client sends what the screen showed.
    """
    place = place_of(world, wanted)
    user_id = str(wanted["user"])
    there = [*place.blocks, *(place.faded if wanted.get("seen") else ())]
    block, element = find(there, str(wanted.get("action_id", "")), str(wanted.get("block_id") or ""))
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise NotPossible("this input says nothing until the form is submitted (no dispatch_action)")
    chosen = wanted.get("selected", wanted.get("value"))
    action = action_part(world, place, user_id, block, element, chosen)
    payload = interaction(world, "block_actions", user_id)
    payload |= whereabouts(world, place, user_id) | {"actions": [action]}
    ack = await world.delivery.interact("interactive", payload)
    return {"ack_ms": ack.ms, "trigger_id": payload["trigger_id"]} | (
        {"error": ack.error} if ack.error else {}
    )


def action_part(world: World, place: Place, user_id: str, block: JSON, element: JSON, chosen: Any) -> JSON:
    """The action as the payload tells it; a choice also enters the view's state."""
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    action: JSON = {"type": element["type"], **ids, "action_ts": world.team.timestamps.next()}
    if element["type"] in ("button", "workflow_button", "icon_button"):
        value = {"value": element["value"]} if "value" in element else {}
        return action | {"text": element["text"]} | value
    if element["type"] == "overflow":
        return action | {"selected_option": choose(offered_options(element), chosen)}
    if element["type"] not in STATE_KEYS:
        raise NotPossible(f"nothing can be done with a {element['type']}")
    entry = entered(element, chosen, suggested(world, user_id, ids))
    check_choice(world, user_id, element, entry)
    values = state_values(place)
    values.setdefault(ids["block_id"], {})[ids["action_id"]] = entry
    extra = {key: element[key] for key in ("placeholder",) if key in element}
    return action | entry | extra


def state_values(place: Place) -> JSON:
    """The state of the place's inputs, for changing."""
    if place.view:
        return place.view.values
    assert place.channel is not None
    assert place.message is not None
    states, ts = place.channel.states, place.message["ts"]
    states[ts] = initial_values(place.blocks, states.get(ts))
    return states[ts]


def whereabouts(world: World, place: Place, user_id: str) -> JSON:
    """Where the action happened, and what it lets the app do."""
    if place.view:
        return {
            "container": view_container(place.view),
            "trigger_id": world.triggers.issue(
                user_id, view_id=place.view.id, channel=place.view.origin_channel
            ),
            "view": view_json(world.team, place.view),
        }
    assert place.channel is not None
    assert place.message is not None
    message, channel = place.message, place.channel
    ephemeral = bool(message.get("is_ephemeral"))
    thread_ts = str(message.get("thread_ts", ""))
    there = {
        "container": message_container(message, channel),
        "trigger_id": world.triggers.issue(user_id, channel=channel.id),
        "channel": channel_part(channel),
        "state": {"values": state_values(place)},
        "response_url": response_url(
            world, "actions", user_id, channel, ts=message["ts"], ephemeral=ephemeral, thread_ts=thread_ts
        ),
    }
    if not ephemeral:
        there["message"] = shown(channel, message, metadata=True)
    return there


def suggested(world: World, user_id: str, ids: JSON) -> list[JSON]:
    """The options the app once suggested to the user there."""
    return world.suggestions.get((user_id, ids["block_id"], ids["action_id"]), [])


async def suggest(world: World, wanted: JSON) -> JSON:
    """Type into a menu that asks the app for its options."""
    place = place_of(world, wanted)
    user_id, query = str(wanted["user"]), str(wanted.get("query", ""))
    block, element = find(place.blocks, str(wanted.get("action_id", "")), str(wanted.get("block_id") or ""))
    if element["type"] not in ("external_select", "multi_external_select"):
        raise NotPossible(f"a {element['type']} asks for no suggestions")
    if len(query) < element.get("min_query_length", DEFAULT_MIN_QUERY):
        return {
            "ack_ms": 0,
            "options": [],
            "min_query_length": element.get("min_query_length", DEFAULT_MIN_QUERY),
        }
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    payload = interaction(world, "block_suggestion", user_id) | ids | {"value": query}
    payload |= {key: value for key, value in whereabouts(world, place, user_id).items() if key not in UNTOLD}
    ack = await world.delivery.interact("interactive", payload)
    if ack.error:
        return {"ack_ms": ack.ms, "error": ack.error}
    if problems := check_options(ack.body):
        lines = [problem.line() for problem in problems]
        world.records.add("ack", {"type": "block_suggestion", **ids}, 200, invalid("invalid_options", lines))
        return {"ack_ms": ack.ms, **invalid("invalid_options", lines)}
    options = offered_options(ack.body)
    known = world.suggestions.setdefault((user_id, ids["block_id"], ids["action_id"]), [])
    known.extend(option for option in options if option not in known)
    key = "options" if "options" in ack.body else "option_groups"
    return {"ack_ms": ack.ms, key: ack.body[key]}


UNTOLD = frozenset({"trigger_id", "response_url", "state"})


def invalid(error: str, messages: list[str]) -> JSON:
    """What the list of calls says of an acknowledgement that Slack can't use."""
    return {"error": error, "messages": messages}


async def use_shortcut(world: World, wanted: JSON) -> JSON:
    """Use a shortcut: of a message when one is named, else a global one."""
    user_id = member(world, str(wanted.get("user", "")))
    callback_id = str(wanted.get("callback_id", ""))
    if not callback_id:
        raise NotPossible("a shortcut has a callback_id")
    if wanted.get("ts"):
        channel = channel_of(world, user_id, str(wanted.get("channel") or ""))
        message = message_of(channel, user_id, str(wanted["ts"]))
        payload = interaction(world, "message_action", user_id) | {
            "message_ts": message["ts"],
            "channel": channel_part(channel),
            "message": shown(channel, message, metadata=True),
            "response_url": response_url(world, "app", user_id, channel),
            "trigger_id": world.triggers.issue(user_id, channel=channel.id),
        }
    else:
        payload = interaction(world, "shortcut", user_id)
        payload["trigger_id"] = world.triggers.issue(user_id)
    payload |= {"callback_id": callback_id, "action_ts": world.team.timestamps.next()}
    ack = await world.delivery.interact("interactive", payload)
    return {"ack_ms": ack.ms, "trigger_id": payload["trigger_id"]} | (
        {"error": ack.error} if ack.error else {}
    )
