"""The sandbox itself: one HTTP server for Slack, and the world outside beside it."""

import asyncio
import time
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from . import oauth, pages
from .answers import handle_response_url
from .company import NORTHWIND, Company
from .control import Control
from .delivery import Delivery
from .dispatch import WebApi
from .faults import Faults
from .ids import Clock
from .installation import Codes
from .limits import Limits
from .outside import Outside
from .records import Record, Records, Stream
from .state import Team
from .triggers import Triggers
from .world import Credentials, Settings, World, credentials

MAX_BODY = 1_100_000_000  # Slack takes files of a gigabyte
SHUTDOWN_SECONDS = 1.0


class Sandbox:
    """A workspace to walk into; everything runs between enter and exit."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        smtp_port: int | None = None,
        dns_port: int = 0,
        relay_port: int = 0,
        domain: str = "bcc.localhost",
        company: Company | None = None,
        settings: Settings | None = None,
        clock: Clock = time.time,
        seed: bool = True,
        neighbour: "Sandbox | None" = None,
    ) -> None:
        """`neighbour`: a workspace with the same app, behind whose Web API this one is reached too."""
        company = company or NORTHWIND
        self._host, self._port, self._seed = host, port, seed
        self._stack = AsyncExitStack()
        self.company = company
        self.settings = settings or Settings()
        people = company if seed else Company(company.team_name, company.team_domain, (), ())
        self.team: Team = Team(people, clock, neighbour.team.app_id if neighbour else "")
        self.outside = Outside(domain, host, smtp_port, dns_port, relay_port, host)
        stream = Stream()
        self.world = World(
            team=self.team,
            settings=self.settings,
            credentials=credentials(self.team, neighbour.credentials if neighbour else None),
            clock=clock,
            stream=stream,
            records=Records(clock, stream),
            faults=Faults(),
            limits=Limits(clock, enabled=self.settings.rate_limits),
            triggers=Triggers(clock, self.settings.trigger_seconds),
            codes=Codes(),
        )
        self.world.delivery = Delivery(self.world, neighbour.world.delivery.ways if neighbour else None)
        self.family: list[WebApi] = neighbour.family if neighbour else []
        self.app = self._build()

    def _build(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY)
        api = self._api = WebApi(self.world, self.family)

        async def respond(request: web.Request) -> web.Response:
            return await handle_response_url(request, self.world)

        app.add_routes(
            [
                web.route("*", "/api/{method}", api.handle),
                web.get("/link/", self.world.delivery.sockets.handle),
                web.post("/{kind:commands|actions|app}/{team}/{number}/{secret}", respond),
                *Control(self.world).routes(),
                *self.outside.routes(),
                *oauth.routes(self.world),
                *pages.routes(self.world),
            ]
        )
        return app

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.outside)
            if self._seed:
                self.outside.seed(self.company)
            self.outside.on_change = self._mail_changed
            self.world.http_session = await stack.enter_async_context(aiohttp.ClientSession())
            runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, self._host, self._port).start()
            self._port = int(runner.addresses[0][1])
            self.team.base_url = self.url
            stack.push_async_callback(self._stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _stop(self) -> None:
        self.family.remove(self._api)
        self.world.stream.close()
        await self.world.delivery.sockets.close()
        for task in self.world.tasks:
            task.cancel()
        await asyncio.gather(*self.world.tasks, return_exceptions=True)

    def _mail_changed(self, event: dict[str, Any]) -> None:
        self.world.stream.publish(
            **{"kind": event["type"], **{k: v for k, v in event.items() if k != "type"}}
        )

    @property
    def url(self) -> str:
        """Where the page and everything else is served."""
        return f"http://{self._host}:{self._port}"

    @property
    def slack_url(self) -> str:
        """The base of the Web API, in place of https://slack.com/api/."""
        return f"{self.url}/api/"

    @property
    def credentials(self) -> Credentials:
        """The app's secrets."""
        return self.world.credentials

    @property
    def bot_token(self) -> str:
        """The app's bot token in this workspace."""
        return self.credentials.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token that opens Socket Mode connections."""
        return self.credentials.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP requests to the app are signed with."""
        return self.credentials.signing_secret

    @property
    def client_id(self) -> str:
        """The app's OAuth client id."""
        return self.credentials.client_id

    @property
    def client_secret(self) -> str:
        """The app's OAuth client secret."""
        return self.credentials.client_secret

    @property
    def calls(self) -> list[Record]:
        """Every call the app made."""
        return self.world.records.since()

    def violations(self) -> list[Record]:
        """Calls that Slack refused because of how the app built them."""
        return self.world.records.violations()

    async def connected(self) -> None:
        """Return once the app has a Socket Mode connection open."""
        await self.world.delivery.sockets.wait_open()
