"""Writing down what was turned away, so that its owner can see why and what to do."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F
from tortoise.queryset import QuerySet

from models import Refusal, Scope
from models.address import canonical
from models.text import storable, storable_json

from . import maillog
from .auth.verdict import Verdict
from .claimed import claimant
from .envelope import Envelope
from .refused import Refused

_MAX_ROWS_A_DAY = 500  # of one workspace; beyond that, all who are nobody's for sure are one stranger
_ANYBODY = "*"


async def record_refusal(
    workspace_id: int,
    envelope: Envelope,
    refused: Refused,
    verdict: Verdict | None,
    now: datetime,
) -> None:
    """Count a refused mail under its claimed sender. Never raises: the reply stands, recorded or not."""
    try:
        await _record(Scope(workspace_id), envelope, refused, verdict, now)
    except Exception as error:
        maillog.unrecorded(error)


async def _record(
    scope: Scope, envelope: Envelope, refused: Refused, verdict: Verdict | None, now: datetime
) -> None:
    author = verdict.author if verdict else None
    claimed = storable(canonical(author or envelope.mail_from), 320)
    found: dict[str, Any] = {
        "latest_at": now,
        "reply": str(refused.reply),
        "peer_ip": envelope.peer_ip[:64],
        "checks": storable_json([asdict(check) for check in verdict.checks]) if verdict else [],
    }
    if await _count(scope, claimed, refused, found):
        return
    full = await scope.of(Refusal).filter(day=now.date()).count() >= _MAX_ROWS_A_DAY
    who = await claimant(scope, claimed, now, guess=not full) if "@" in claimed else None
    if full and who is None:  # a flood of made-up senders does not hide a member's own mail
        claimed = _ANYBODY
        if await _count(scope, claimed, refused, found):
            return
    try:
        await Refusal.create(
            workspace_id=scope.workspace_id,
            user_id=who.user_id if who else None,
            day=now.date(),
            claimed_sender=claimed,
            reason=refused.reason.value,
            first_at=now,
            **found,
        )
    except IntegrityError:  # another session recorded the first one just now
        await _count(scope, claimed, refused, found)


async def _count(scope: Scope, claimed: str, refused: Refused, found: dict[str, Any]) -> bool:
    """Add one to the row of today, if there is one; it then tells of this latest mail."""
    rows: QuerySet[Refusal] = scope.of(Refusal).filter(
        day=found["latest_at"].date(), claimed_sender=claimed, reason=refused.reason.value
    )
    return bool(await rows.update(count=F("count") + 1, **found))
