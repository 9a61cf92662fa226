"""The files of a mail, to choose from."""

from collections.abc import Collection

from bot.posts import MOST_FILES
from bot.shown import File, FileChoice
from models import Attachment, Scope


async def choices_of(
    scope: Scope, message_id: int, only: Collection[int] | None = None
) -> tuple[FileChoice, ...]:
    """The files of a mail in order, its pictures and signatures aside; or those of them that are named."""
    rows = scope.of(Attachment).filter(message_id=message_id, inline=False, signature=False)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    return tuple(map(_choice, await rows.order_by("position", "id").limit(MOST_FILES)))


async def all_choices_of(scope: Scope, message_id: int) -> tuple[FileChoice, ...]:
    """The same with the pictures inside its text, which come last."""
    rows = scope.of(Attachment).filter(message_id=message_id, signature=False)
    return tuple(map(_choice, await rows.order_by("inline", "position", "id").limit(MOST_FILES)))


def _choice(row: Attachment) -> FileChoice:
    return FileChoice(row.id, File(row.name, row.type, row.size), row.inline)
