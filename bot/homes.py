"""Whose home tab may be on their screen, and what it shows there.

Slack tells when somebody opens the tab, never when they leave it. So whoever opened it or clicked in it
lately gets it published again when what it shows has changed, and nobody else does. Kept in memory: a tab
that a restart forgot is up to date again when it is opened the next time.
"""

import asyncio
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.home import home_of
from bot.views.home import home_view
from bot.views.home_inbox import Filed
from models import Scope, User, Workspace

log = structlog.get_logger()

_LOOKING_SECONDS = 600.0
_SETTLE_SECONDS = 1.0  # several changes at once make one view
_MOST = 5_000


@dataclass(slots=True)
class _Shown:
    mail_domain: str
    filed: Filed | None
    at: float
    lock: asyncio.Lock  # of what is published for one person, the latest made is the last to arrive
    digest: bytes = b""
    refreshing: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    slack_user_id: str
    view: dict[str, Any]
    digest: bytes


@dataclass
class Homes:
    """The home tabs of one process. `by_mail` says whether a code can be mailed to an address."""

    now: Callable[[], datetime]
    by_mail: bool = False
    clock: Callable[[], float] = time.monotonic
    settle: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(_SETTLE_SECONDS)
    _shown: OrderedDict[int, _Shown] = field(default_factory=OrderedDict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def publish(
        self, client: AsyncWebClient, scope: Scope, mail_domain: str, filed: Filed | None = None
    ) -> None:
        """Show the viewer their home tab as things stand now: they are looking at it."""
        if scope.viewer_id is None:
            return
        before = self._shown.pop(scope.viewer_id, None)
        shown = _Shown(mail_domain, filed, self.clock(), before.lock if before else asyncio.Lock())
        self._shown[scope.viewer_id] = shown  # a refresh under way is overtaken from here on
        if len(self._shown) > _MOST:
            self._shown.popitem(last=False)
        async with shown.lock:
            await self._show(client, scope, shown)

    def changed(self, client: AsyncWebClient, workspace_id: int, user_id: int) -> None:
        """Something of theirs changed: soon show it, if they may be looking and it can be seen there."""
        shown = self._shown.get(user_id)
        if shown is None or shown.refreshing:
            return
        if self.clock() - shown.at > _LOOKING_SECONDS:
            self._shown.pop(user_id, None)
            return
        shown.refreshing = True
        task = asyncio.create_task(self._refresh(client, Scope(workspace_id, user_id), shown))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _refresh(self, client: AsyncWebClient, scope: Scope, shown: _Shown) -> None:
        try:
            await self.settle()
            shown.refreshing = False  # what changes from here on is another refresh's
            async with shown.lock:
                if self._shown.get(scope.viewer_id or 0) is shown:
                    await self._show(client, scope, shown)
        except Exception as error:
            # Nobody waits for it, and the tab is made anew whenever it is opened.
            log.warning("home.not_refreshed", error=type(error).__name__)

    async def _show(self, client: AsyncWebClient, scope: Scope, shown: _Shown) -> None:
        made = await self._made(scope, shown)
        if made is not None and made.digest != shown.digest:
            await client.views_publish(user_id=made.slack_user_id, view=made.view)
            shown.digest = made.digest

    async def _made(self, scope: Scope, shown: _Shown) -> _Made | None:
        """The viewer's home tab; None for who is no member any more."""
        user = await scope.of(User).get_or_none(id=scope.viewer_id or 0, active=True, guest=False)
        workspace = await Workspace.get_or_none(id=scope.workspace_id)
        if user is None or workspace is None:
            return None
        data = await home_of(scope, user, workspace, shown.mail_domain, self.now(), by_mail=self.by_mail)
        view = home_view(data, shown.filed)
        digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).digest()
        return _Made(user.slack_user_id, view, digest)
