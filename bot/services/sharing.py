"""Who may read a mail: its owner alone, or every member of the workspace.

Only the owner changes it. Each change is one transaction with its audit event, the updates of cards and of
posted copies, and what followers are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.posts import ShareForm
from bot.services.cards import own_mail
from bot.services.copies import copies_of
from bot.services.followers import take_back_what_was_told
from bot.services.links import Change, lock, update_cards
from bot.services.record_channels import channels_by_rule, never_in
from bot.shown import Target
from models import AuditEvent, Conversation, Message, Scope, Share, Workspace
from models.follows import Later, tell_followers
from models.outbox import enqueue_share
from models.transaction import transaction
from models.types import OutboxKind, ShareState, Visibility

_VERBS = {Visibility.SHARED: "shared", Visibility.PRIVATE: "made private"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome of a wish to change who may read a mail. Undoing goes by `event_id`."""

    change: Change
    visibility: Visibility
    whole: bool = False
    event_id: int | None = None
    message_id: int | None = None


async def share_form(scope: Scope, workspace: Workspace, message: Message, now: datetime) -> ShareForm:
    """How things stand with the viewer's own mail, for Share… to ask from there."""
    return ShareForm(
        message_id=message.id,
        subject=message.subject,
        visibility=message.visibility,
        whole=await is_whole(scope, message),
        mails=await scope.of(Message).filter(conversation_id=message.conversation_id).count(),
        workspace=workspace.name,
        copies=await copies_of(scope, message.id),
        channels=await _channels(scope, workspace, message, now),
    )


async def is_whole(scope: Scope, message: Message) -> bool:
    """Whether the viewer shares the mail's conversation as a whole."""
    return (await scope.of(Conversation).get(id=message.conversation_id)).shared_at is not None


async def _channels(
    scope: Scope, workspace: Workspace, message: Message, now: datetime
) -> tuple[tuple[Target, str], ...]:
    """Where the rule would post the mail were it shared now, as far as the admins allow mail there."""
    if message.visibility is Visibility.SHARED:
        return ()
    found, allowed = await channels_by_rule(scope, workspace, message, now), workspace.share_channels
    return tuple(
        (found[channel], channel)
        for channel in await never_in(scope, message, found)
        if allowed is None or channel in allowed
    )


async def set_visibility(
    scope: Scope, message_id: int, visibility: Visibility, now: datetime, *, whole: bool | None
) -> Opened:
    """Say who may read the viewer's mail; with `whole` its whole conversation, those to come too.

    `whole` None: the whole where it is shared as a whole, else this mail. Followers are told of the newest.
    """
    message = await own_mail(scope, message_id)
    if message is None:
        return Opened(Change.NO_MAIL, visibility)
    async with transaction():
        await lock(scope, message.conversation_id)
        conversation = await scope.of(Conversation).get(id=message.conversation_id)
        everything = conversation.shared_at is not None if whole is None else whole
        mails = scope.of(Message).filter(conversation_id=conversation.id).exclude(visibility=visibility)
        changed = await (mails if everything else mails.filter(id=message.id)).order_by("id")
        since = now if visibility is Visibility.SHARED else None
        marked = everything and (conversation.shared_at is None) != (since is None)
        if not changed and not marked:
            return Opened(Change.ALREADY, visibility, everything, message_id=message.id)
        detail: dict[str, Any] = {"mails": [one.id for one in changed], "to": visibility}
        if marked:
            before = conversation.shared_at
            detail |= {"conversation": conversation.id, "since": before.isoformat() if before else None}
            await scope.of(Conversation).filter(id=conversation.id).update(shared_at=since)
        event = await _write(scope, message, changed, visibility, detail, now)
    return Opened(Change.DONE, visibility, everything, event.id, message.id)


async def undo_visibility(scope: Scope, event_id: int, now: datetime) -> Opened:
    """Take back one's own change, as far as it still stands."""
    verbs = list(_VERBS.values())
    event = await scope.of(AuditEvent).get_or_none(id=event_id, actor_id=scope.viewer_id, verb__in=verbs)
    message_id = int(event.subject.partition(":")[2]) if event else None
    message = await own_mail(scope, message_id)
    if event is None or message is None or "to" not in event.detail:
        return Opened(Change.NO_LINK, Visibility.PRIVATE)
    was = Visibility(event.detail["to"])
    back = Visibility.PRIVATE if was is Visibility.SHARED else Visibility.SHARED
    async with transaction():
        await lock(scope, message.conversation_id)
        mails = scope.of(Message).filter(conversation_id=message.conversation_id, visibility=was)
        changed = await mails.filter(id__in=event.detail["mails"]).order_by("id")
        marked = "conversation" in event.detail
        if marked:
            since = event.detail["since"]
            rows = scope.of(Conversation).filter(
                id=message.conversation_id, shared_at__isnull=was is Visibility.PRIVATE
            )
            marked = bool(await rows.update(shared_at=datetime.fromisoformat(since) if since else None))
        if not changed and not marked:
            return Opened(Change.ALREADY, back, marked, message_id=message.id)
        detail: dict[str, Any] = {"mails": [one.id for one in changed], "undone": event.id}
        await _write(scope, message, changed, back, detail, now)
    return Opened(Change.DONE, back, marked, message_id=message.id)


async def _write(
    scope: Scope,
    message: Message,
    changed: Sequence[Message],
    visibility: Visibility,
    detail: dict[str, Any],
    now: datetime,
) -> AuditEvent:
    system = Scope(scope.workspace_id)  # a viewer's scope joins other tables, and an UPDATE cannot
    ids = [one.id for one in changed]
    mails = system.of(Message).filter(id__in=ids)
    await mails.update(visibility=visibility)
    if visibility is Visibility.SHARED and "undone" not in detail:
        await mails.update(shared_at=now)
    if visibility is Visibility.PRIVATE:
        await take_back_what_was_told(system, await mails, now)
    elif changed:
        newest = changed[-1]
        await tell_followers(system, [Later(newest.id, newest.conversation_id, newest.owner_id)], now)
    event = await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=_VERBS[visibility],
        subject=f"message:{message.id}",
        detail=detail,
    )
    standing = system.of(Share).filter(message_id__in=ids, state=ShareState.POSTED).order_by("id")
    for share in await standing.select_related("message"):
        await enqueue_share(share, share.message.owner_id, OutboxKind.SHARE_UPDATE, now)
    await update_cards(scope, message.conversation_id, now, message.id)
    return event
