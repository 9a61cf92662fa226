"""Who did what in the workspace, for its admins."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

from tortoise.expressions import Q

from bot.audited import AuditPage, Deed
from bot.services.filings import target_of_person, target_of_record
from bot.services.handover import TAKEN_OVER
from bot.shown import Target
from models import AuditEvent, Message, Person, Record, Scope, ScopedRow, SenderAddress, User
from models.filing.columns import column
from models.types import RecordKind, Visibility

PAGE = 15
# What only arranges somebody's own inbox, or is told in another event already.
_OWN_AFFAIRS = ("done", "not done", "asked to link", TAKEN_OVER)
_RECORDS = frozenset(RecordKind)
_Row = TypeVar("_Row", bound=ScopedRow)


async def audit_page(scope: Scope, tz: str, before: int | None = None) -> AuditPage | None:
    """A page of the workspace's deeds, the latest first; None for anybody but an admin.

    `before` is the `older` of the page before.
    """
    system = Scope(scope.workspace_id)
    viewer = await system.of(User).get_or_none(id=scope.viewer_id, active=True)
    if viewer is None or not viewer.is_admin:
        return None
    rows = system.of(AuditEvent).exclude(verb__in=_OWN_AFFAIRS)
    if before is not None and (last := await system.of(AuditEvent).get_or_none(id=before)):
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    found = await rows.order_by("-at", "-id").limit(PAGE + 1).select_related("actor")
    return AuditPage(
        deeds=tuple(await _deeds(scope, found[:PAGE])),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        newest=before is None,
        tz=tz,
    )


async def _deeds(scope: Scope, events: Collection[AuditEvent]) -> list[Deed]:
    named = _Named(await _open_conversations(scope, events))
    subjects = {event.id: named.read(event) for event in events}
    targets, names = await named.look_up(Scope(scope.workspace_id))
    return [
        Deed(
            at=event.at,
            actor=event.actor.name if event.actor else "",
            verb=event.verb,
            kind=subjects[event.id][0],
            target=targets.get(subjects[event.id]),
            name=names.get(subjects[event.id], ""),
            mails=_mails(event),
            to=str(event.detail.get("to") or ""),
            settings=tuple(map(str, event.detail)) if event.verb == "set" else (),
        )
        for event in events
    ]


async def _open_conversations(scope: Scope, events: Iterable[AuditEvent]) -> frozenset[int]:
    """Those of the events' conversations that the viewer may see a mail of."""
    asked = {event.detail["conversation"] for event in events if "conversation" in event.detail}
    mails = Scope(scope.workspace_id).of(Message).filter(conversation_id__in=sorted(asked))
    own = Q(owner_id=scope.viewer_id) | Q(visibility=Visibility.SHARED)
    return frozenset(await column(mails.filter(own), "conversation_id"))


class _Named:
    """What some events are about, looked up table by table."""

    def __init__(self, open_conversations: Collection[int]) -> None:
        self._open = open_conversations
        self._ids: dict[str, set[int]] = defaultdict(set)

    def read(self, event: AuditEvent) -> tuple[str, int]:
        """The kind and the row that an event is about: of a filing, where it leads, if that may be told."""
        kind, key = _split(event.subject)
        if kind == "link":
            kind, key = "link", 0
            if event.detail.get("conversation") in self._open:
                kind, key = _split(str(event.detail.get("target") or ""))
        self._ids["record" if kind in _RECORDS else kind].add(key)
        return kind, key

    async def look_up(self, scope: Scope) -> tuple[dict[tuple[str, int], Target], dict[tuple[str, int], str]]:
        """The records and persons, and the names of members and addresses."""
        records = await self._rows(scope, Record, "record", "organization")
        persons = await self._rows(scope, Person, "person", "organization")
        members = await self._rows(scope, User, "user")
        addresses = await self._rows(scope, SenderAddress, "address")
        targets = {("record", row.id): target_of_record(row) for row in records}
        targets |= {(row.kind.value, row.id): target_of_record(row) for row in records}
        targets |= {("person", row.id): target_of_person(row) for row in persons}
        names = {("user", row.id): row.name for row in members}
        return targets, names | {("address", row.id): row.address for row in addresses}

    async def _rows(self, scope: Scope, model: type[_Row], kind: str, *beside: str) -> list[_Row]:
        ids = sorted(self._ids[kind])
        return list(await scope.of(model).filter(id__in=ids).select_related(*beside)) if ids else []


def _mails(event: AuditEvent) -> int:
    """How many mails it was about: some events name them, an erasure only counts them."""
    mails = event.detail.get("mails")
    return len(mails or [0]) if mails is None or isinstance(mails, list) else int(mails)


def _split(subject: str) -> tuple[str, int]:
    """ "record:7"; of what names no row, the number is 0."""
    kind, _, key = subject.partition(":")
    return kind, int(key) if key.isdecimal() and len(key) < 19 else 0
