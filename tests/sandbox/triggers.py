"""What an interaction lets the app do for a while: open one view, post to a response_url."""

import secrets
from dataclasses import dataclass

from .ids import Clock
from .refused import Refused

RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to open one view for one user, from inside a view or not."""

    user: str
    view_id: str
    channel: str
    expires: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where the app may answer an interaction: which user in which channel, over which message."""

    user: str
    channel: str
    ts: str
    ephemeral: bool
    expires: float
    thread_ts: str = ""
    uses: int = 0


class Triggers:
    """Trigger ids and response_urls that were handed out."""

    def __init__(self, clock: Clock, trigger_seconds: float) -> None:
        self._clock = clock
        self._seconds = trigger_seconds
        self._triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}

    def issue(self, user: str, *, view_id: str = "", channel: str = "") -> str:
        """A new trigger id, good for one call within three seconds."""
        trigger_id = f"{len(self._triggers) + 1:07d}.{int(self._clock() * 1000)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, view_id, channel, self._clock() + self._seconds)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use the trigger up, or refuse as views.open does."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_path(self, team_id: str, kind: str, user: str, channel: str, **more: str | bool) -> str:
        """The path of a new response_url, good for five posts within thirty minutes."""
        path = f"/{kind}/{team_id}/{len(self.response_urls) + 1}/{secrets.token_urlsafe(18)}"
        self.response_urls[path] = ResponseUrl(
            user,
            channel,
            ts=str(more.get("ts", "")),
            ephemeral=bool(more.get("ephemeral", False)),
            expires=self._clock() + RESPONSE_URL_SECONDS,
            thread_ts=str(more.get("thread_ts", "")),
        )
        return path
