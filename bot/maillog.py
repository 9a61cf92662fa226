"""One line for each delivery, with everything in it but the mail."""

import structlog

from bot.slack import Delivery, Posted, Retry
from models import OutboxItem

log = structlog.get_logger()


def delivered(item: OutboxItem, delivery: Delivery, seconds: float) -> None:
    """A try to tell Slack something, and what became of it."""
    log.info(
        "delivery",
        result=type(delivery).__name__.lower(),
        kind=item.kind.value,
        item=item.id,
        message=item.message_id,
        workspace=item.workspace_id,
        attempts=item.attempts,
        unsure=item.unsure,
        error=None if isinstance(delivery, Posted) else delivery.error,
        retry_after=delivery.after if isinstance(delivery, Retry) else None,
        ms=round(seconds * 1000),
    )
