"""What an operator's probes ask: is it alive, is it ready, how much does it do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException

from models.listen import split_listen

MAX_BODY_BYTES = 4 * 1024 * 1024  # Slack's largest: a modal's 250 KB as a form, and the message it is about

# Read where the metrics are served, which is in the loop that runs everything else.
_TASKS = Gauge("smartbcc_tasks", "Tasks of the process's event loop.")
_TASKS.set_function(lambda: len(asyncio.all_tasks()))


class Readiness:
    """Which parts are up. Parts that were never named don't count."""

    def __init__(self) -> None:
        self._parts: dict[str, bool] = {}

    def expect(self, part: str) -> None:
        """This part must come up before we are ready."""
        self._parts[part] = False

    def up(self, part: str) -> None:
        """The part works."""
        self._parts[part] = True

    def down(self, part: str) -> None:
        """The part does not work, for now."""
        self._parts[part] = False

    def missing(self) -> list[str]:
        """The parts that are not up, by name."""
        return sorted(part for part, up in self._parts.items() if not up)


def health_app(readiness: Readiness, pages: Iterable[web.RouteDef] = ()) -> web.Application:
    """`/healthz` (the process answers), `/readyz` (every part is up) and `/metrics` (Prometheus); and pages
    for people."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_: web.Request) -> web.Response:
        missing = readiness.missing()
        if not await _database_answers():
            missing.append("database")
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    app.add_routes(pages)
    return app


@asynccontextmanager
async def http_server(
    app: web.Application, listen: str, bound: Callable[[int], None] | None = None
) -> AsyncIterator[None]:
    """Serve `app` on HOST:PORT; `bound` is told the port. Raises OSError where it is taken."""
    host, port = split_listen(listen)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        if bound:
            bound(runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()


async def _database_answers() -> bool:
    try:
        await get_connection("default").execute_query_dict("SELECT 1 AS one")
    except (BaseORMException, OSError):
        return False
    return True
