"""The directories of all workspaces, read when a workspace is new or we start, and every hour."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.clients import Clients
from bot.directory import sync_directory
from bot.services.installing import take_out
from bot.slack import name_of
from models import Workspace

log = structlog.get_logger()

_AT_ONCE = 4
# What Slack says of a token that nothing but a new installation replaces.
_GONE = frozenset({"account_inactive", "token_revoked"})


class Directories:
    """Keeps them. Safe to call at any time, by several at once."""

    def __init__(self, clients: Clients, clock: Callable[[], datetime]) -> None:
        self._clients = clients
        self._clock = clock
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(self, workspace_id: int) -> None:
        """Read one; nothing where we hold no token for it. Raises what Slack or the network cause."""
        async with self._turns:
            workspace = await Workspace.get_or_none(id=workspace_id, uninstalled_at__isnull=True)
            access = await self._clients.access(workspace) if workspace else None
            if workspace is None or access is None:
                return
            try:
                await sync_directory(self._clients.with_token(access.token), workspace, self._clock())
            except SlackApiError as error:
                # It took us out while nobody was here to be told. A token of the settings is its operator's.
                if access.sealed is None or name_of(error) not in _GONE:
                    raise
                await take_out(workspace, access.sealed, self._clock())
                log.info("workspace.gone", team=workspace.team_id)

    async def read_all(self) -> None:
        """Read every one; what fails is logged and left for the next time."""
        for workspace_id in await self.ids():
            try:
                await self.read(workspace_id)
            except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("directory.not_read", workspace=workspace_id, error=type(error).__name__)

    @staticmethod
    async def ids() -> list[int]:
        """The workspaces that have us."""
        rows = await Workspace.filter(uninstalled_at__isnull=True).order_by("id").values_list("id")
        return [int(row[0]) for row in rows]
