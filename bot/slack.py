"""What Slack's answers mean for a message we owe somebody.

The one table of errors: which are for good, which pass by themselves, and which leave it unknown whether
Slack did what we asked (https://docs.slack.dev/reference/methods/chat.postMessage).
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

# How long one call may take. Far below an outbox lease, so that a lease never ends under a call.
CALL_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Posted:
    """Slack did it; for a message, here is where it stands, in a thread or not."""

    channel: str | None = None
    ts: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now.

    `after` is what Slack asked for, in seconds; `unsure` says it may have happened all the same; `bounded`
    is false for troubles that say nothing about this message: those are waited out, however long.
    """

    error: str
    after: float | None = None
    unsure: bool = False
    bounded: bool = True


@dataclass(frozen=True, slots=True)
class Unfit:
    """Slack refuses the shape of this message; a plain one may pass."""

    error: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Never, for this message."""

    error: str


Delivery = Posted | Retry | Unfit | GiveUp

# The person or place is gone, or this message can never be changed.
_FOR_GOOD = frozenset(
    {
        "user_not_found",
        "user_disabled",
        "user_not_visible",
        "users_not_found",
        "cannot_dm_bot",
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "message_not_found",
        "cant_update_message",
        "cant_delete_message",
        "compliance_exports_prevent_deletion",
        "edit_window_closed",
        "file_not_found",
        "file_deleted",
        "cant_delete_file",
        "delete_not_allowed",
        "file_deleting_disabled",
        "file_type_not_allowed",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "file_upload_size_restricted",
        "storage_limit_reached",
        "posting_to_channel_denied",
        "invalid_channel",
    }
)
# What we sent is at fault, not whom we sent it to.
_SHAPE = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
    }
)
# An operator's matter: no message is lost because a token was rotated or a scope forgotten.
_OURS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "not_allowed_token_type",
        "access_denied",
        "messages_tab_disabled",
        "org_login_required",
        "team_access_not_granted",
        "ekm_access_denied",
        "accesslimited",
        "team_added_to_org",
        "message_limit_exceeded",
    }
)
# "It's possible some aspect of the operation succeeded before the error was raised."
_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def web_client(
    token: str | None, base_url: str, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """A client that never repeats a call by itself: slack_sdk's default would post a message twice when
    the connection broke after Slack took it."""
    return AsyncWebClient(
        token=token,
        base_url=base_url,
        timeout=int(CALL_TIMEOUT_SECONDS),
        session=session,
        retry_handlers=[],
    )


async def outcome(call: Awaitable[AsyncSlackResponse], seconds: float = CALL_TIMEOUT_SECONDS) -> Delivery:
    """Make one call and say what its answer means. Raises nothing that Slack or the network can cause."""
    try:
        async with asyncio.timeout(seconds):
            response = await call
    except SlackApiError as error:
        return refusal(error)
    except aiohttp.ClientConnectorError:
        return Retry("connection_refused", bounded=False)  # nothing was sent
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        # The request may have arrived. (ValueError: an answer that is no JSON.)
        return Retry(type(error).__name__, unsure=True, bounded=False)
    return Posted(response.get("channel"), response.get("ts"))


def refusal(error: SlackApiError) -> Retry | Unfit | GiveUp:
    """What a refused call means. An error nobody knows is temporary, and bounded."""
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    name = name_of(error)
    if status == 429 or name in ("ratelimited", "rate_limited"):
        return Retry("ratelimited", after=_retry_after(response), bounded=False)
    if name is None or status >= 500 or name in _UNSURE:
        return Retry(str(name or f"http_{status}"), unsure=True, bounded=False)
    if name in _SHAPE:
        return Unfit(name)
    if name in _FOR_GOOD:
        return GiveUp(name)
    return Retry(name, bounded=name not in _OURS)


def name_of(error: SlackApiError) -> str | None:
    """Slack's name of the error; None where its answer had none."""
    # slack_sdk hands over its own response, or aiohttp's where the body claimed to be JSON and was not.
    body = getattr(error.response, "data", None)
    name = body.get("error") if isinstance(body, dict) else None
    return str(name) if name else None


def is_token_refused(error: SlackApiError) -> bool:
    """Whether the token is at fault, which is its operator's matter, and not the call."""
    return name_of(error) in _OURS


def _retry_after(response: object) -> float:
    headers = getattr(response, "headers", None) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(0.0, float(value[0] if isinstance(value, list) else value))
            except ValueError:
                break
    return 30.0
