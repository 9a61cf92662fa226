"""Deleting the original bytes of mail once a company wants them kept no longer."""

from datetime import datetime, timedelta

import structlog

from models import AuditEvent, RawMail, Scope, Workspace
from models.leftover import delete_raw
from models.transaction import transaction

log = structlog.get_logger()

_BATCH = 200  # small enough that mail coming in on SQLite does not wait for the deletion


async def erase_raw_mail(now: datetime, batch: int = _BATCH) -> int:
    """Delete every raw mail that is older than its workspace keeps them; answers how many there were.

    What the mail says, where it is filed and its card stay; only the file as it came, and its attachments
    with it, are gone. It may be stopped at any time and goes on the next night.
    """
    erased = 0
    for workspace in await Workspace.filter(retention_days__isnull=False).order_by("id"):
        erased += await _of_workspace(workspace, now, batch)
    return erased


async def _of_workspace(workspace: Workspace, now: datetime, batch: int) -> int:
    oldest = now - timedelta(days=workspace.retention_days or 0)
    expired = Scope(workspace.id).of(RawMail).filter(received_at__lt=oldest).order_by("received_at")
    erased = 0
    while ids := [row[0] for row in await expired.limit(batch).values_list("id")]:
        async with transaction():
            await delete_raw(Scope(workspace.id), ids, now)
        erased += len(ids)
    if erased:
        await AuditEvent.create(
            workspace_id=workspace.id,
            at=now,
            verb="erased",
            subject=f"workspace:{workspace.id}",
            detail={"raw_mails": erased, "older_than_days": workspace.retention_days},
        )
        log.info("retention.erased", team=workspace.team_id, raw_mails=erased)
    return erased
