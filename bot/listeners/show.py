"""Opening modals while the trigger lasts."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError

# A trigger serves once, for three seconds (docs: interactivity/handling-user-interaction).
_SPENT = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})

GONE = "I can't find that mail any more. It may have been deleted, or it belongs to somebody else."


async def open_view(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Show a modal in answer to a click or a shortcut."""
    try:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        if error.response.get("error") in _SPENT:
            raise UserError(
                "That took too long and Slack gave up waiting. Please click once more."
            ) from error
        raise


async def update_view(client: AsyncWebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Turn the modal that was clicked in into another; of two quick clicks the first wins."""
    shown = body["view"]
    try:
        await client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
    except SlackApiError as error:
        if error.response.get("error") not in ("hash_conflict", "not_found"):
            raise
