"""Opening modals while the trigger lasts, and telling which sub-command opens one."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError

# A trigger serves once, for three seconds (docs: interactivity/handling-user-interaction).
_SPENT = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})

NO_LINK = "I can't find that link any more, so nothing was changed. Link… files the mail anew."
GONE = "I can't find that mail any more. It may have been deleted, or it belongs to somebody else."


def asked_for(*words: str) -> Callable[..., Awaitable[bool]]:
    """Matches a slash command whose first word is one of these."""

    async def matches(command: dict[str, Any]) -> bool:
        return str(command.get("text") or "").strip().partition(" ")[0].lower() in words

    return matches


async def open_view(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Show a modal in answer to a click, a command or a shortcut."""
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        raise _too_late(error) or error from error


async def push_view(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Show a modal over the one that was clicked in."""
    try:
        await client.views_push(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if error.response.get("error") == "push_limit_reached":
            raise UserError("Too many windows are open. Close one, then click again.") from error
        raise _too_late(error) or error from error


def _too_late(error: SlackApiError) -> UserError | None:
    if error.response.get("error") not in _SPENT:
        return None
    return UserError("That took too long and Slack gave up waiting. Please click once more.")


async def update_view(
    client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]
) -> dict[str, Any] | None:
    """Turn the modal that was clicked in into another; of two quick clicks the first wins.

    Answers what to pass as `body` to turn that one again; None where it is closed or was turned meanwhile.
    """
    shown = body["view"]
    try:
        answer = await client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
    except SlackApiError as error:
        if error.response.get("error") not in ("hash_conflict", "not_found"):
            raise
        return None
    return {"view": answer["view"]}


async def show_in(client: AsyncWebClient, view_id: str, view: dict[str, Any]) -> None:
    """Turn a modal that lies below into another; nothing where it was closed meanwhile."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in ("hash_conflict", "not_found"):
            raise
