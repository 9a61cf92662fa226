"""Handing files to Slack: a place for each, its bytes there, then all of them shown at once.

https://docs.slack.dev/messaging/working-with-files
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.contents import Content
from bot.slack import CALL_TIMEOUT_SECONDS, Delivery, GiveUp, Posted, Retry, outcome
from bot.threads import NO_THREAD

PATIENCE_SECONDS = 60.0  # for the bytes of a large file while somebody waits for it
_AT_ONCE = 10  # files under one message
_OK = 200

# Told Slack's ids of files before anybody sees them; false where they are not to be shown.
Note = Callable[[list[str]], Awaitable[bool]]


async def upload(
    client: AsyncWebClient,
    channel: str,
    thread: str | None,
    files: Sequence[Content],
    note: Note,
    about: str = "",
) -> Delivery:
    """Show files in a thread; in the channel itself where there is none, with a word what they are `about`.

    Anything but Posted leaves some of them out, mostly all.
    """
    for start in range(0, len(files), _AT_ONCE):
        placed: list[dict[str, str | None]] = []
        for file in files[start : start + _AT_ONCE]:
            place = await send_file(client, file.name, file.data, PATIENCE_SECONDS)
            if not isinstance(place, str):
                return place
            placed.append({"id": place, "title": file.name})
        if not await note([str(one["id"]) for one in placed]):
            return GiveUp("mail_erased")
        shown = await _show(client, placed, channel, thread, about)
        if thread and isinstance(shown, Retry | GiveUp) and shown.error in NO_THREAD:
            thread = None
            shown = await _show(client, placed, channel, thread, about)
        if not isinstance(shown, Posted):
            return shown
    return Posted(channel, thread_ts=thread)


async def _show(
    client: AsyncWebClient, placed: list[dict[str, str | None]], channel: str, thread: str | None, about: str
) -> Delivery:
    return await outcome(
        client.files_completeUploadExternal(
            files=placed,
            channel_id=channel,
            thread_ts=thread,
            initial_comment=None if thread else about or None,
        )
    )


async def send_file(
    client: AsyncWebClient, name: str, content: bytes, seconds: float = CALL_TIMEOUT_SECONDS
) -> str | Delivery:
    """Ask for a place and put the bytes there: so far nobody sees them. Slack's id of the file, or why there
    is none. `seconds` is how long the bytes may take."""
    place: dict[str, str] = {}

    async def ask() -> Any:
        answer = await client.files_getUploadURLExternal(filename=name, length=len(content))
        place.update(url=str(answer["upload_url"]), file=str(answer["file_id"]))
        return {}

    async def put() -> Any:
        session = client.session
        if session is not None:
            async with session.post(place["url"], data=content) as response:
                status = response.status
        else:
            async with aiohttp.ClientSession() as own, own.post(place["url"], data=content) as response:
                status = response.status
        if status != _OK:
            raise ValueError(f"upload answered {status}")
        return {}

    for step, limit in ((ask, CALL_TIMEOUT_SECONDS), (put, seconds)):
        done = await outcome(step(), limit)
        if not isinstance(done, Posted):
            return Retry(done.error, done.after, bounded=done.bounded) if isinstance(done, Retry) else done
    return place["file"]
