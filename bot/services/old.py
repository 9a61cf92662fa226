"""A member's word about a mail of theirs that is old: whether to file it."""

from datetime import datetime

from bot.asked import OldMail
from models import HeldMail, Scope, User
from models.types import HeldFor


async def old_mail(scope: Scope, held_id: int) -> OldMail | None:
    """What to ask the viewer about a mail that waits for them; None once that is settled."""
    row = await scope.of(HeldMail).filter(id=held_id, held_for=HeldFor.OLD, released_at__isnull=True).first()
    return await _told(row) if row is not None else None


async def file_it(scope: Scope, held_id: int, now: datetime) -> OldMail | None:
    """Release the mail, be it that the viewer did not want it before; None where it is gone."""
    row = await _mine(scope, held_id)
    if row is None or not await scope.of(HeldMail).filter(id=row.id, released_at__isnull=True).update(
        released_at=now
    ):
        return None
    return await _told(row)


async def drop_it(scope: Scope, held_id: int) -> OldMail | None:
    """Leave the mail unfiled until it is deleted; None where it is gone.

    Till then it is known again, so that nobody asks the viewer a second time.
    """
    row = await _mine(scope, held_id)
    if row is None or not await scope.of(HeldMail).filter(id=row.id, released_at__isnull=True).update(
        held_for=HeldFor.DECLINED
    ):
        return None
    return await _told(row)


async def _mine(scope: Scope, held_id: int) -> HeldMail | None:
    if scope.viewer_id is None:
        return None
    old = scope.of(HeldMail).filter(id=held_id, held_for__in=(HeldFor.OLD, HeldFor.DECLINED))
    return await old.filter(released_at__isnull=True).first()


async def _told(row: HeldMail) -> OldMail:
    user = await Scope(row.workspace_id).of(User).get(id=row.user_id)
    method, domain = row.verdict.get("method"), row.verdict.get("domain")
    written_at = row.written_at or row.received_at
    return OldMail(row.id, row.address, row.subject, method, domain, written_at, user.tz)
