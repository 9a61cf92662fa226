"""A member's own mails in a list."""

from datetime import datetime
from typing import Any

from bot.services.addresses import universal_address
from bot.services.cards import written_at
from bot.services.filings import links_of, target_of
from bot.services.rules import rules_of
from bot.services.search import has_any
from bot.services.unfiled import count_unfiled
from bot.shown import HomeData, InboxLine, Party
from models import Link, Message, Scope, User, Workspace
from models.outbox import enqueue_notice
from models.transaction import transaction

_LATEST = 10
_COLUMNS = ("id", "subject", "author_name", "author_address", "sent_at", "received_at", "conversation_id")


async def home_of(scope: Scope, user: User, workspace: Workspace, mail_domain: str) -> HomeData:
    """The home tab of a member."""
    return HomeData(
        name=user.name,
        address=universal_address(workspace, mail_domain),
        mails=await latest_lines(scope, _LATEST),
        unfiled=await count_unfiled(scope),
        has_records=await has_any(scope),
        tz=user.tz,
        rules=await rules_of(scope),
    )


async def latest_lines(scope: Scope, limit: int) -> tuple[InboxLine, ...]:
    """The viewer's own latest mails."""
    own = scope.of(Message).filter(owner_id=scope.viewer_id)
    mails = await own.order_by("-received_at", "-id").limit(limit).only(*_COLUMNS)
    links = await links_of(scope, {mail.conversation_id for mail in mails})
    return tuple(_line(mail, links[mail.conversation_id]) for mail in mails)


def _line(mail: Message, links: list[Link]) -> InboxLine:
    return InboxLine(
        message_id=mail.id,
        subject=mail.subject,
        author=Party(mail.author_name, mail.author_address),
        at=written_at(mail.sent_at, mail.received_at),
        filed_under=tuple(target_of(link) for link in links if link.removed_at is None),
    )


async def greet_once(scope: Scope, notice: dict[str, Any], now: datetime) -> bool:
    """Send a newcomer their first words; False where they had them, or have mail and need none."""
    if await scope.of(Message).filter(owner_id=scope.viewer_id).exists():
        return False
    async with transaction():
        me = scope.of(User).filter(id=scope.viewer_id, welcomed_at__isnull=True)
        if scope.viewer_id is None or not await me.update(welcomed_at=now):
            return False
        await enqueue_notice(scope.workspace_id, scope.viewer_id, notice, now)
    return True
