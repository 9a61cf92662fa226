"""Starting and stopping: the bot alone, or ingest and bot in one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from prometheus_client import REGISTRY

from bot.http import Readiness, health_app, http_server
from bot.run import run_bot, utc_now
from bot.settings import BotSettings
from bot.verify_page import verify_routes
from ingest.run import ingest_running
from ingest.settings import BadSettings, read_settings
from models.db import database, sole_owner

log = structlog.get_logger()

__all__ = ["BadSettings", "serve_all", "serve_bot"]


async def serve_bot(settings: BotSettings, stop: asyncio.Event) -> None:
    """The bot alone, until `stop`."""
    with sole_owner(settings.database_url):
        async with database(settings.database_url), _bot(settings, asyncio.Event(), Readiness()):
            await stop.wait()


async def serve_all(settings: BotSettings, stop: asyncio.Event) -> None:
    """Ingest and bot in one process, until `stop`. A bot in trouble never stops mail from being taken."""
    ingest_settings = read_settings()
    wakened, released, readiness = asyncio.Event(), asyncio.Event(), Readiness()
    readiness.expect("smtp")
    with sole_owner(settings.database_url):
        async with (
            database(settings.database_url),
            _bot(settings, wakened, readiness, released),
            ingest_running(ingest_settings, stored=wakened.set, released=released, registry=REGISTRY),
        ):
            readiness.up("smtp")
            await stop.wait()
            log.info("stopping")


@asynccontextmanager
async def _bot(
    settings: BotSettings,
    wakened: asyncio.Event,
    readiness: Readiness,
    released: asyncio.Event | None = None,
) -> AsyncIterator[None]:
    if settings.public_url and not settings.http_listen:
        log.warning("settings.no_links", why="BCC_PUBLIC_URL needs BCC_HTTP_LISTEN, which serves its pages")
    task = asyncio.create_task(run_bot(settings, wakened, readiness, released))
    try:
        if settings.http_listen is None:
            yield
        else:
            async with _http(settings.http_listen, wakened, readiness):
                yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def _http(listen: str, wakened: asyncio.Event, readiness: Readiness) -> AsyncIterator[None]:
    app = health_app(readiness, verify_routes(utc_now, wakened.set))
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(http_server(app, listen))
        except OSError as error:
            raise BadSettings(f"BCC_HTTP_LISTEN: cannot listen on {listen} ({error.strerror})") from error
        yield
