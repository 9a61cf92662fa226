"""A mail's card: posted once, then kept up to date."""

from collections.abc import Awaitable, Callable

from bot.errands.dm import heads, post_in_dm
from bot.errands.errand import Errand, Run, rewrite
from bot.errands.rule import wish_by_rule
from bot.slack import Delivery, GiveUp, Posted, Retry
from bot.views.rendered import Rendered
from models import Message, OutboxItem, Scope
from models.held_back import waits_until
from models.outbox import dm_lane, enqueue_card_update
from models.types import OutboxKind, OutboxState

# A mail's card as it is now; None once the mail is gone.
Render = Callable[[Scope, int], Awaitable[Rendered | None]]


def post_card(render: Render) -> Run:
    """Post a mail's card in its owner's DM."""

    async def run(errand: Errand) -> Delivery:
        scope = errand.scope
        message = await scope.of(Message).get_or_none(id=errand.item.message_id)
        if message is None:
            return GiveUp("mail_erased")
        if message.owner_id != errand.item.user_id:
            return GiveUp("handed_over")  # since this waited: it is no longer for them to see
        await wish_by_rule(scope, message, errand.clock())
        card = await render(scope, message.id)
        if card is None:
            return GiveUp("mail_erased")
        delivery = await post_in_dm(errand, card)
        if isinstance(delivery, Posted):
            await (
                scope.of(Message)
                .filter(id=message.id)
                .update(card_channel=delivery.channel, card_ts=delivery.ts, card_thread_ts=delivery.thread_ts)
            )
            if delivery.thread_ts and delivery.channel:
                # The thread's head tells of its newest mail.
                for head in await heads(errand, delivery.channel):
                    if head.card_ts == delivery.thread_ts:
                        await enqueue_card_update(head, errand.clock())
        return delivery

    return run


def update_card(render: Render) -> Run:
    """Make a posted card show how things stand."""

    async def run(errand: Errand) -> Delivery:
        scope = errand.scope
        message = await scope.of(Message).get_or_none(id=errand.item.message_id).select_related("owner")
        if message is None:
            return GiveUp("mail_erased")
        if message.owner.guest or not message.owner.active:
            return GiveUp("user_disabled")
        await wish_by_rule(scope, message, errand.clock())
        if message.card_ts is None or message.card_channel is None:
            # The card shows the state of its own sending: wait for that, or for its end.
            waiting = scope.of(OutboxItem).filter(
                message_id=message.id,
                kind=OutboxKind.CARD,
                state__in=(OutboxState.PENDING, OutboxState.SENDING),
            )
            if not await waiting.exists():
                return Posted()
            # Held back by quiet hours, or behind what is: not before that.
            due = await waits_until(dm_lane(message.owner_id)) or errand.clock()
            wait = max(1.0, (due - errand.clock()).total_seconds())
            return Retry("card_not_posted_yet", after=wait, bounded=False)
        card = await render(scope, message.id)
        if card is None:
            return GiveUp("mail_erased")
        return await rewrite(errand, card, message.card_channel, message.card_ts)

    return run
