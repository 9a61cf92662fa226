"""The files of a mail that can be shared along."""

from collections.abc import Collection

from bot.posts import MOST_FILES, FileChoice
from bot.shown import File
from models import Attachment, Scope


async def choices_of(
    scope: Scope, message_id: int, only: Collection[int] | None = None
) -> tuple[FileChoice, ...]:
    """The files of a mail in order, its pictures and signatures aside; or those of them that are named."""
    rows = scope.of(Attachment).filter(message_id=message_id, inline=False, signature=False)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    found = await rows.order_by("position", "id").limit(MOST_FILES)
    return tuple(FileChoice(one.id, File(one.name, one.type, one.size)) for one in found)
