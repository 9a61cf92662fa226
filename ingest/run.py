"""Wiring: everything that taking mail needs, started in order and stopped in reverse."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import uvloop
from prometheus_client import CollectorRegistry

from models.cores import stay_on_one_core
from models.db import DatabaseBusy, DatabaseUnavailable, database, is_sqlite, sole_owner
from models.garbage import spare_what_is_there
from models.logs import configure_logging
from models.raw import raw_store, store_in_use

from . import maillog
from .auth.resolver import Resolver
from .authenticator import Examiner
from .handler import PostHandler
from .limits import Limits
from .mailboxes import Mailboxes
from .metrics import Metrics
from .nursery import NurseryFailed
from .owner import Members
from .pipeline import Office
from .plausible import Roster
from .release import Releaser
from .server import SmtpServer, smtp_server
from .settings import BadSettings, CannotStart, IngestSettings, read_settings
from .store import Store
from .workers import WorkerPool


@asynccontextmanager
async def ingest_running(
    settings: IngestSettings,
    *,
    stored: Callable[[], None],
    released: asyncio.Event | None = None,
    limits: Limits | None = None,
    registry: CollectorRegistry | None = None,
) -> AsyncIterator[SmtpServer]:
    """Take mail while the context lasts, into the database that is open.

    `stored` is called after each commit that put something into the outbox; whoever sets `released` has held
    mail that is released filed at once, where it is looked for every second anyway.

    Raises BadSettings where the address cannot be listened on or the certificate cannot be read, CannotStart
    where no worker starts.
    """
    host, port = settings.smtp_address
    tls = settings.tls_context()
    limits = limits or Limits(message_bytes=settings.max_message_bytes)
    resolver = Resolver(settings.dns_servers or None)
    released = released or asyncio.Event()

    def settled() -> None:
        stored()
        released.set()

    def clock() -> datetime:
        return datetime.now(UTC)

    try:
        async with _workers() as pool, Store(stored, raw_store=store_in_use()).running() as store:
            vectors = not is_sqlite(settings.database_url)
            examiner = Examiner(pool, resolver, settings.trusted_arc_sealers, vectors=vectors)
            office = Office(
                mailboxes=Mailboxes(settings.mail_domain),
                members=Members(),
                examine=examiner.examine,
                store=store,
                trusted=settings.trusted_relays,
                clock=clock,
                roster=Roster(),
                settled=settled,
            )
            releaser = Releaser(store, examiner.read, office.mailboxes, clock, released)
            handler = PostHandler(office, Metrics(registry or CollectorRegistry()), limits.message_bytes)
            listening = smtp_server(
                handler,
                host,
                port,
                hostname=settings.mail_domain,
                limits=limits,
                tls=tls,
                trusted=settings.trusted_relays,
            )
            async with AsyncExitStack() as stack:
                try:
                    server = await stack.enter_async_context(listening)
                except OSError as error:
                    raise BadSettings(
                        f"BCC_SMTP_LISTEN: cannot listen on {settings.smtp_listen} ({_why(error)})"
                    ) from error
                maillog.listening(host, server.port, tls=tls is not None)
                releasing = asyncio.create_task(releaser.run())
                try:
                    yield server
                finally:
                    releasing.cancel()
                    await asyncio.wait([releasing])
    finally:
        await resolver.close()


async def serve(settings: IngestSettings, stop: asyncio.Event) -> None:
    """Ingest alone, with a database of its own opening, until `stop`.

    Raises BadSettings, CannotStart, DatabaseBusy or DatabaseUnavailable where it cannot start.
    """
    with sole_owner(settings.database_url):
        async with (
            database(settings.database_url),
            raw_store(settings.raw_store_url),
            ingest_running(settings, stored=lambda: None),
        ):
            spare_what_is_there()
            if is_sqlite(settings.database_url):
                stay_on_one_core()
            await stop.wait()


@asynccontextmanager
async def _workers() -> AsyncIterator[WorkerPool]:
    async with AsyncExitStack() as stack:
        try:
            pool = await stack.enter_async_context(WorkerPool())
        except (NurseryFailed, OSError) as error:
            why = _why(error) if isinstance(error, OSError) else str(error)
            raise CannotStart(
                f"the processes that examine mail do not start ({why}): see what they printed above, and"
                " whether the host has memory, processes and open files to spare (ulimit -a)"
            ) from error
        yield pool


def _why(error: OSError) -> str:
    """The system's own words, which quote no password."""
    return error.strerror or type(error).__name__


async def _until_signalled(settings: IngestSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


def main() -> None:
    """`python -m ingest`: until SIGTERM or Ctrl-C. What keeps it from starting is one line; exit 2."""
    try:
        settings = read_settings()
        configure_logging(settings.log_level)
        uvloop.run(_until_signalled(settings))
    except (BadSettings, CannotStart, DatabaseUnavailable) as error:
        _stop(str(error))
    except DatabaseBusy as error:
        _stop(f"BCC_DATABASE_URL: {error}")


def _stop(why: str) -> None:
    print(f"ingest: {why}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)
