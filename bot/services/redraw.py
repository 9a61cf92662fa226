"""Having cards tell what changed elsewhere."""

from datetime import datetime

from models import Link, Message, Scope
from models.outbox import enqueue_card_update

_MOST = 50  # older cards tell it when something else changes on them


async def redraw_filed(scope: Scope, record_id: int, now: datetime) -> None:
    """Have the newest cards of mail filed under a record show how it stands, whoever's they are. To be called
    in the transaction that changed it."""
    system = Scope(
        scope.workspace_id
    )  # the cards are their owners', and nothing of them is shown to the viewer
    filed = system.of(Link).filter(record_id=record_id, removed_at__isnull=True)
    latest = (
        await filed.order_by("-conversation__latest_at", "-id").limit(_MOST).values_list("conversation_id")
    )
    cards = system.of(Message).filter(conversation_id__in=[row[0] for row in latest], card_ts__isnull=False)
    newest = cards.order_by("-id").limit(_MOST)
    for message in await newest.only("id", "workspace_id", "owner_id"):
        await enqueue_card_update(message, now)
