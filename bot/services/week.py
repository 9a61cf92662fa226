"""What a member's week of mail came to."""

from datetime import datetime

from bot.refused import Week
from bot.services.digests import zone_of
from bot.services.refusals import total
from bot.services.unfiled import count_unfiled, inbox
from models import Conversation, Link, Message, Refusal, Scope
from models.types import LinkOrigin

_MOST = 5000  # mails of one week that are told apart; beyond that only the days are counted
_SLICE = 500
_SHOWN = 5


async def week_of(scope: Scope, tz: str, since: datetime, until: datetime) -> Week | None:
    """The viewer's own mail that came from `since` until before `until`; None where nothing happened."""
    rows = (
        await scope.of(Message)
        .filter(owner_id=scope.viewer_id, received_at__gte=since, received_at__lt=until)
        .only("id", "conversation_id", "received_at")
    )
    zone = zone_of(tz)
    days = [0] * 7
    for row in rows:
        days[row.received_at.astimezone(zone).weekday()] += 1
    conversations = [row.conversation_id for row in rows[:_MOST]]
    by_hand, by_rule, waiting = await _filed(scope, set(conversations))
    refusals = scope.of(Refusal).filter(user_id=scope.viewer_id, latest_at__gte=since, latest_at__lt=until)
    refused = await total(refusals)
    if not rows and not refused:
        return None
    return Week(
        monday=since,
        days=tuple(days),
        by_rule=sum(each in by_rule for each in conversations),
        by_hand=sum(each in by_hand for each in conversations),
        left=sum(each in waiting for each in conversations),
        refused=refused,
        waiting=(await inbox(scope, tz)).lines[:_SHOWN],
        inbox=await count_unfiled(scope),
        tz=tz,
    )


async def _filed(scope: Scope, conversations: set[int]) -> tuple[set[int], set[int], set[int]]:
    """Those filed by hand, those filed by rules alone, and those that wait in the inbox."""
    by_hand, by_any, waiting = set[int](), set[int](), set[int]()
    ids = sorted(conversations)
    for at in range(0, len(ids), _SLICE):
        some = ids[at : at + _SLICE]
        live = scope.of(Link).filter(conversation_id__in=some, removed_at__isnull=True)
        for link in await live.only("id", "conversation_id", "origin"):
            by_any.add(link.conversation_id)
            if link.origin is LinkOrigin.USER:
                by_hand.add(link.conversation_id)
        left = scope.of(Conversation).filter(id__in=some, owner_id=scope.viewer_id, waiting=True)
        waiting.update(each.id for each in await left.only("id"))
    return by_hand - waiting, by_any - by_hand - waiting, waiting
