"""The copies of a mail in channels and in colleagues' direct messages: wished for, listed, taken back.

Only the owner of a mail posts or withdraws it; what Slack is told goes through the outbox, in the
transaction that writes the wish down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from bot.posts import Channels, Copy, Parts, PostDraft, PostForm
from bot.services.cards import own_mail
from bot.services.filechoice import choices_of
from bot.services.followers import take_back_what_was_told
from bot.services.links import Change, lock
from models import AuditEvent, Message, Scope, Share, User, Workspace
from models.held_back import held_copies, let_copies_go
from models.outbox import enqueue_card_update, enqueue_share
from models.transaction import transaction
from models.types import OutboxKind, OutsideGuard, ShareState

STANDING = (ShareState.POSTING, ShareState.POSTED)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a copy goes: a channel with its name, or a colleague."""

    channel: str
    name: str
    recipient: User | None = None


async def post_form(scope: Scope, workspace: Workspace, draft: PostDraft) -> PostForm | None:
    """What can be chosen for a copy of the viewer's own mail; None for any other."""
    message = await own_mail(scope, draft.message_id)
    if message is None:
        return None
    files, kept = await choices_of(scope, message.id), message.raw_mail_id is not None
    return PostForm(
        draft=draft,
        subject=message.subject,
        files=files if kept else (),
        files_gone=bool(files) and not kept,
        has_quoted=bool((message.quoted or "").strip()),
        inside_only=workspace.outside_guard is OutsideGuard.REFUSE,
        channels=channels_of(workspace),
    )


def channels_of(workspace: Workspace) -> Channels:
    """Where its admins allow mail to be posted."""
    if workspace.share_channels is None:
        return Channels.EVERY
    return Channels.SOME if workspace.share_channels else Channels.NONE


async def copies_of(scope: Scope, message_id: int) -> tuple[Copy, ...]:
    """The copies that stand, are on their way, or could not be taken away, oldest first."""
    states = (*STANDING, ShareState.WITHDRAWING)
    rows = scope.of(Share).filter(message_id=message_id, state__in=states)
    shares = await rows.order_by("id").limit(_SHOWN).select_related("recipient")
    held = await held_copies([one.id for one in shares if one.recipient_id and not one.ts])
    return tuple(copy_of(share, held=share.id in held) for share in shares)


def copy_of(share: Share, *, held: bool = False) -> Copy:
    """A copy as values; its recipient must have been selected along."""
    direct = share.recipient_id is not None
    name = share.recipient.name if share.recipient is not None else share.channel_name or share.channel
    return Copy(
        share_id=share.id,
        place=name if direct else f"#{name}",
        direct=direct,
        state=share.state,
        parts=Parts.of(share.parts),
        at=share.created_at,
        error=share.error or "",
        held=held and share.state is ShareState.POSTING,
    )


async def post(scope: Scope, message_id: int, to: Destination, parts: Parts, now: datetime) -> Change:
    """Have a copy of the viewer's mail posted; a mail stands once in one place."""
    message = await own_mail(scope, message_id)
    if message is None:
        return Change.NO_MAIL
    async with transaction():
        await lock(scope, message.conversation_id)
        share = await wish(scope, message, to, parts, now)
    return Change.DONE if share else Change.ALREADY


async def wish(scope: Scope, message: Message, to: Destination, parts: Parts, now: datetime) -> Share | None:
    """Write down that a mail is to be posted there, inside the caller's transaction; None where it stands
    there already. Without a viewer it is the workspace's rule that wishes it, in the owner's name."""
    if await stands(scope, message.id, to):
        return None
    share = await Share.create(
        workspace_id=scope.workspace_id,
        message_id=message.id,
        state=ShareState.POSTING,
        channel=to.channel,
        channel_name=to.name[:255],
        recipient_id=to.recipient.id if to.recipient else None,
        parts=parts.stored(),
        shared_by_id=message.owner_id,
        created_at=now,
    )
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb="posted",
        subject=f"share:{share.id}",
        detail={"message": message.id, "channel": to.channel, "rule": parts.by_rule},
    )
    await enqueue_share(share, message.owner_id, OutboxKind.SHARE, now)
    await enqueue_card_update(message, now)
    return share


async def stands(scope: Scope, message_id: int, to: Destination) -> bool:
    """Whether a mail stands there, or is on its way there or back. Where only a file of an earlier copy
    could not be removed, it does not."""
    rows = Scope(scope.workspace_id).of(Share).filter(message_id=message_id)
    if to.recipient is not None:
        rows = rows.filter(recipient_id=to.recipient.id)
    else:
        rows = rows.filter(channel=to.channel)
    left = Q(state=ShareState.WITHDRAWING, ts__isnull=True, error__isnull=False)
    return await rows.filter(Q(state__in=(*STANDING, ShareState.WITHDRAWING)) & ~left).exists()


async def own_copies(
    scope: Scope, *, share_id: int | None = None, message_id: int | None = None
) -> list[Share]:
    """Copies of the viewer's own mail that can be withdrawn: one of them, or all of one mail's."""
    states = (*STANDING, ShareState.WITHDRAWING)
    rows = scope.of(Share).filter(message__owner_id=scope.viewer_id, state__in=states)
    rows = rows.filter(message_id=message_id) if share_id is None else rows.filter(id=share_id)
    return list(await rows.select_related("message", "recipient").order_by("id"))


async def withdraw(scope: Scope, shares: Sequence[Share], now: datetime) -> Change:
    """Take back copies that `own_copies` found. From this moment nobody opens them; Slack follows."""
    if not shares:
        return Change.NO_LINK
    message = shares[0].message
    system = Scope(scope.workspace_id)
    async with transaction():
        await lock(scope, message.conversation_id)
        rows = system.of(Share).filter(id__in=[share.id for share in shares])
        # What is being withdrawn already and has met no trouble needs no second try.
        going = await rows.filter(state=ShareState.WITHDRAWING, error__isnull=True).values_list("id")
        wanted = [share for share in shares if share.id not in {row[0] for row in going}]
        if not wanted:
            return Change.ALREADY
        ids = [share.id for share in wanted]
        states = (*STANDING, ShareState.WITHDRAWING)
        changed = system.of(Share).filter(id__in=ids, state__in=states)
        await changed.update(state=ShareState.WITHDRAWING, error=None)
        await take_back_what_was_told(system, [message], now)
        for share in wanted:
            await AuditEvent.create(
                workspace_id=scope.workspace_id,
                at=now,
                actor_id=scope.viewer_id,
                verb="withdrew",
                subject=f"share:{share.id}",
                detail={"message": share.message_id, "channel": share.channel},
            )
            await enqueue_share(share, message.owner_id, OutboxKind.SHARE_WITHDRAW, now, ids)
        await let_copies_go(ids, now)
        await enqueue_card_update(message, now)
    return Change.DONE
