"""The bot as an app for many workspaces, in this process, and the browser of somebody who installs it."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.http import Readiness
from bot.serve import bot_running
from bot.settings import BotSettings
from tests.control import until
from tests.product import free_port
from tests.sandbox import Sandbox

KEY = "0" * 64
LINK = re.compile(r'<a class="button" href="([^"]+)">')


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as a browser got it."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def link(self) -> str:
        """Where its button leads."""
        found = LINK.search(self.text)
        assert found is not None, self.text
        return html.unescape(found[1])


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, as real ones do for 127.0.0.1 though they are marked Secure."""

    session: aiohttp.ClientSession
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, url: str) -> Answer:
        """Open a page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with self.session.get(url, headers=headers, allow_redirects=False) as response:
            for name, morsel in response.cookies.items():
                self.cookies[name] = morsel.value
            return Answer(response.status, await response.text(), dict(response.headers))


@dataclass
class App:
    """A running app: where it is reached, and Slack."""

    url: str
    sandbox: Sandbox
    browser: Browser
    settings: BotSettings

    def someone(self) -> Browser:
        """Another browser."""
        return Browser(self.browser.session)

    async def consent(self, link: str, user: str, decision: str = "allow") -> str:
        """What Slack sends the browser back to when that user decides on its page."""
        async with self.browser.session.post(
            link, data={"decision": decision, "user": user}, allow_redirects=False
        ) as response:
            assert response.status == 302, await response.text()
            return response.headers["Location"]

    async def install(self, user: str) -> Answer:
        """Install the app as that user, from beginning to end; the last page."""
        began = await self.browser.get(f"{self.url}/slack/install")
        assert began.status == 200
        return await self.browser.get(await self.consent(began.link, user))


def settings_for(sandbox: Sandbox, port: int, **more: Any) -> BotSettings:
    """An app in HTTP mode that has no token until it is installed."""
    values = {
        "BCC_DATABASE_URL": "sqlite://:memory:",  # the test has opened another
        "BCC_MAIL_DOMAIN": "bcc.localhost",
        "BCC_HTTP_LISTEN": f"127.0.0.1:{port}",
        "BCC_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BCC_SLACK_URL": sandbox.slack_url,
        "BCC_SECRET_KEY": KEY,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_CLIENT_ID": sandbox.client_id,
        "SLACK_CLIENT_SECRET": sandbox.client_secret,
    }
    return BotSettings(_env_file=None, **(values | more))


@asynccontextmanager
async def an_app(sandbox: Sandbox, **more: Any) -> AsyncIterator[App]:
    """The bot and its pages, on the database that is open; Slack's requests go to it."""
    port = free_port()
    settings, readiness = settings_for(sandbox, port, **more), Readiness()
    url = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session, bot_running(settings, asyncio.Event(), readiness):

        async def ready() -> bool:
            async with session.get(f"{url}/readyz") as response:
                return response.status == 200

        await until(ready, "the app is ready")
        yield App(url, sandbox, Browser(session), settings)


def query_of(url: str) -> dict[str, list[str]]:
    """The query of an address."""
    return parse_qs(urlsplit(url).query)
