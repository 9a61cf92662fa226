"""The inbox: one's own conversations that are neither filed nor done, and filing many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count, Max

from bot.services import links
from bot.services.done import set_done
from bot.services.lines import PAGE, lines_of
from bot.services.links import Change
from bot.shown import MailPage, Target, TargetKind
from models import Conversation, Link, Message, Scope

COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of filing several mails: where they are, and the links made now, for undoing."""

    target: Target | None
    link_ids: tuple[int, ...] = ()


async def inbox(scope: Scope, tz: str, before: int | None = None) -> MailPage:
    """A page of conversations, the one with the newest mail first, each as its newest mail.

    `before` is the `older` of the page before: the id of a conversation.
    """
    waiting = scope.of(Conversation).filter(owner_id=scope.viewer_id, waiting=True)
    if before is not None:
        last = await scope.of(Conversation).get_or_none(id=before, owner_id=scope.viewer_id)
        if last is not None:
            waiting = waiting.filter(
                Q(latest_at__lt=last.latest_at) | Q(id__lt=last.id), latest_at__lte=last.latest_at
            )
    found = waiting.order_by("-latest_at", "-id").limit(PAGE + 1)
    ids: list[int] = [row[0] for row in await found.values_list("id")]
    return MailPage(
        lines=tuple(await _newest_mails(scope, ids[:PAGE])),
        older=ids[PAGE - 1] if len(ids) > PAGE else None,
        newest=before is None,
        tz=tz,
    )


async def _newest_mails(scope: Scope, conversation_ids: Sequence[int]) -> list[Any]:
    rows = (
        await scope.of(Message)
        .filter(conversation_id__in=list(conversation_ids))
        .annotate(newest=Max("id"), mails=Count("id"))
        .group_by("conversation_id")
        .values("conversation_id", "newest", "mails")
    )
    counts = {row["newest"]: row["mails"] for row in rows}
    order = {key: place for place, key in enumerate(conversation_ids)}
    lines = await lines_of(scope, counts, {})
    lines.sort(key=lambda line: order[line.conversation_id])
    return [replace(line, mails=counts[line.message_id]) for line in lines]


async def count_unfiled(scope: Scope) -> int:
    """How many of the viewer's mails stand in the inbox; COUNTED means that many or more."""
    waiting = scope.of(Conversation).filter(owner_id=scope.viewer_id, waiting=True)
    ids = [row[0] for row in await waiting.order_by("-latest_at").limit(COUNTED).values_list("id")]
    if len(ids) == COUNTED:
        return COUNTED
    return min(COUNTED, await scope.of(Message).filter(conversation_id__in=ids).count())


async def still_waiting(scope: Scope, message_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of the viewer's mails that are in the inbox: a modal may still hold ticks of what has left it."""
    own = scope.of(Message).filter(
        id__in=list(message_ids), owner_id=scope.viewer_id, conversation__waiting=True
    )
    return tuple(row[0] for row in await own.order_by("id").values_list("id"))


async def file_all(
    scope: Scope, message_ids: Sequence[int], kind: TargetKind, row: int, now: datetime
) -> Filed:
    """File the conversations of these mails of the viewer's under one record or person."""
    target: Target | None = None
    filed: list[int] = []
    for message_id in message_ids:
        changed = await links.link(scope, message_id, kind, row, now)
        if changed.change is Change.DONE:
            filed.append(message_id)
        target = changed.target or target
    if target is None or not filed:
        return Filed(target)
    conversations = scope.of(Message).filter(id__in=filed).values_list("conversation_id", flat=True)
    made = scope.of(Link).filter(
        conversation_id__in=list(set(await conversations)),
        user_id=scope.viewer_id,
        removed_at__isnull=True,
        created_at=now,
    )
    column = "person_id" if kind is TargetKind.PERSON else "record_id"
    ids = await made.filter(**{column: row}).order_by("id").values_list("id")
    return Filed(target, tuple(key[0] for key in ids))


async def unfile_all(scope: Scope, link_ids: Sequence[int], now: datetime) -> int:
    """Take links of the viewer's back; answers how many there were to take."""
    changed = [await links.unlink(scope, link_id, now) for link_id in link_ids]
    return sum(each.change is Change.DONE for each in changed)


async def set_all_done(
    scope: Scope, message_ids: Sequence[int], now: datetime, *, done: bool
) -> tuple[int, ...]:
    """Take the conversations of these mails out of the inbox or put them back; those that changed."""
    changed = [(key, await set_done(scope, key, now, done=done)) for key in message_ids]
    return tuple(key for key, each in changed if each.change is Change.DONE)
