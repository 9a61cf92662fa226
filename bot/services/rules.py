"""'Always file mail with this person here': rules that a member makes, reads and takes back."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.filings import target_of_person, target_of_record
from bot.services.links import Change, Changed, own_link
from bot.shown import Rule
from models import AuditEvent, FilingRule, Person, Record, Scope
from models.transaction import transaction
from models.types import RecordStatus

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of a wish to make or take back a rule, and the rule where there is one."""

    change: Change
    rule: Rule | None = None


async def keep_for_link(scope: Scope, link_id: int, person_id: int, now: datetime) -> Kept:
    """From now on the viewer's mail with that person goes where this link of theirs leads."""
    link = await own_link(scope, link_id)
    if link is None or link.record_id is None:
        return Kept(Change.NO_LINK)
    return await keep(scope, link.record_id, person_id, now)


async def keep(scope: Scope, record_id: int, person_id: int, now: datetime) -> Kept:
    """From now on the viewer's mail with that person goes there, until the record closes."""
    record = scope.of(Record).filter(id=record_id, status=RecordStatus.OPEN)
    if scope.viewer_id is None or not await record.exists():
        return Kept(Change.NO_TARGET)
    if not await scope.of(Person).filter(id=person_id).exists():
        return Kept(Change.NO_TARGET)
    async with transaction():
        # One rule for a person: the latest word counts. Two at once: the constraint lets one through.
        await scope.of(FilingRule).filter(person_id=person_id).delete()
        made = await FilingRule.create(
            workspace_id=scope.workspace_id,
            owner_id=scope.viewer_id,
            person_id=person_id,
            record_id=record_id,
            created_at=now,
        )
        await _audit(scope, "kept", made, now)
    [rule] = await rules_of(scope, made.id)
    return Kept(Change.DONE, rule)


async def stop(scope: Scope, rule_id: int, now: datetime) -> Changed:
    """Take a rule of the viewer's back; what it filed stays filed."""
    rule = await scope.of(FilingRule).filter(id=rule_id).first()
    if scope.viewer_id is None or rule is None:
        return Changed(Change.NO_LINK)
    async with transaction():
        await scope.of(FilingRule).filter(id=rule_id).delete()
        await _audit(scope, "stopped", rule, now)
    return Changed(Change.DONE)


async def rules_of(scope: Scope, rule_id: int | None = None) -> tuple[Rule, ...]:
    """The viewer's rules that still do something, newest first."""
    if scope.viewer_id is None:
        return ()
    rows = scope.of(FilingRule).filter(record__status=RecordStatus.OPEN)
    rows = rows.filter(id=rule_id) if rule_id is not None else rows
    found = await rows.select_related("record__organization", "person__organization").order_by("-id")
    return tuple(
        Rule(rule.id, target_of_person(rule.person), target_of_record(rule.record)) for rule in found[:_SHOWN]
    )


async def _audit(scope: Scope, verb: str, rule: FilingRule, now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=verb,
        subject=f"rule:{rule.id}",
        detail={"person": rule.person_id, "record": rule.record_id},
    )
