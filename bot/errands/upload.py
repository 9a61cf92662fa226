"""The files of a copy, uploaded into the thread below it (docs: working with files), each once."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errands.errand import Errand
from bot.files import send_file
from bot.slack import Delivery, GiveUp, Posted, Retry, outcome
from models import Attachment, Scope, Share

# The bytes of a file of a mail; None where they are gone.
Contents = Callable[[Scope, Attachment], Awaitable[bytes | None]]

_REPLIES = 200


async def upload_all(errand: Errand, share: Share, contents: Contents) -> Delivery:
    """Upload what is not there yet. `share.files` says what is: written before it shows, so that whatever
    crashes it is looked for and not shown twice. A file that cannot be had is left out."""
    wanted = [int(one) for one in share.parts.get("files") or ()]
    rows = errand.scope.of(Attachment).filter(message_id=share.message_id, id__in=wanted)
    for attachment in await rows.order_by("position", "id"):
        entry = next((one for one in share.files if one["attachment"] == attachment.id), None)
        if entry and entry.get("done"):
            continue
        if entry is None or not await _shows(errand, share, entry["file"]):
            added = await _upload(errand, share, attachment, contents, entry)
            if isinstance(added, Retry):
                return added
            if not isinstance(added, Posted):
                continue
        await _note(errand, share, attachment.id, done=True)
    return Posted()


async def _upload(
    errand: Errand, share: Share, attachment: Attachment, contents: Contents, entry: dict[str, Any] | None
) -> Delivery:
    file = str(entry["file"]) if entry else None
    if file is None:
        content = await contents(errand.scope, attachment)
        if not content:
            return GiveUp("file_is_gone")  # or empty: Slack takes no file of no bytes
        sent = await send_file(errand.client, attachment.name or "file", content)
        if not isinstance(sent, str):
            return sent
        file = sent
        await _note(errand, share, attachment.id, file=file)
    return await outcome(
        errand.client.files_completeUploadExternal(
            files=[{"id": file, "title": attachment.name or "file"}],
            channel_id=share.channel,
            thread_ts=share.ts,
        )
    )


async def _shows(errand: Errand, share: Share, file: str) -> bool:
    """Whether a file stands in the copy's thread already: the answer to its upload may have been lost."""
    found: list[Any] = []

    async def replies() -> Any:
        answer = await errand.client.conversations_replies(
            channel=share.channel, ts=str(share.ts), limit=_REPLIES
        )
        found.extend(answer.get("messages") or ())
        return {}

    await outcome(replies())
    return any(one.get("id") == file for message in found for one in message.get("files") or ())


async def _note(
    errand: Errand, share: Share, attachment_id: int, *, file: str = "", done: bool = False
) -> None:
    """Keep what is known of a file."""
    entry = next((one for one in share.files if one["attachment"] == attachment_id), None)
    if entry is None:
        entry = {"attachment": attachment_id, "file": file, "done": done}
        share.files = [*share.files, entry]
    entry["done"] = done
    await errand.scope.of(Share).filter(id=share.id).update(files=share.files)
