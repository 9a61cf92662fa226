"""Looking at a deal, lead, project or person, and moving a record on."""

from datetime import datetime

from bot.services.filings import target_of_person, target_of_record
from bot.services.links import find_target
from bot.services.query import read_query
from bot.services.redraw import redraw_filed
from bot.services.search import search
from bot.services.timeline import timeline, weeks_of
from bot.shown import MATCHES, StatusChange, Target, TargetData, TargetKind
from models import AuditEvent, Person, PersonEmail, Record, RecordPerson, Scope, User, Workspace
from models.address import address_for
from models.transaction import transaction
from models.types import RecordKind, RecordStatus

_LISTED = 10
Detail = dict[str, str | int | None]
_VERB = "status_set"


async def matches(scope: Scope, kind: TargetKind, asked: str) -> tuple[Target, ...]:
    """What `asked` may mean among these, best first; the newest open ones where nothing is asked.

    One more than is shown where more match.
    """
    if not asked:
        return await _newest(scope, kind)
    found = [target for target in await search(scope, f"{kind} {asked}") if target.kind is kind]
    number = read_query(asked).number
    exact = [target for target in found if number is not None and target.number == number]
    return tuple((exact or found)[: MATCHES + 1])


async def guesses(scope: Scope, asked: str) -> tuple[Target, ...]:
    """What was perhaps meant, of any kind: by all words, else by one of them."""
    for text in (asked, *asked.split()[:4]):
        if found := await search(scope, text, _LISTED):
            return found
    return ()


async def _newest(scope: Scope, kind: TargetKind) -> tuple[Target, ...]:
    if kind is TargetKind.PERSON:
        persons = scope.of(Person).select_related("organization").order_by("-number").limit(_LISTED)
        return tuple(target_of_person(person) for person in await persons)
    rows = scope.of(Record).filter(kind=RecordKind(kind.value), status=RecordStatus.OPEN)
    newest = rows.select_related("organization").order_by("-number").limit(_LISTED)
    return tuple(target_of_record(record) for record in await newest)


async def look(
    scope: Scope, workspace: Workspace, mail_domain: str, kind: TargetKind, row: int, tz: str, now: datetime
) -> TargetData | None:
    """All there is to see of a record or person of this workspace; None for any other."""
    target = await find_target(scope, kind, row)
    if target is None:
        return None
    person = kind is TargetKind.PERSON
    record = None if person else await scope.of(Record).get(id=row)
    emails = scope.of(PersonEmail).filter(person_id=row).order_by("id").limit(_LISTED)
    return TargetData(
        target=target,
        address=address_for(workspace.slug, mail_domain, target.tag),
        owner=await _name(scope, record.owner_id) if record else None,
        closed_at=record.closed_at if record else None,
        channel=record.channel if record else None,
        posts=workspace.post_to_record_channels,
        people=() if person else await _people(scope, row),
        addresses=tuple(e.address for e in await emails) if person else (),
        records=await _records(scope, row) if person else (),
        weeks=await weeks_of(scope, target, now),
        page=await timeline(scope, target, tz),
    )


async def _name(scope: Scope, user_id: int | None) -> str | None:
    user = await scope.of(User).get_or_none(id=user_id) if user_id is not None else None
    return user.name if user else None


async def _people(scope: Scope, record_id: int) -> tuple[Target, ...]:
    rows = scope.of(RecordPerson).filter(record_id=record_id).order_by("id").limit(_LISTED + 1)
    ids = await rows.values_list("person_id", flat=True)
    persons = scope.of(Person).filter(id__in=list(ids)).select_related("organization").order_by("name")
    return tuple(target_of_person(person) for person in await persons)


async def _records(scope: Scope, person_id: int) -> tuple[Target, ...]:
    ids = await scope.of(RecordPerson).filter(person_id=person_id).values_list("record_id", flat=True)
    rows = scope.of(Record).filter(id__in=list(ids)).select_related("organization")
    records = sorted(await rows, key=lambda one: (one.status is not RecordStatus.OPEN, -one.id))
    return tuple(target_of_record(record) for record in records[: _LISTED + 1])


async def set_status(
    scope: Scope, record_id: int, status: RecordStatus, now: datetime
) -> StatusChange | None:
    """Move a record on, on the cards filed there too; None where it is gone or stands there already."""
    async with transaction():
        record = await scope.of(Record).filter(id=record_id).select_for_update(no_key=True).first()
        if record is None or record.status is status:
            return None
        before, closed_at = record.status, record.closed_at
        await _move(record, status, None if status is RecordStatus.OPEN else now)
        closed = closed_at.isoformat() if closed_at else None
        detail: Detail = {"from": before, "to": status, "closed_at": closed}
        event = await _note(scope, record, detail, now)
        await redraw_filed(scope, record_id, now)
    return StatusChange(event.id, before, status)


async def undo_status(scope: Scope, event_id: int, now: datetime) -> int | None:
    """Take one's own change of a status back, if it still stands; answers the record's id."""
    event = await scope.of(AuditEvent).get_or_none(id=event_id, actor_id=scope.viewer_id, verb=_VERB)
    if event is None:
        return None
    record_id = int(event.subject.partition(":")[2])
    async with transaction():
        record = await scope.of(Record).filter(id=record_id).select_for_update(no_key=True).first()
        if record is None or record.status != event.detail["to"]:
            return None
        closed_at = event.detail["closed_at"]
        await _move(
            record,
            RecordStatus(event.detail["from"]),
            datetime.fromisoformat(closed_at) if closed_at else None,
        )
        await _note(scope, record, {"undone": event.id, "to": record.status, "closed_at": None}, now)
        await redraw_filed(scope, record_id, now)
    return record_id


async def set_channel(
    scope: Scope, kind: TargetKind, record_id: int, channel: str | None, now: datetime
) -> bool:
    """Say where what is shared of a record's mail may be posted; whether there is such a record."""
    async with transaction():
        rows = scope.of(Record).filter(id=record_id, kind=RecordKind(kind.value))
        record = await rows.select_for_update(no_key=True).first()
        if record is None:
            return False
        if record.channel != channel:
            before, record.channel, record.channel_at = record.channel, channel, now
            await record.save(update_fields=["channel", "channel_at"])
            await AuditEvent.create(
                workspace_id=scope.workspace_id,
                at=now,
                actor_id=scope.viewer_id,
                verb="channel_set",
                subject=f"record:{record.id}",
                detail={"from": before, "to": channel},
            )
    return True


async def _move(record: Record, status: RecordStatus, closed_at: datetime | None) -> None:
    record.status, record.closed_at = status, closed_at
    await record.save(update_fields=["status", "closed_at"])


async def _note(scope: Scope, record: Record, detail: Detail, now: datetime) -> AuditEvent:
    return await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=_VERB if "from" in detail else "status_undone",
        subject=f"record:{record.id}",
        detail=detail,
    )
