"""When something goes wrong for a person: one exception they read, one place that tells them."""

import uuid
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.ids import Block
from bot.slack import name_of
from bot.views.note import note_modal
from bot.views.text import spoken
from models.logs import facts_of

log = structlog.get_logger()


class UserError(Exception):
    """The only exception whose text a person sees: what happened and what to do next, in plain words.

    `field` names the input it belongs to, so that a modal shows it there and keeps what was typed.
    """

    def __init__(self, text: str, field: Block | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.field = field


async def on_error(
    error: Exception,
    body: dict[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    response: BoltResponse | None,
) -> BoltResponse | None:
    """Tell the person, whatever they clicked. A bug gets a number they can quote and we can find."""
    if isinstance(error, UserError):
        text, field = error.text, error.field
    else:
        incident = uuid.uuid4().hex[:8]
        log.error("listener.failed", incident=incident, **without_text(error))
        text, field = f"Something went wrong on our side, nothing was changed. (Error {incident})", None
        if response is not None and body.get("type") == "event_callback":
            return BoltResponse(status=500, body="")  # not acknowledged yet: Slack tells it again
    answer = await tell(text, body, client, acked=response is None, field=field)
    # Bolt asserts that nothing is returned once the request was acknowledged.
    return None if response is None else answer


async def tell(
    text: str, body: dict[str, Any], client: AsyncWebClient, *, acked: bool, field: Block | None = None
) -> BoltResponse:
    """Say one sentence where the person is looking. The answer is to be given where `acked` is false."""
    kind = "command" if "command" in body else body.get("type")
    if kind == "command" and not acked:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": spoken(text)})
    if kind == "view_submission" and not acked:
        return BoltResponse(status=200, body=_in_modal(text, field))
    if kind == "block_suggestion":
        return BoltResponse(status=200, body={"options": []})
    try:
        await _say(kind, text, body, client)
    except Exception as error:
        # Not even where the request itself is at fault, and holds no address to answer to.
        log.warning("error.not_told", **without_text(error))
    return BoltResponse(status=200, body="")


def _in_modal(text: str, field: Block | None) -> dict[str, Any]:
    if field is not None:
        return {"response_action": "errors", "errors": {str(field): text}}
    return {"response_action": "update", "view": note_modal("Sorry", text)}


async def _say(kind: str | None, text: str, body: dict[str, Any], client: AsyncWebClient) -> None:
    if kind == "shortcut":
        await client.views_open(trigger_id=body["trigger_id"], view=note_modal("Sorry", text))
        return
    if body.get("view") and body.get("trigger_id") and await _over(text, body, client):
        return
    if (url := body.get("response_url")) and await _respond(url, text):
        return
    channel = (body.get("channel") or {}).get("id") if isinstance(body.get("channel"), dict) else None
    user = (body.get("user") or {}).get("id") or body.get("user_id")
    if channel and user:
        await client.chat_postEphemeral(channel=channel, user=user, text=spoken(text))
    elif user:
        await client.chat_postMessage(channel=user, text=spoken(text))


async def _over(text: str, body: dict[str, Any], client: AsyncWebClient) -> bool:
    """Whether it lies over the modal or home tab that was clicked in: a trigger serves for three seconds."""
    show = client.views_open if body["view"].get("type") == "home" else client.views_push
    try:
        await show(trigger_id=body["trigger_id"], view=note_modal("Sorry", text))
    except SlackApiError:
        return False
    return True


async def _respond(url: str, text: str) -> bool:
    """Whether Slack took it: a response_url serves five times in 30 minutes, and refuses without raising."""
    answer = await AsyncWebhookClient(url).send(
        text=spoken(text), response_type="ephemeral", replace_original=False
    )
    return answer.status_code == 200


def without_text(error: BaseException) -> dict[str, Any]:
    """What a log may hold of an exception: never its message, which may quote mail."""
    facts = facts_of(error)
    if isinstance(error, SlackApiError):
        facts["slack"] = name_of(error)
    return facts
