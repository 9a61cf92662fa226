"""The bot's parts, wired and kept running."""

import asyncio
import os
import socket
import uuid
from datetime import UTC, datetime
from functools import partial

import aiohttp
import asyncpg
import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.app import build_app, render_card
from bot.clients import Access, Clients
from bot.config import BotConfig
from bot.delivery import Deliverer
from bot.directory import find_user
from bot.door import Door
from bot.errands import errands
from bot.homes import Homes
from bot.http import Readiness
from bot.identity import introduced, whoami
from bot.installations import Installations, States
from bot.jobs import scheduler, timetable
from bot.oauth import InstallFlow
from bot.settings import BotSettings
from bot.slack import CALL_TIMEOUT_SECONDS, is_token_refused, name_of
from bot.supervise import supervised
from bot.upkeep import Directories
from bot.welcome import welcome
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
    door: Door,
    released: asyncio.Event | None = None,
) -> None:
    """Serve Slack inside an open database until cancelled.

    `wakened` is set by whoever fills the outbox; `released` is set with each change that people make here,
    which may have released held mail: ingest waits for it where it runs in this process. `door` is opened
    once requests from outside can be answered.
    """
    readiness.expect("slack")
    if settings.bot_token is not None:
        readiness.expect("directory")
    if is_sqlite(settings.database_url):
        # One process owns the file: whatever is leased was leased by a process that died.
        await expire_all_leases(utc_now())
    timeout = aiohttp.ClientTimeout(total=CALL_TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        bot = _Bot(settings, wakened, readiness, session, door, released)
        await supervised("slack", bot.serve)


class _Bot:
    """One run of the bot: what its parts share."""

    def __init__(
        self,
        settings: BotSettings,
        wakened: asyncio.Event,
        readiness: Readiness,
        session: aiohttp.ClientSession,
        door: Door,
        released: asyncio.Event | None,
    ) -> None:
        self._settings = settings
        self._wakened = wakened
        self._released = released
        self._readiness = readiness
        self._door = door
        self._homes = Homes(utc_now, by_mail=settings.outbound_smtp_url is not None)
        self._clients = Clients(settings.slack_url, session, settings.keys())
        self._directories = Directories(self._clients, utc_now)

    async def serve(self) -> None:
        """Introduce ourselves to Slack, then run every part, each restarted by itself when it fails."""
        own = await self._introduce()
        try:
            await self._run(own)
        finally:
            self._door.close()

    async def _run(self, own: int | None) -> None:
        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        run = errands(partial(render_card, self._settings.mail_domain), self._settings.outgoing())
        deliverer = Deliverer(worker, run, self._clients.of, utc_now, self._wakened, self._homes.changed)
        async with asyncio.TaskGroup() as parts:
            app = self._build(parts)
            parts.create_task(supervised("deliverer", deliverer.run))
            for workspace_id in await self._directories.ids():
                parts.create_task(self._read(workspace_id, own=workspace_id == own))
            if self._settings.app_token is not None:
                token = self._settings.app_token.get_secret_value()
                parts.create_task(supervised("socket", lambda: self._socket_mode(app, token)))
            else:
                self._readiness.up("slack")
            parts.create_task(supervised("jobs", self._jobs))
            if not is_sqlite(self._settings.database_url):
                parts.create_task(supervised("listen", self._listen))

    async def _introduce(self) -> int | None:
        """The workspace of the settings' token; None where there is none."""
        if self._settings.bot_token is None:
            return None
        token = self._settings.bot_token.get_secret_value()
        client = self._clients.with_token(token)
        try:
            who = await whoami(client)
        except SlackApiError as error:
            if self._settings.client_id is None or not is_token_refused(error):
                raise
            # The other workspaces have tokens of their own, and need not wait for an operator.
            log.error("token.refused", setting="SLACK_BOT_TOKEN", error=name_of(error))
            return None
        workspace = await introduced(who, utc_now())
        self._clients.own(workspace, Access(token, who.bot_user_id, who.bot_id))
        log.info("slack.introduced", team=workspace.team_id, slug=workspace.slug)
        return int(workspace.id)

    async def _read(self, workspace_id: int, *, own: bool = False) -> None:
        """Read a directory, however often it takes."""
        await supervised("directory", lambda: self._directories.read(workspace_id))
        if own:
            self._readiness.up("directory")

    def _build(self, parts: asyncio.TaskGroup) -> AsyncApp:
        """The app that answers Slack, over whatever its requests come; and the door, opened for them."""
        config = BotConfig(
            mail_domain=self._settings.mail_domain,
            clock=utc_now,
            find_user=find_user,
            wake=self._changed,
            homes=self._homes,
            clients=self._clients,
            by_mail=self._settings.outbound_smtp_url is not None,
        )
        flow, oauth, keys = None, self._settings.oauth(), self._settings.keys()

        async def installed(workspace: Workspace, new: bool, installer: str | None) -> None:
            log.info("workspace.installed", team=workspace.team_id, slug=workspace.slug, new=new)
            await welcome(config, workspace, new, installer)
            self._changed()
            parts.create_task(self._read(workspace.id))

        if oauth is not None and keys is not None:
            store = Installations(self._clients, keys, utc_now, installed)
            flow = InstallFlow(oauth, self._clients.with_token(None), States(utc_now), store)
        app = build_app(config, flow)
        self._door.app, self._door.flow = app, flow
        return app

    def _changed(self) -> None:
        """Somebody changed something here."""
        self._wakened.set()
        if self._released is not None:
            self._released.set()

    async def _socket_mode(self, app: AsyncApp, token: str) -> None:
        # Not `session`: the WebSocket must outlive the time limit of a call.
        handler = AsyncSocketModeHandler(app, token)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            self._readiness.up("slack")
            await asyncio.Event().wait()  # the handler reconnects by itself
        finally:
            self._readiness.down("slack")
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _jobs(self) -> None:
        await refresh_statistics()  # not only at the first tick: the database may be an old and large one
        schedule = scheduler(timetable(self._wakened.set, self._directories.read_all, utc_now))
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
