"""Erasing what a member who left kept to themselves."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.leavers import refresh_admins, sealed
from models import AuditEvent, FilingRule, HeldMail, OutboxItem, Refusal, Scope, SenderAddress, User
from models.erasure import Erased, counted
from models.removal import TELLING, take_back
from models.types import OutboxKind

_TOLD = (*TELLING, OutboxKind.FORWARDING_CODE, OutboxKind.ASK)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A leaver's private mail and all that was theirs alone. One who came back meanwhile keeps it.

    `actor_id` is the admin whose word it is, None where its day came.
    """

    scope: Scope
    leaver_id: int
    actor_id: int | None

    async def _gone(self) -> bool:
        rows = self.scope.of(User).filter(id=self.leaver_id, deactivated_at__isnull=False)
        return await rows.select_for_update(no_key=True).first() is not None

    async def mails(self, limit: int) -> list[int]:
        if not await self._gone():
            return []
        rows = sealed(self.scope, self.leaver_id).order_by("id").limit(limit)
        return [int(row[0]) for row in await rows.values_list("id")]

    async def rest(self, now: datetime) -> Erased:
        if not await self._gone():
            return Erased()
        scope, mine = self.scope, {"user_id": self.leaver_id}
        await scope.of(FilingRule).filter(owner_id=self.leaver_id).delete()
        await scope.of(SenderAddress).filter(**mine).delete()
        told = await scope.of(OutboxItem).filter(kind__in=_TOLD, **mine)
        standing = [item for item in told if await take_back(scope, item, now)]
        await scope.of(OutboxItem).filter(id__in=[item.id for item in told]).delete()
        return Erased(
            slack=len(standing),
            held=await scope.of(HeldMail).filter(**mine).delete(),
            refusals=await scope.of(Refusal).filter(**mine).delete(),
        )

    async def finish(self, total: Erased, now: datetime) -> None:
        gone = self.scope.of(User).filter(id=self.leaver_id, deactivated_at__isnull=False)
        if not await gone.update(erase_at=None):
            return
        await AuditEvent.create(
            workspace_id=self.scope.workspace_id,
            at=now,
            actor_id=self.actor_id,
            verb="erased",
            subject=f"user:{self.leaver_id}",
            detail=counted(total),
        )
        await refresh_admins(self.scope, self.leaver_id, now)
