"""Menus of people and conversations: what Slack's client offers in them."""

from typing import Any

from .inputs import as_list
from .refused import NotPossible
from .state import JSON, Channel
from .world import World

WORDS = {"im": "im", "private": "private", "public": "public"}


def check_choice(world: World, user_id: str, element: JSON, entry: JSON) -> None:
    """NotPossible when the client would not have offered what was chosen to this person."""
    for key, value in entry.items():
        if key in ("selected_user", "selected_users"):
            for chosen in as_list(value or []):
                check_user(world, chosen)
        elif key in (
            "selected_channel",
            "selected_channels",
            "selected_conversation",
            "selected_conversations",
        ):
            for chosen in as_list(value or []):
                check_conversation(world, user_id, element, chosen)


def check_user(world: World, chosen: Any) -> None:
    """NotPossible when there is no such person to choose."""
    user = world.team.users.get(str(chosen))
    if user is None or user.deleted:
        raise NotPossible(f"there is no user {chosen!r} to choose")


def check_conversation(world: World, user_id: str, element: JSON, chosen: Any) -> None:
    """NotPossible when the person can't see the conversation or the menu's filter leaves it out."""
    channel = world.team.channels.get(str(chosen))
    if channel is None or (channel.kind != "public" and user_id not in channel.members):
        raise NotPossible(f"there is no conversation {chosen!r} to choose")
    if "channels_select" in element["type"] and channel.kind != "public":
        raise NotPossible(f"{chosen} is not a public channel")
    if not passes(world, channel, element.get("filter", {})):
        raise NotPossible(f"the menu's filter leaves {chosen} out")


def passes(world: World, channel: Channel, wanted: JSON) -> bool:
    """Whether the menu's filter lets the conversation through."""
    if "include" in wanted and WORDS[channel.kind] not in wanted["include"]:
        return False
    if wanted.get("exclude_bot_users") and channel.kind == "im":
        return False
    return not (wanted.get("exclude_external_shared_channels") and channel.is_ext_shared)
