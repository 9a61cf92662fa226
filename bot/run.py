"""The bot's parts, wired and kept running."""

import asyncio
import os
import socket
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import asyncpg
import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app, render_card
from bot.config import BotConfig
from bot.delivery import Deliverer
from bot.directory import find_user, sync_directory
from bot.errands import errands
from bot.homes import Homes
from bot.http import Readiness
from bot.identity import introduce
from bot.jobs import scheduler, timetable
from bot.settings import BotSettings
from bot.slack import CALL_TIMEOUT_SECONDS, web_client
from bot.supervise import supervised
from models import Workspace
from models.db import is_sqlite, session_arguments
from models.leases import expire_all_leases
from models.outbox import OUTBOX_CHANNEL
from models.statistics import refresh_statistics

log = structlog.get_logger()


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


async def run_bot(
    settings: BotSettings,
    wakened: asyncio.Event,
    readiness: Readiness,
    released: asyncio.Event | None = None,
) -> None:
    """Serve Slack inside an open database until cancelled.

    `wakened` is set by whoever fills the outbox; `released` is set with each change that people make here,
    which may have released held mail: ingest waits for it where it runs in this process.
    """
    for part in ("slack", "directory"):
        readiness.expect(part)
    if is_sqlite(settings.database_url):
        # One process owns the file: whatever is leased was leased by a process that died.
        await expire_all_leases(utc_now())
    timeout = aiohttp.ClientTimeout(total=CALL_TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        bot = _Bot(settings, wakened, readiness, session, released)
        await supervised("slack", bot.serve)


class _Bot:
    """One run of the bot: what its parts share."""

    def __init__(
        self,
        settings: BotSettings,
        wakened: asyncio.Event,
        readiness: Readiness,
        session: aiohttp.ClientSession,
        released: asyncio.Event | None,
    ) -> None:
        self._settings = settings
        self._wakened = wakened
        self._released = released
        self._readiness = readiness
        self._homes = Homes(utc_now, by_mail=settings.outbound_smtp_url is not None)
        token = settings.bot_token.get_secret_value()
        self._client = web_client(token, settings.slack_url, session)

    async def serve(self) -> None:
        """Introduce ourselves to Slack, then run every part, each restarted by itself when it fails."""
        workspace = await introduce(self._client, utc_now())
        log.info("slack.introduced", team=workspace.team_id, slug=workspace.slug)

        def client_for(wanted: Workspace) -> AsyncWebClient | None:
            return self._client if wanted.id == workspace.id else None

        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        outgoing = self._settings.outgoing()
        run = errands(render_card, outgoing)
        deliverer = Deliverer(worker, run, client_for, utc_now, self._wakened, self._homes.changed)

        async def sync() -> None:
            await sync_directory(self._client, await Workspace.get(id=workspace.id), utc_now())
            self._readiness.up("directory")

        async with asyncio.TaskGroup() as parts:
            parts.create_task(supervised("deliverer", deliverer.run))
            parts.create_task(supervised("directory", sync))
            parts.create_task(supervised("socket", self._socket_mode))
            parts.create_task(supervised("jobs", lambda: self._jobs(sync)))
            if not is_sqlite(self._settings.database_url):
                parts.create_task(supervised("listen", self._listen))

    def _changed(self) -> None:
        """Somebody changed something here."""
        self._wakened.set()
        if self._released is not None:
            self._released.set()

    async def _socket_mode(self) -> None:
        config = BotConfig(
            mail_domain=self._settings.mail_domain,
            clock=utc_now,
            find_user=find_user,
            wake=self._changed,
            homes=self._homes,
            by_mail=self._settings.outbound_smtp_url is not None,
        )
        app = build_app(self._client, config)
        # Not `session`: the WebSocket must outlive the time limit of a call.
        handler = AsyncSocketModeHandler(app, self._settings.app_token.get_secret_value())
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            self._readiness.up("slack")
            await asyncio.Event().wait()  # the handler reconnects by itself
        finally:
            self._readiness.down("slack")
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _jobs(self, sync: Callable[[], Any]) -> None:
        await refresh_statistics()  # not only at the first tick: the database may be an old and large one
        schedule = scheduler(timetable(self._wakened.set, sync, utc_now))
        schedule.start()
        try:
            await asyncio.Event().wait()
        finally:
            schedule.shutdown(wait=False)

    async def _listen(self) -> None:
        """Be told by PostgreSQL of what other processes put in the outbox."""
        connection = await asyncpg.connect(**session_arguments(self._settings.database_url))
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._wakened.set())
            self._wakened.set()
            await lost.wait()
            raise ConnectionError("the database ended the listening connection")
        finally:
            await connection.close(timeout=2)
