"""Whose token speaks in which workspace: that of the settings, or that which its installation gave us."""

from dataclasses import dataclass

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.keys import Keys, WrongKey
from bot.services.installing import token_of
from bot.slack import web_client
from bot.workspaces import find_workspace
from models import Installation, Scope, Workspace

log = structlog.get_logger()

WORKSPACE = "workspace"  # where a request's context has its workspace, None where we are not installed


@dataclass(frozen=True, slots=True)
class Access:
    """A token and the bot that it makes us. `sealed` is how it is kept, None for the one of the settings."""

    token: str
    bot_user_id: str | None
    bot_id: str | None
    sealed: bytes | None = None


class Clients(AsyncAuthorize):
    """Slack clients by workspace. Looked up anew each time: another process may have installed or lost one.

    `keys` open what installations keep; without them there is only the token of the settings.
    """

    def __init__(
        self, slack_url: str, session: aiohttp.ClientSession | None = None, keys: Keys | None = None
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._slack_url = slack_url
        self._session = session
        self._keys = keys
        self._own: dict[int, Access] = {}

    def own(self, workspace: Workspace, access: Access) -> None:
        """This is the workspace of the settings' token; an installation of it goes before."""
        self._own = {workspace.id: access}

    def with_token(self, token: str | None) -> AsyncWebClient:
        """A client that speaks for whoever has that token."""
        return web_client(token, self._slack_url, self._session)

    async def of(self, workspace: Workspace) -> AsyncWebClient | None:
        """The client of a workspace; None where we hold no token for it."""
        access = await self.access(workspace)
        return self.with_token(access.token) if access else None

    async def access(self, workspace: Workspace) -> Access | None:
        """What we may speak with in that workspace."""
        if self._keys is not None:
            kept = await Scope(workspace.id).of(Installation).first()
            if kept is not None:
                try:
                    token = token_of(kept, self._keys)
                except WrongKey:  # the start would have been refused: it was sealed by a process since then
                    log.error("token.wrong_key", team=workspace.team_id)
                    return None
                return Access(token, kept.bot_user_id, kept.bot_id, kept.bot_token)
        return self._own.get(workspace.id)

    async def answers(self, access: Access) -> bool:
        """Whether Slack says that this token works. False also where Slack says nothing."""
        try:
            await self.with_token(access.token).auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
            return False
        return True

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Bolt's question whose token a request is answered with.

        Without one the request goes on all the same: `attach_member` says kindly what is missing.
        """
        workspace = context[WORKSPACE] = await find_workspace(context)
        access = await self.access(workspace) if workspace else None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=access.token if access else None,
            bot_user_id=access.bot_user_id if access else None,
            bot_id=access.bot_id if access else None,
        )
