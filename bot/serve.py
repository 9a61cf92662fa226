"""Starting and stopping: the bot alone, or ingest and bot in one process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiohttp import web
from prometheus_client import REGISTRY

from bot.door import Door
from bot.http import Readiness, health_app, http_server
from bot.oauth import oauth_routes
from bot.request_url import request_routes
from bot.run import run_bot, utc_now
from bot.services.sealing import unreadable
from bot.settings import BotSettings
from bot.verify_page import verify_routes
from ingest.run import ingest_running
from ingest.settings import BadSettings, CannotStart, read_settings
from models.cores import stay_on_one_core
from models.db import database, is_sqlite, sole_owner
from models.garbage import spare_what_is_there
from models.raw import raw_store

log = structlog.get_logger()

_NAMED = 3

__all__ = ["BadSettings", "CannotStart", "serve_all", "serve_bot"]


async def serve_bot(settings: BotSettings, stop: asyncio.Event) -> None:
    """The bot alone, until `stop`."""
    with sole_owner(settings.database_url):
        async with database(settings.database_url), raw_store(settings.raw_store_url):
            await _check_keys(settings)
            async with bot_running(settings, asyncio.Event(), Readiness()):
                spare_what_is_there()
                await stop.wait()


async def serve_all(settings: BotSettings, stop: asyncio.Event) -> None:
    """Ingest and bot in one process, until `stop`. A bot in trouble never stops mail from being taken."""
    ingest_settings = read_settings()
    wakened, released, readiness = asyncio.Event(), asyncio.Event(), Readiness()
    readiness.expect("smtp")
    with sole_owner(settings.database_url):
        async with database(settings.database_url), raw_store(settings.raw_store_url):
            await _check_keys(settings)
            async with (
                bot_running(settings, wakened, readiness, released),
                ingest_running(ingest_settings, stored=wakened.set, released=released, registry=REGISTRY),
            ):
                readiness.up("smtp")
                spare_what_is_there()
                if is_sqlite(settings.database_url):
                    stay_on_one_core()
                await stop.wait()
                log.info("stopping")


async def _check_keys(settings: BotSettings) -> None:
    """Raise BadSettings where a token is sealed with a key that we do not have."""
    if not (slugs := await unreadable(settings.keys())):
        return
    named = ", ".join(slugs[:_NAMED]) + (f" and {len(slugs) - _NAMED} more" if len(slugs) > _NAMED else "")
    if settings.secret_key is None:
        raise BadSettings(f"BCC_SECRET_KEY: not set, and the tokens of these workspaces are sealed: {named}")
    raise BadSettings(
        f"BCC_SECRET_KEY: another key sealed the tokens of {named}; put that one behind a comma (NEW,OLD)."
        " Where it is lost, `python -m bot rotate-keys --forget` has them install Smart Bcc again"
    )


@asynccontextmanager
async def bot_running(
    settings: BotSettings,
    wakened: asyncio.Event,
    readiness: Readiness,
    released: asyncio.Event | None = None,
) -> AsyncIterator[None]:
    """The bot and its pages while the context lasts, on the database that is open; see `run_bot`."""
    if settings.public_url and not settings.http_listen:
        log.warning("settings.no_links", why="BCC_PUBLIC_URL needs BCC_HTTP_LISTEN, which serves its pages")
    door = Door()
    task = asyncio.create_task(run_bot(settings, wakened, readiness, door, released))
    try:
        if settings.http_listen is None:
            yield
        else:
            pages = [*verify_routes(utc_now, wakened.set), *_slack_routes(settings, door)]
            async with _http(settings.http_listen, health_app(readiness, pages)):
                yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _slack_routes(settings: BotSettings, door: Door) -> Iterator[web.RouteDef]:
    """What Slack and those who install us may ask for, as far as the settings allow it."""
    if settings.signing_secret is not None:
        yield from request_routes(door, settings.signing_secret.get_secret_value(), utc_now)
    if settings.client_id is not None:
        yield from oauth_routes(door)


@asynccontextmanager
async def _http(listen: str, app: web.Application) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(http_server(app, listen))
        except OSError as error:
            raise BadSettings(f"BCC_HTTP_LISTEN: cannot listen on {listen} ({error.strerror})") from error
        yield
