"""Events API: what happens in the workspace, told to the app that subscribed and may know."""

from .state import JSON
from .world import World

# Which scope lets an app hear an event; None: no scope is needed.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.group": ("groups:history",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_created": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "file_deleted": ("files:read",),
}


def hears(world: World, subscription: str) -> bool:
    """Whether the app is told of such events."""
    wanted = world.settings.events
    if wanted is not None and subscription not in wanted:
        return False
    scopes = EVENT_SCOPES.get(subscription, ())
    return not scopes or any(scope in world.settings.scopes for scope in scopes)


def send_event(world: World, event: JSON, subscription: str = "") -> None:
    """Send the event to the app beside what goes on; Slack retries it when the app does not take it."""
    if not hears(world, subscription or event["type"]):
        return
    if not installed(world) and event["type"] not in ("app_uninstalled", "tokens_revoked"):
        return
    team = world.team
    event.setdefault("event_ts", team.timestamps.next())
    channel = team.channels.get(str(event.get("channel", "")))
    payload = {
        "token": world.credentials.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": team.ids.next("Ev"),
        "event_time": int(world.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{team.ids.secret(event['event_ts'], 40)}",
    }
    world.spawn(world.delivery.event(payload))


def installed(world: World) -> bool:
    """Whether the app still has a bot token that works."""
    return world.credentials.states.get(world.credentials.bot_token) == "active"
