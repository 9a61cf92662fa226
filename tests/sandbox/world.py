"""All there is of one sandboxed workspace, passed to whoever works on it."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from .faults import Faults
from .ids import Clock
from .limits import Limits
from .records import Records, Stream
from .state import JSON, Team
from .triggers import Triggers

if TYPE_CHECKING:
    from .delivery import Delivery
    from .installation import Codes

SCOPES = (
    "chat:write",
    "commands",
    "im:read",
    "im:write",
    "im:history",
    "users:read",
    "users:read.email",
    "files:write",
    "channels:read",
    "groups:read",
    "team:read",
)


@dataclass(frozen=True)
class Settings:
    """How strict and how patient the workspace is; the defaults are Slack's own."""

    scopes: tuple[str, ...] = SCOPES
    events: frozenset[str] | None = (
        None  # which events the app subscribed to; None: all that its scopes allow
    )
    command: str = "/bcc"
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    event_retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    hang_seconds: float = 60.0
    rate_limits: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    socket_mode: bool = True
    # What the page offers in its menus: {type: global|message, name, callback_id}.
    shortcuts: tuple[JSON, ...] = (
        {"type": "global", "name": "Copy my Bcc address", "callback_id": "copy_address"},
    )


@dataclass
class Credentials:
    """The app's secrets, and what each of its bot tokens is worth now."""

    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str
    states: dict[str, str] = field(default_factory=dict)  # bot token: active, revoked or uninstalled
    installs: int = 1


def credentials(team: Team, elsewhere: Credentials | None = None) -> Credentials:
    """The same secrets for the same company, every time; those of the app itself are as `elsewhere`."""
    secret = team.ids.secret
    made = Credentials(
        bot_token=f"xoxb-{int(secret('b1', 10), 16)}-{int(secret('b2', 10), 16)}-{secret('bot', 24)}",
        app_token=f"xapp-1-{team.app_id}-{int(secret('a1', 10), 16)}-{secret('app', 64)}",
        signing_secret=secret("signing"),
        client_id=f"{int(secret('c1', 10), 16)}.{int(secret('c2', 10), 16)}",
        client_secret=secret("client"),
        verification_token=secret("verification", 24),
    )
    if elsewhere:
        made.app_token, made.verification_token = elsewhere.app_token, elsewhere.verification_token
        made.client_id, made.client_secret = elsewhere.client_id, elsewhere.client_secret
        made.signing_secret = elsewhere.signing_secret
    made.states[made.bot_token] = "active"
    return made


@dataclass
class World:
    """One workspace, its app's credentials, and everything that watches or disturbs the two."""

    team: Team
    settings: Settings
    credentials: Credentials
    clock: Clock
    stream: Stream
    records: Records
    faults: Faults
    limits: Limits
    triggers: Triggers
    codes: "Codes"
    delivery: "Delivery" = field(init=False)
    http_session: aiohttp.ClientSession = field(init=False)
    suggestions: dict[tuple[str, str, str], list[JSON]] = field(
        default_factory=dict
    )  # what menus offered to whom
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let work run beside; it ends with the sandbox."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


@dataclass(frozen=True)
class Call:
    """One Web API call that passed the gate: its arguments are decoded, its token and scopes are right."""

    world: World
    method: str
    args: JSON
    token: str

    @property
    def team(self) -> Team:
        """The workspace the token belongs to."""
        return self.world.team

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument, however the app spelled it."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true")
