"""Deleting a message of ours whose mail was erased: the item says where it stands and nothing else."""

from typing import Any

from bot.errands.errand import Errand
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit, outcome
from models.outbox import enqueue_notice

_PAGE = 200
_GONE = frozenset({"message_not_found", "thread_not_found", "file_not_found", "file_deleted"})
# Nobody can look there any more, us included: direct messages that are gone. A channel is read on where it
# is archived, or where we were put out.
_OUT_OF_SIGHT = frozenset({"channel_not_found", "user_disabled"})


async def remove(errand: Errand) -> Delivery:
    """Delete the files, what we said below the message, then the message. What is gone already is done."""
    where = errand.item.payload
    channel, ts = str(where["channel"]), str(where["ts"])
    left = ""
    for file in where.get("files") or ():
        gone = await _delete(errand.client.files_delete(file=str(file)))
        if isinstance(gone, Retry):
            return gone
        left = left or gone
    replies = await _replies(errand, channel, ts) if where.get("thread") else []
    if isinstance(replies, Retry):
        return replies
    for place in filter(None, (*replies, ts)):
        gone = await _delete(errand.client.chat_delete(channel=channel, ts=place))
        if isinstance(gone, Retry):
            return gone
        left = left or gone
    if not left:
        return Posted(channel, ts)
    if left not in _OUT_OF_SIGHT or not channel.startswith("D"):
        await _tell(errand, channel)
    return GiveUp(left)


async def _delete(call: Any) -> str | Retry:
    """Nothing where it is gone; else why it is not."""
    match await outcome(call):
        case Posted():
            return ""
        case Retry() as again:
            return again
        case Unfit(error) | GiveUp(error):
            return "" if error in _GONE else error


async def _replies(errand: Errand, channel: str, ts: str) -> list[str] | Retry:
    """What we said in the message's thread; nothing where we may not look."""
    found: list[str] = []

    async def read() -> Any:
        answer = await errand.client.conversations_replies(channel=channel, ts=ts, limit=_PAGE)
        messages = list(answer.get("messages") or ())
        ours = next((one.get("bot_id") for one in messages if one.get("ts") == ts), None)
        found.extend(str(m["ts"]) for m in messages if m["ts"] != ts and ours and m.get("bot_id") == ours)
        return {}

    done = await outcome(read())
    if isinstance(done, Retry) and done.error != "missing_scope":
        return done
    return found


async def _tell(errand: Errand, channel: str) -> None:
    where, go = f"<#{channel}>", "Open that channel and ask"
    if channel.startswith("D"):
        where, go = "a direct message of mine", "Ask"
    text = (
        f"One message about mail you erased could not be deleted in {where}. "
        f"{go} a workspace admin to delete it there."
    )
    item = errand.item
    await enqueue_notice(item.workspace_id, item.user_id, {"text": text, "blocks": []}, errand.clock())
