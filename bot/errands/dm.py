"""Messages in a user's direct messages with us, each exactly once."""

from collections.abc import Sequence
from typing import Any

from bot import history
from bot.errands.errand import EVENT_TYPE, Errand, say
from bot.slack import Delivery, GiveUp, Posted, Retry, outcome
from bot.threads import NO_THREAD, heads_of
from bot.views.rendered import Rendered
from models import Message, User


async def post_in_dm(errand: Errand, content: Rendered) -> Delivery:
    """Post in the DM of the item's user, unless an earlier try already did; a later mail's card in the
    thread of its conversation."""
    channel = await dm_of(errand, errand.item.user_id)
    if not isinstance(channel, str):
        return channel
    threads = [str(head.card_ts) for head in await heads(errand, channel)]
    if errand.item.unsure:
        found = await history.find(errand.client, EVENT_TYPE, errand.item, channel, threads)
        if found is not None:
            return found
    if threads:
        delivery = await say(errand, content, channel, threads[0])
        if history.found_error(delivery) not in NO_THREAD:
            return delivery
    return await say(errand, content, channel)


async def heads(errand: Errand, channel: str) -> Sequence[Message]:
    """The cards whose threads an item may stand in, the one it belongs to first."""
    number = errand.item.message_id
    message = await errand.scope.of(Message).get_or_none(id=number) if number else None
    return await heads_of(errand.scope, message, channel) if message else ()


async def dm_of(errand: Errand, user_id: int) -> str | Delivery:
    """The DM channel of a user of ours, opened where it is not yet; or why there is none."""
    user = await errand.scope.of(User).get_or_none(id=user_id)
    if user is None or not user.active or user.guest:
        return GiveUp("user_disabled")
    if user.dm_channel:
        return user.dm_channel
    opened: dict[str, str] = {}

    async def open_dm() -> Any:
        response = await errand.client.conversations_open(users=user.slack_user_id)
        opened["id"] = response["channel"]["id"]
        return {}

    delivery = await outcome(open_dm())
    if not isinstance(delivery, Posted):
        # Opening a DM twice opens it once, so an unknown outcome is no doubt about the message.
        return Retry(delivery.error, delivery.after) if isinstance(delivery, Retry) else delivery
    user.dm_channel = opened["id"]
    await user.save(update_fields=["dm_channel"])
    return opened["id"]
