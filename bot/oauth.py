"""Installing us in a workspace: to Slack and back, by Bolt's own OAuth flow.

`/slack/install` is where it begins and where an admin is sent; Slack sends them back to
`/slack/oauth_redirect`.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from tortoise.exceptions import BaseORMException

from bot.door import Door
from bot.installations import STATE_LIFE, CannotInstall, Installations, States
from bot.services.addresses import universal_address
from bot.templating import filled
from bot.views.text import one_line
from bot.webpage import HEADERS, Page
from models import Workspace

log = structlog.get_logger()

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
# Those of manifest.yml: a test compares them.
SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
_TEAM = re.compile(r"[TE][A-Z0-9]{2,20}")
_HTML = {"Content-Type": "text/html; charset=utf-8"}

_SERVES = (
    "It serves {team} from now on. Try it: write a mail to anybody, put this address in Bcc, and send it."
    " Within seconds it is a card in your Slack messages with Smart Bcc."
)
_ASK = Page(
    "Add Smart Bcc to Slack",
    "Put one address in the Bcc of a mail, and it becomes a card in your Slack messages, filed under its"
    " deal, lead, project or person. Slack shows you next what Smart Bcc asks for.",
    link="Add to Slack",
    note="It is installed for the whole workspace. Members are known by the e-mail of their Slack account:"
    " nobody has to register.",
)
_AGAIN = "Start again"
# What went wrong, in Bolt's words and Slack's and ours, with the status and what its reader is told.
_FAILED: Mapping[str, tuple[int, str, str]] = {
    "access_denied": (
        200,
        "Nothing was installed",
        "You cancelled it in Slack. Start again whenever you like.",
    ),
    "invalid_browser": (
        400,
        "Please start again",
        "An installation has to end in the browser that began it, and this page serves once.",
    ),
    "invalid_state": (
        401,
        "Please start again",
        "This installation took longer than ten minutes, or was finished before.",
    ),
    "missing_code": (401, "Please start again", "Slack's answer is not complete."),
    "invalid_code": (401, "Please start again", "Slack did not take this installation for a valid one."),
    "busy": (503, "Please try again in a few minutes", "Too many installations are under way at once."),
    "rotation": (
        409,
        "This app cannot be used",
        "Token rotation is switched on in its settings at Slack, and can never be switched off again. Whoever"
        " runs Smart Bcc has to create the Slack app anew from manifest.yml.",
    ),
    "no_bot": (
        409,
        "This app cannot be used",
        "It has no bot. Its Slack app has to be made from manifest.yml.",
    ),
    "later": (503, "Please try again in a minute", "Something is not working on our side, or Slack's."),
}


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The Slack app that is installed. `slack` is Slack's site, `public_url` where ours is reached."""

    client_id: str
    client_secret: str
    public_url: str
    slack: str
    mail_domain: str


class InstallFlow(AsyncOAuthFlow):
    """Bolt's flow with pages of ours."""

    def __init__(self, app: OAuthApp, client: AsyncWebClient, states: States, store: Installations) -> None:
        self._app = app
        # Bolt would write codes and whole queries into the log; what is to be known of a failure we say.
        silent = logging.Logger("oauth")  # noqa: LOG001 - outside the tree of those that are heard
        silent.addHandler(logging.NullHandler())
        settings = AsyncOAuthSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=app.public_url + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=f"{app.slack}/oauth/v2/authorize",
            installation_store=store,
            state_store=states,
            state_expiration_seconds=int(STATE_LIFE.total_seconds()),
            callback_options=AsyncCallbackOptions(success=self._succeeded, failure=self._failed),
            logger=silent,
        )
        super().__init__(client=client, logger=silent, settings=settings)

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Slack's page that asks for consent. Of our own query nothing but a team's id gets into it."""
        query = {
            "client_id": self._app.client_id,
            "scope": ",".join(SCOPES),
            "user_scope": "",
            "redirect_uri": self._app.public_url + REDIRECT_PATH,
            "state": state,
        }
        team = next(iter(request.query.get("team") or ()), "")
        if _TEAM.fullmatch(team):
            query["team"] = team
        return f"{self._app.slack}/oauth/v2/authorize?{urlencode(query)}"

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return replace(_ASK, url=url).html()

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        granted = args.installation
        team_id = granted.enterprise_id if granted.is_enterprise_install else granted.team_id
        workspace = await Workspace.get(team_id=str(team_id))
        opened = urlencode({"app": granted.app_id or "", "team": granted.team_id or ""})
        page = Page(
            "Smart Bcc is installed",
            filled(_SERVES, {"team": one_line(workspace.name)}),
            address=universal_address(workspace, self._app.mail_domain),
            link="Open Smart Bcc in Slack",
            url=f"{self._app.slack}/app_redirect?{opened}",
            note="Send it from your Slack account's e-mail. Everybody in the workspace can do the same at"
            " once; the company's settings are at /bcc admin.",
        )
        return self._answer(200, page.html())

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        why = args.error.why if isinstance(args.error, CannotInstall) else args.reason
        return self.failure(why)

    def failure(self, why: str) -> BoltResponse:
        """The page that says what went wrong and how to go on."""
        status, title, text = _FAILED.get(why) or _FAILED["later"]
        log.warning("install.failed", why=why if why in _FAILED else "unknown")
        page = Page(title, text, link=_AGAIN, url=self._app.public_url + INSTALL_PATH)
        return self._answer(status, page.html())

    def _answer(self, status: int, html: str) -> BoltResponse:
        used_up = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=html, headers={**_HTML, "Set-Cookie": [used_up]})


def oauth_routes(door: Door) -> Sequence[web.RouteDef]:
    """`GET /slack/install` and `GET /slack/oauth_redirect`."""

    async def begin(request: web.Request) -> web.Response:
        return await _served(door, request, lambda flow, asked: flow.handle_installation(asked))

    async def end(request: web.Request) -> web.Response:
        return await _served(door, request, lambda flow, asked: flow.handle_callback(asked))

    return [web.get(INSTALL_PATH, begin), web.get(REDIRECT_PATH, end)]


_Step = Callable[[InstallFlow, AsyncBoltRequest], Awaitable[BoltResponse]]


async def _served(door: Door, request: web.Request, step: _Step) -> web.Response:
    """Answers even where Slack or the database do not, and lets nothing of the request into a log."""
    flow = door.flow
    if not isinstance(flow, InstallFlow):
        return web.Response(status=503, text="Smart Bcc is starting. Please try again in a minute.")
    try:
        answer = await step(flow, await to_bolt_request(request))
    except CannotInstall as error:
        answer = flow.failure(error.why)
    except (BaseORMException, SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.error("install.failed", error=type(error).__name__)
        answer = flow.failure("later")
    response = await to_aiohttp_response(answer)
    response.headers.update(HEADERS)
    return response
