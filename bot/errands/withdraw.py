"""Taking a copy back: the message, what we said in its thread, and its files; then a report."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errands.errand import Errand, is_last
from bot.services.copies import copy_of
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit, outcome
from bot.threads import NO_THREAD
from bot.views.follow import withdrawn_report
from models import Scope, Share
from models.outbox import enqueue_card_update, enqueue_notice
from models.transaction import transaction
from models.types import ShareState

_PAGE = 200
_PAGES = 10
_NO_FILE = frozenset({"file_not_found", "file_deleted"})
_NO_MESSAGE = frozenset({"message_not_found"})


@dataclass(slots=True)
class _Left:
    """What could not be removed: the message itself, what we said below it, files by their entries, each
    with the reason; and people's replies, which are not ours to remove."""

    message: str = ""
    ours: list[str] = field(default_factory=list)
    files: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    replies: int = 0
    unread: bool = False  # the thread below it could not be looked into

    @property
    def of_ours(self) -> bool:
        return bool(self.message or self.ours or self.files)

    def __str__(self) -> str:
        said = [self.message] if self.message else []
        said += [f"files:{len(self.files)}:{self.files[0][1]}"] if self.files else []
        said += [f"ours:{len(self.ours)}:{self.ours[0]}"] if self.ours else []
        said += [f"replies:{self.replies}"] if self.replies else []
        said += ["unread:1"] if self.unread and not self.message else []
        return " ".join(said)[:255]


async def withdraw_copy(errand: Errand) -> Delivery:
    """Remove a copy. Each step may have happened already; one that fails for now is taken up again."""
    share = await _share(errand.scope, int(errand.item.payload["share"]))
    if share is None or share.state is not ShareState.WITHDRAWING:
        return Posted()
    left = _Left()
    trouble = await _remove(errand, share, left)
    if trouble is not None:
        return trouble
    await _settle(errand, share, left)
    return Posted()


async def _remove(errand: Errand, share: Share, left: _Left) -> Retry | None:
    """Files first, then what we said below the message, the message last; None when nothing is to come."""
    client = errand.client
    for entry in share.files:
        gone = await _gone(errand, client.files_delete(file=str(entry["file"])), _NO_FILE)
        if isinstance(gone, Retry):
            return gone
        left.files += [(entry, gone)] if gone else []
    if share.ts is None:
        return None
    thread = await _thread(errand, share, left)
    if isinstance(thread, Retry):
        return thread
    ours = next((one for one in thread if one.get("ts") == share.ts), {}).get("bot_id")
    for reply in thread:
        if reply.get("ts") == share.ts:
            continue
        if not reply.get("bot_id") or (ours and reply["bot_id"] != ours):
            left.replies += 1
            continue
        gone = await _gone(
            errand, client.chat_delete(channel=share.channel, ts=str(reply["ts"])), _NO_MESSAGE
        )
        if isinstance(gone, Retry):
            return gone
        left.ours += [gone] if gone else []
    gone = await _gone(errand, client.chat_delete(channel=share.channel, ts=share.ts), _NO_MESSAGE)
    if isinstance(gone, Retry):
        return gone
    left.message = gone
    return None


async def _gone(errand: Errand, call: Awaitable[Any], already: frozenset[str]) -> str | Retry:
    """Nothing where it is gone; why it is not, where that is for good or was tried often enough."""
    match await outcome(call):
        case Posted():
            return ""
        case Retry() as again if not is_last(errand.item, again):
            return again
        case Retry(error) | Unfit(error) | GiveUp(error):
            return "" if error in already else error


async def _thread(errand: Errand, share: Share, left: _Left) -> list[dict[str, Any]] | Retry:
    """The message and its replies; none where they are gone, or hidden from us, which is noted."""
    found: list[dict[str, Any]] = []
    cursor: list[str] = [""]

    async def read() -> Any:
        answer = await errand.client.conversations_replies(
            channel=share.channel, ts=str(share.ts), limit=_PAGE, cursor=cursor[0] or None
        )
        found.extend(answer.get("messages") or ())
        cursor[0] = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        return {}

    for _ in range(_PAGES):
        done = await outcome(read())
        if isinstance(done, Retry) and done.error not in NO_THREAD:
            return done
        left.unread = not isinstance(done, Posted) and done.error not in NO_THREAD
        if not isinstance(done, Posted) or not cursor[0]:
            break
    return found


async def _settle(errand: Errand, share: Share, left: _Left) -> None:
    """Write down what became of it; the last of those withdrawn together brings the report."""
    now, scope = errand.clock(), errand.scope
    batch = [int(one) for one in errand.item.payload.get("batch") or [share.id]]
    async with transaction():
        # Two of one batch end one after the other: the later one sees both.
        rows = scope.of(Share).filter(id__in=batch).order_by("id").select_for_update(no_key=True)
        await rows
        settled: dict[str, Any] = {"error": str(left) or None, "files": [entry for entry, _ in left.files]}
        if not left.of_ours:
            settled |= {"state": ShareState.WITHDRAWN, "withdrawn_at": now}
        elif not left.message and not left.ours:
            settled |= {"ts": None}  # only files are left to come back for
        await scope.of(Share).filter(id=share.id).update(**settled)
        await enqueue_card_update(share.message, now)
        shares = await _of(scope, batch)
        if any(one.state is ShareState.WITHDRAWING and not one.error for one in shares):
            return
        said = withdrawn_report(share.message.subject, [copy_of(one) for one in shares])
        payload = {"text": said.text, "blocks": said.blocks, "asked": True, "mail": share.message_id}
        await enqueue_notice(scope.workspace_id, errand.item.user_id, payload, now)


async def _share(scope: Scope, share_id: int) -> Share | None:
    return next(iter(await _of(scope, [share_id])), None)


async def _of(scope: Scope, ids: Sequence[int]) -> list[Share]:
    rows = scope.of(Share).filter(id__in=list(ids)).select_related("message", "recipient")
    return list(await rows.order_by("id"))
