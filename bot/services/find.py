"""Full-text search over what the viewer may see: their own mail and what is shared."""

from collections.abc import Sequence

from bot.services.lines import PAGE, page_of
from bot.services.wanted import Wanted, snippet
from bot.shown import MailPage
from models import Message, Scope
from models.lookup import Term, find_messages


async def find(scope: Scope, wanted: Wanted, tz: str, before: int | None = None) -> MailPage:
    """The newest mails that have all that is wanted; `before` is the `older` of the page before."""
    ids = await find_messages(scope, wanted.terms, with_file=wanted.with_file, before=before, limit=PAGE + 1)
    snippets = await _snippets(scope, ids[:PAGE], wanted.terms)
    return await page_of(scope, ids, newest=before is None, tz=tz, snippets=snippets)


async def _snippets(scope: Scope, ids: Sequence[int], terms: Sequence[Term]) -> dict[int, str]:
    rows = scope.of(Message).filter(id__in=list(ids)).values_list("id", "note", "text")
    return {key: snippet(f"{note}\n{text}" if note else text, terms) for key, note, text in await rows}
