"""Installing and uninstalling the app: OAuth codes and what their exchange gives."""

import secrets
from dataclasses import dataclass

from .events import send_event
from .refused import Refused
from .state import JSON
from .world import World

CODE_SECONDS = 10 * 60


@dataclass(slots=True)
class Code:
    """An authorization code: whose, for which scopes, and where it had to be sent."""

    user: str
    scopes: tuple[str, ...]
    redirect_uri: str
    expires: float


class Codes:
    """Authorization codes that were given out and not yet exchanged."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def issue(self, code: Code) -> str:
        """A new code, good once within ten minutes."""
        name = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(32)}"
        self._codes[name] = code
        return name

    def holds(self, name: str) -> bool:
        """Whether the code was given out here and not used."""
        return name in self._codes

    def take(self, name: str) -> Code | None:
        """The code, used up."""
        return self._codes.pop(name, None)


def exchange_code(world: World, args: JSON) -> JSON:
    """What oauth.v2.access answers: a bot token for the workspace."""
    credentials = world.credentials
    if args.get("client_id") != credentials.client_id:
        raise Refused("invalid_client_id")
    if args.get("client_secret") != credentials.client_secret:
        raise Refused("bad_client_secret")
    if args.get("grant_type") not in (None, "", "authorization_code"):
        raise Refused("invalid_grant_type")
    code = world.codes.take(str(args.get("code", "")))
    if code is None or world.clock() > code.expires:
        raise Refused("invalid_code")
    if (args.get("redirect_uri") or "") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    install(world)
    team = world.team
    return {
        "app_id": team.app_id,
        "authed_user": {"id": code.user},
        "scope": ",".join(code.scopes),
        "token_type": "bot",
        "access_token": credentials.bot_token,
        "bot_user_id": team.bot_user_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def install(world: World) -> None:
    """Give the app a bot token that works: the one it has, or a new one after it was taken away."""
    credentials = world.credentials
    if credentials.states.get(credentials.bot_token) != "active":
        credentials.installs += 1
        fresh = world.team.ids.secret(f"bot {credentials.installs}", 24)
        credentials.bot_token = f"{credentials.bot_token.rpartition('-')[0]}-{fresh}"
        credentials.states[credentials.bot_token] = "active"


def uninstall(world: World) -> None:
    """Take the app out of the workspace: its tokens die, and it is told so."""
    for token, state in world.credentials.states.items():
        if state == "active":
            world.credentials.states[token] = "uninstalled"
    bot = world.team.bot_user_id
    send_event(world, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
    send_event(world, {"type": "app_uninstalled"})
