"""Where the workspace's rule posts a mail that is shared within the company: its records' own channels."""

from collections.abc import Collection
from datetime import datetime

from bot.services.filings import target_of_record
from bot.shown import Target
from models import Link, Message, Scope, Share, Workspace


async def channels_by_rule(
    scope: Scope, workspace: Workspace, message: Message, shared_at: datetime
) -> dict[str, Target]:
    """The channels that the rule names for a mail shared at that time, each with a record whose it is.

    Neither the rule nor a record's channel, newly set, reaches back to what was shared before.
    """
    since = workspace.record_channels_since
    if not workspace.post_to_record_channels or (since is not None and shared_at < since):
        return {}
    links = scope.of(Link).filter(
        conversation_id=message.conversation_id, removed_at__isnull=True, record__channel__isnull=False
    )
    records = [link.record for link in await links.order_by("id").select_related("record__organization")]
    return {
        str(record.channel): target_of_record(record)
        for record in records
        if record is not None and (record.channel_at is None or shared_at >= record.channel_at)
    }


async def never_in(scope: Scope, message: Message, channels: Collection[str]) -> list[str]:
    """Those of the channels where no copy of the mail ever was: the rule posts once for each, ever."""
    ever = scope.of(Share).filter(message_id=message.id, channel__in=sorted(channels))
    return sorted(set(channels) - {row[0] for row in await ever.values_list("channel")})
