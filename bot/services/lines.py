"""Mails as the rows of a list, and lists in pages."""

from collections.abc import Iterable, Mapping, Sequence

from bot.services.cards import written_at
from bot.shown import MailLine, MailPage, Party
from models import Attachment, Message, Scope

PAGE = 10
_SNIPPET = 300


async def page_of(
    scope: Scope, ids: Sequence[int], *, newest: bool, tz: str, snippets: Mapping[int, str] | None = None
) -> MailPage:
    """A page out of mails found, newest first and one more than a page where there are older ones.

    A mail that the viewer may not see is left out, whoever found it.
    """
    shown = list(ids[:PAGE])
    lines = {line.message_id: line for line in await lines_of(scope, shown, snippets or {})}
    return MailPage(
        lines=tuple(lines[key] for key in shown if key in lines),
        older=shown[-1] if len(ids) > PAGE else None,
        newest=newest,
        tz=tz,
    )


async def lines_of(scope: Scope, ids: Iterable[int], snippets: Mapping[int, str]) -> list[MailLine]:
    """These mails as rows, as far as the viewer may see them."""
    mails = await scope.of(Message).filter(id__in=list(ids)).select_related("owner")
    files = scope.of(Attachment).filter(message_id__in=list(ids), inline=False, signature=False)
    with_files = set(await files.values_list("message_id", flat=True)) if mails else set()
    return [
        MailLine(
            message_id=mail.id,
            conversation_id=mail.conversation_id,
            subject=mail.subject,
            author=Party(mail.author_name, mail.author_address),
            at=written_at(mail.sent_at, mail.received_at),
            snippet=snippets.get(mail.id) or (mail.note or mail.text)[:_SNIPPET],
            owner=None if mail.owner_id == scope.viewer_id else mail.owner.name,
            has_files=mail.id in with_files,
        )
        for mail in mails
    ]
