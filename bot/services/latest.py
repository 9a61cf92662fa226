"""A member's latest mails in brief."""

from bot.services.cards import written_at
from bot.services.filings import links_of, target_of
from bot.shown import InboxLine, Party
from models import Link, Message, Scope

_COLUMNS = ("id", "subject", "author_name", "author_address", "sent_at", "received_at", "conversation_id")


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
