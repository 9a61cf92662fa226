"""The payloads of interactions, in Slack's shapes (docs: reference/interaction-payloads)."""

from .state import JSON, Channel, View
from .world import World


def user_part(world: World, user_id: str) -> JSON:
    """Who acted."""
    user, team = world.team.users[user_id], world.team
    home = team.ids.of("T", "partner") if user.is_stranger else team.id
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": home}


def interaction(world: World, kind: str, user_id: str) -> JSON:
    """What every interactive payload carries."""
    team = world.team
    return {
        "type": kind,
        "user": user_part(world, user_id),
        "api_app_id": team.app_id,
        "token": world.credentials.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """The name Slack gives a conversation in payloads."""
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def channel_part(channel: Channel) -> JSON:
    """Where it happened."""
    return {"id": channel.id, "name": channel_name(channel)}


def response_url(world: World, kind: str, user: str, channel: Channel, **more: str | bool) -> str:
    """A new response_url of this sandbox."""
    path = world.triggers.response_path(world.team.id, kind, user, channel.id, **more)
    return f"{world.team.base_url}{path}"


def command_payload(world: World, user_id: str, channel: Channel, text: str) -> JSON:
    """What a slash command sends: flat fields."""
    team = world.team
    return {
        "token": world.credentials.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user_id,
        "user_name": team.users[user_id].name,
        "command": world.settings.command,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(world, "commands", user_id, channel),
        "trigger_id": world.triggers.issue(user_id, channel=channel.id),
    }


def message_container(message: JSON, channel: Channel) -> JSON:
    """Which message an element stood in."""
    return {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": bool(message.get("is_ephemeral")),
    } | ({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {})


def view_container(view: View) -> JSON:
    """Which view an element stood in."""
    return {"type": "view", "view_id": view.id}
