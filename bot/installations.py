"""Where Bolt's OAuth flow keeps what it needs: the states under way, and what an installation gave us."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.clients import Clients
from bot.identity import whoami
from bot.keys import Keys
from bot.services.installing import Grant, install
from models import OAuthState, Workspace

STATE_LIFE = timedelta(minutes=10)  # as long as Slack's code lives
_MOST_STATES = 5_000  # whoever asks for more than that installs nothing
_Clock = Callable[[], datetime]
# Told of a workspace that was installed: whether it is new, and which Slack user did it.
Installed = Callable[[Workspace, bool, str | None], Awaitable[None]]


class CannotInstall(BoltError):
    """This installation is not kept; `why` names what its installer is told."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class States(AsyncOAuthStateStore):
    """States good once and for ten minutes, in every process. Bolt ties each to its browser by a cookie."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state; raises CannotInstall where too many are under way."""
        now = self._clock()
        await OAuthState.filter(expires_at__lte=now).delete()
        if await OAuthState.all().count() >= _MOST_STATES:
            raise CannotInstall("busy")
        state = secrets.token_urlsafe(32)
        await OAuthState.create(digest=_digest(state), expires_at=now + STATE_LIFE)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether it was issued and not used; it is used now."""
        row = OAuthState.filter(digest=_digest(state), expires_at__gt=self._clock())
        return await row.delete() == 1


class Installations(AsyncInstallationStore):
    """What Slack granted, sealed, in our tables. Whose it is we ask Slack with the token itself."""

    def __init__(self, clients: Clients, keys: Keys, clock: _Clock, installed: Installed) -> None:
        self._clients = clients
        self._keys = keys
        self._clock = clock
        self._installed = installed

    async def async_save(self, installation: Granted) -> None:
        """Keep it, in place of an earlier one of that workspace. Raises CannotInstall."""
        token = installation.bot_token
        if not token:
            raise CannotInstall("no_bot")
        if installation.bot_refresh_token or installation.bot_token_expires_at:
            raise CannotInstall("rotation")  # in twelve hours it would be worth nothing
        who = await whoami(self._clients.with_token(token))
        grant = Grant(token, installation.app_id, tuple(installation.bot_scopes or ()), installation.user_id)
        workspace, new = await install(who, grant, self._keys, self._clock())
        await self._installed(workspace, new, installation.user_id)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
