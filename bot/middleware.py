"""Who is asking: settled before any listener runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import WORKSPACE
from bot.config import BotConfig
from bot.errors import tell
from bot.ids import Event
from bot.views.note import note_home
from models import Scope, User, Workspace

NOT_INSTALLED = "Smart Bcc is not set up in this workspace. Ask an admin to install it, then try again."
NOT_FOUND = "I can't find you in this workspace's directory yet. Please try again in a minute."
NOT_OURS = (
    "Smart Bcc belongs to the workspace that shares this channel with yours, and answers its members alone. "
    "Ask whoever posted it there."
)
NO_GUESTS = "Smart Bcc is for full members of this workspace. Ask a colleague who is one to do it for you."
DEACTIVATED = "Your account in this workspace is deactivated, so I can't do this for you. Ask an admin."

# Events about the directory itself: they concern no member who acts.
_NO_MEMBER = frozenset({Event.TEAM_JOIN, Event.USER_CHANGE, Event.APP_UNINSTALLED, Event.TOKENS_REVOKED})


@dataclass(frozen=True, slots=True)
class Member:
    """The person who acts, and what they may see."""

    user: User
    workspace: Workspace
    scope: Scope
    mail_domain: str


def member_of(context: AsyncBoltContext) -> Member:
    """Who acts. There in every listener, since nobody else gets that far."""
    member = context["member"]
    if not isinstance(member, Member):
        raise TypeError("attach_member did not run")
    return member


def config_of(context: AsyncBoltContext) -> BotConfig:
    """What this app was built with."""
    config = context["config"]
    if not isinstance(config, BotConfig):
        raise TypeError("attach_member did not run")
    return config


def attach_member(config: BotConfig) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Global middleware that puts the Member and the BotConfig into the context, or refuses kindly."""

    async def attach(
        body: dict[str, Any],
        context: AsyncBoltContext,
        client: AsyncWebClient,
        next_: Callable[[], Awaitable[BoltResponse | None]],
    ) -> BoltResponse | None:
        context["config"] = config
        event = body.get("event") or {}
        if event.get("type") in _NO_MEMBER:
            return await next_()
        if event.get("bot_id"):
            return BoltResponse(status=200, body="")  # our own words, or another bot's
        member = await _member(config, context, client, body)
        if isinstance(member, Member):
            context["member"] = member
            return await next_()
        if event:
            if (
                member == NO_GUESTS
                and event.get("type") == Event.APP_HOME_OPENED
                and event.get("tab") == "home"
            ):
                await client.views_publish(user_id=event["user"], view=note_home(member))
            return BoltResponse(status=200, body="")
        return await tell(member, body, client, acked=False)

    return attach


async def _member(
    config: BotConfig, context: AsyncBoltContext, client: AsyncWebClient, body: dict[str, Any]
) -> Member | str:
    """The member, or why there is none."""
    workspace: Workspace | None = context.get(WORKSPACE)
    if workspace is None:
        return NOT_INSTALLED
    user = await config.find_user(client, workspace, context.user_id) if context.user_id else None
    if user is None or user.workspace_id != workspace.id:
        return NOT_OURS if _from_elsewhere(body, workspace) else NOT_FOUND
    if user.guest:
        return NO_GUESTS
    if not user.active:
        return DEACTIVATED
    return Member(user, workspace, Scope(workspace.id, user.id), config.mail_domain)


def _from_elsewhere(body: dict[str, Any], workspace: Workspace) -> bool:
    """Whether somebody acts who is of another organization, as far as Slack says so: of an organization's own
    workspaces it names others than the one that we are installed in."""
    user = body.get("user")
    home = user.get("team_id") if isinstance(user, dict) else None
    return bool(home) and workspace.team_id.startswith("T") and home != workspace.team_id


async def ack_first(
    ack: AsyncAck, next_: Callable[[], Awaitable[BoltResponse | None]]
) -> BoltResponse | None:
    """Acknowledge before the listener runs.

    Acknowledging inside a listener that then fails at once loses the acknowledgement in Bolt 1.30, and
    Slack shows a timeout; here it is safe, and `app.error` still sees the failure.
    """
    await ack()
    return await next_()
