"""A copy of a mail in a channel or a colleague's direct messages: posted once, kept up to date."""

from dataclasses import replace

from tortoise.queryset import QuerySet

from bot import history
from bot.errands.dm import dm_of
from bot.errands.errand import EVENT_TYPE, Errand, Run, is_last, rewrite, say
from bot.errands.rule import refusal_of
from bot.errands.upload import Contents, upload_all
from bot.posts import Parts
from bot.services.copies import copy_of
from bot.services.copy_readers import posted_card
from bot.slack import Delivery, GiveUp, Posted, Retry, Unfit
from bot.views.follow import not_posted
from bot.views.rendered import Rendered
from bot.views.shared_card import posted_card as render
from models import Share
from models.follows import Later, tell_followers
from models.outbox import enqueue_card_update, enqueue_notice
from models.transaction import transaction
from models.types import OutsideGuard, ShareState


def post_copy(contents: Contents) -> Run:
    """Post the copy, then its files into the thread below it. `contents` gives the bytes of a file."""

    async def run(errand: Errand) -> Delivery:
        share = await _share(errand)
        if share is None or share.state in (ShareState.FAILED, ShareState.WITHDRAWN):
            return Posted()
        delivery = await _post(errand, share)
        if not isinstance(delivery, Posted) or delivery.ts is None:
            return await _end(errand, share, delivery)
        share = await _share(errand)
        if share is None or share.state is not ShareState.POSTED:
            return delivery  # withdrawn meanwhile: its withdrawal, next in the lane, removes what stands
        added = await upload_all(errand, share, contents)
        if isinstance(added, Retry) and not _last(errand, added):
            return replace(added, unsure=False)  # where the message stands is known; only files are owed
        missing = len(share.parts.get("files") or ()) - sum(bool(one.get("done")) for one in share.files)
        if missing:
            await _rows(errand, share).update(error=f"missing:{missing}")
            share.error = f"missing:{missing}"
            await _show(errand, share)
        return delivery

    return run


async def _post(errand: Errand, share: Share) -> Delivery:
    """The message itself: where it stands, or why it does not."""
    if share.ts is not None:
        return Posted(share.channel, share.ts)
    channel = await _channel(errand, share)
    if not isinstance(channel, str):
        return channel
    if errand.item.unsure:
        found = await history.find(errand.client, EVENT_TYPE, errand.item, channel)
        if isinstance(found, Posted):
            await _stands(errand, share, found)
        if found is not None:
            return found
    if share.state is not ShareState.POSTING:
        return Posted()  # withdrawn before anything was posted
    if Parts.of(share.parts).by_rule and (refused := await refusal_of(errand, share)) is not None:
        return refused
    content = await _content(errand, share)
    if content is None:
        return GiveUp("mail_erased")
    delivery = await say(errand, content, channel)
    if isinstance(delivery, Posted):
        await _stands(errand, share, delivery)
    return delivery


async def _channel(errand: Errand, share: Share) -> str | Delivery:
    if share.recipient_id is None:
        return share.channel
    recipient = share.recipient
    if recipient is not None and recipient.guest:
        workspace = await errand.workspace()
        if workspace.outside_guard is OutsideGuard.REFUSE:
            return GiveUp("no_guests")
    return await dm_of(errand, share.recipient_id)


async def _stands(errand: Errand, share: Share, posted: Posted) -> None:
    """Write down where the message stands, and tell who follows the conversation in that channel."""
    now, mail, channel = errand.clock(), share.message, posted.channel or share.channel
    async with transaction():
        await _rows(errand, share).update(channel=channel, ts=posted.ts)
        fresh = await _rows(errand, share).filter(state=ShareState.POSTING).update(state=ShareState.POSTED)
        await enqueue_card_update(mail, now)
        if fresh and share.recipient_id is None:
            later = Later(mail.id, mail.conversation_id, mail.owner_id, share.id, channel)
            await tell_followers(errand.scope, [later], now)


async def _end(errand: Errand, share: Share, delivery: Delivery) -> Delivery:
    """A copy that will never be posted: its owner hears why."""
    if not _last(errand, delivery) or isinstance(delivery, Posted):
        return delivery
    now, error = errand.clock(), delivery.error[:200]
    async with transaction():
        failed = _rows(errand, share).filter(state=ShareState.POSTING)
        if await failed.update(state=ShareState.FAILED, error=error):
            share.error, share.state = error, ShareState.FAILED
            said = not_posted(share.message.subject, copy_of(share))
            payload = {"text": said.text, "blocks": said.blocks, "asked": True, "mail": share.message_id}
            await enqueue_notice(errand.scope.workspace_id, errand.item.user_id, payload, now)
            await enqueue_card_update(share.message, now)
    return delivery


def _last(errand: Errand, delivery: Delivery) -> bool:
    """Whether this was the last try."""
    if isinstance(delivery, Retry):
        return is_last(errand.item, delivery)
    return isinstance(delivery, GiveUp | Unfit)


async def update_copy(errand: Errand) -> Delivery:
    """Make a posted copy show how things stand."""
    share = await _share(errand)
    if share is None or share.state is not ShareState.POSTED or share.ts is None:
        return Posted()
    return await _show(errand, share)


async def _show(errand: Errand, share: Share) -> Delivery:
    content = await _content(errand, share)
    if content is None or share.ts is None:
        return GiveUp("mail_erased")
    return await rewrite(errand, content, share.channel, share.ts)


async def _content(errand: Errand, share: Share) -> Rendered | None:
    card = await posted_card(errand.scope, share, share.message.owner.tz)
    what, _, count = (share.error or "").partition(":")
    missing = int(count) if what == "missing" and count.isdigit() else 0
    return render(card, missing) if card else None


async def _share(errand: Errand) -> Share | None:
    rows = errand.scope.of(Share).filter(id=int(errand.item.payload["share"]))
    return await rows.select_related("message__owner", "recipient").first()


def _rows(errand: Errand, share: Share) -> QuerySet[Share]:
    return errand.scope.of(Share).filter(id=share.id)
