"""Erasing at somebody's word: a bit at a time, so that a crash or a restart loses neither place nor count.

A wish is an outbox item of kind `erase`. It keeps what is to go until that has gone; each step and what it
counted are one transaction. At the end stand a receipt and an audit event, neither of which names anybody.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.services.reach import Reach
from models import AuditEvent, HeldMail, OutboxItem, Participant, Person, PersonEmail, Scope
from models.erasure import BATCH, Erased, counted, erase_mails, scrub
from models.mail import Link
from models.removal import enqueue_removal
from models.transaction import transaction
from models.types import OutboxKind, OutboxState

_SCRUB_STEPS = 20


class Plan(Protocol):
    """What one erasure takes away."""

    @property
    def scope(self) -> Scope:
        """The system's, in the workspace it happens in."""
        ...

    async def mails(self, limit: int) -> list[int]:
        """Mails that are still to go."""
        ...

    async def rest(self, now: datetime) -> Erased:
        """Erase what is no mail, in the caller's transaction."""
        ...

    async def finish(self, total: Erased, now: datetime) -> None:
        """Write down that all is gone, and tell of it, in the caller's transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an erasure has come; kept with its wish."""

    total: Erased = field(default_factory=Erased)
    rest_done: bool = False
    scrubbed: bool = False
    done: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Progress":
        """As `kept` by `write`; the beginning where there is nothing."""
        return cls(
            Erased(**(kept.get("total") or {})),
            bool(kept.get("rest_done")),
            bool(kept.get("scrubbed")),
            bool(kept.get("done")),
        )

    def write(self) -> dict[str, Any]:
        """The columns of a payload."""
        return {
            "total": counted(self.total),
            "rest_done": self.rest_done,
            "scrubbed": self.scrubbed,
            "done": self.done,
        }


# Writes down how far it came, in the same transaction.
Keep = Callable[[Progress], Awaitable[None]]


async def step(plan: Plan, at: Progress, keep: Keep, now: datetime) -> Progress:
    """Do the next bit of it; `done` once nothing is left to do."""
    if not at.rest_done:
        async with transaction():
            ids = await plan.mails(BATCH)
            gone = await erase_mails(plan.scope, ids, now) if ids else await plan.rest(now)
            after = Progress(at.total + gone, rest_done=not ids)
            await keep(after)
        return after
    if not at.scrubbed:
        after = Progress(at.total, rest_done=True, scrubbed=await scrub(_SCRUB_STEPS))
        if after.scrubbed:
            await keep(after)
        return after
    if not at.done:
        after = Progress(at.total, rest_done=True, scrubbed=True, done=True)
        async with transaction():
            await plan.finish(at.total, now)
            await keep(after)
        return after
    return at


def fingerprint(scope: Scope, address: str) -> str:
    """What stays of an address: enough to show that it was erased to somebody who names it, no more."""
    return hashlib.sha256(f"{scope.workspace_id}:{address}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase an address's mail and, with `contacts`, the contact where no other mail needs it.

    `actor_id` is whose word it is, None for the operator's.
    """

    reach: Reach
    contacts: bool
    actor_id: int | None

    @property
    def scope(self) -> Scope:
        return self.reach.scope

    @property
    def mark(self) -> str:
        """The address's fingerprint, as a receipt shows it."""
        return fingerprint(self.scope, self.reach.addresses[0])[:32]

    async def mails(self, limit: int) -> list[int]:
        return await self.reach.mail_ids(limit)

    async def rest(self, now: datetime) -> Erased:
        reach, scope = self.reach, self.reach.scope
        held = await scope.of(HeldMail).filter(id__in=await reach.held_ids()).delete()
        refusals = await reach.refusals().delete()
        await reach.senders().delete()
        slack = 0
        for item in await reach.told():
            if item.channel and item.ts:
                slack += 1
                await enqueue_removal(scope, item.user_id, item.channel, item.ts, now)
            await scope.of(OutboxItem).filter(id=item.id).delete()
        contacts = await self._contacts() if self.contacts else 0
        return Erased(held=held, refusals=refusals, slack=slack, contacts=contacts)

    async def finish(self, total: Erased, now: datetime) -> None:
        await AuditEvent.create(
            workspace_id=self.scope.workspace_id,
            at=now,
            actor_id=self.actor_id,
            verb="forgot",
            subject=f"address:{self.mark}",
            detail={"everywhere": self.reach.owner_id is None, **counted(total)},
        )

    async def _contacts(self) -> int:
        """Take the address from the contacts, and those who have no other out; how many contacts changed."""
        scope, touched = self.scope, 0
        for email in await self.reach.emails():
            if await scope.of(Participant).filter(address=email.address).exists():
                continue  # a colleague's mail still needs it
            await scope.of(PersonEmail).filter(id=email.id).delete()
            touched += 1
            if not await self._needed(email.person_id):
                await scope.of(Person).filter(id=email.person_id).delete()
        return touched

    async def _needed(self, person_id: int) -> bool:
        """Whether a contact has another address, or mail that stays is theirs."""
        if await self.scope.of(PersonEmail).filter(person_id=person_id).exists():
            return True
        if self.reach.owner_id is None:
            return False
        if await self.scope.of(Participant).filter(person_id=person_id).exists():
            return True
        return await self.scope.of(Link).filter(person_id=person_id, removed_at__isnull=True).exists()


async def wish(
    scope: Scope, user_id: int, what: dict[str, Any], now: datetime, *, about: str
) -> OutboxItem | None:
    """Ask for an erasure; None where the same one is under way. `about` names it, and nobody."""
    lane = f"erase:{about}"[:64]
    waiting = scope.of(OutboxItem).filter(lane=lane, state__in=(OutboxState.PENDING, OutboxState.SENDING))
    async with transaction():
        if await waiting.exists():
            return None
        return await OutboxItem.create(
            workspace_id=scope.workspace_id,
            lane=lane,
            kind=OutboxKind.ERASE,
            user_id=user_id,
            payload=what,
            due_at=now,
            created_at=now,
        )
