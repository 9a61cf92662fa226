"""The mail of a record or person: only what the viewer may see."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from bot.services.lines import PAGE, page_of
from bot.shown import MailPage, Target, TargetKind
from models import Scope
from models.history import mails_of, moments_of

WEEKS = 12
_COUNTED = 2000  # mails: more than anybody tells apart in a chart of a line's height


async def timeline(scope: Scope, target: Target, tz: str, before: int | None = None) -> MailPage:
    """A page of its mails, newest first; `before` is the `older` of the page before."""
    ids = await mails_of(scope, **_of(target), before=before, limit=PAGE + 1)
    return await page_of(scope, ids, newest=before is None, tz=tz)


async def weeks_of(scope: Scope, target: Target, now: datetime) -> tuple[int, ...]:
    """How many mails came in each of the last weeks, oldest week first."""
    since = now - timedelta(weeks=WEEKS)
    moments = await moments_of(scope, **_of(target), since=since, limit=_COUNTED)
    counts = Counter(min((at - since) // timedelta(weeks=1), WEEKS - 1) for at in moments)
    return tuple(counts[week] for week in range(WEEKS))


def _of(target: Target) -> dict[str, Any]:
    return {"person_id" if target.kind is TargetKind.PERSON else "record_id": target.id}
