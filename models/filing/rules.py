"""What a mail is filed under when it comes in: by its tags, by what its owner decided, by its people.

Closed records never attract mail, and no rule touches a conversation that its owner files by hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.address import BccAddress
from models.contact import Person
from models.correspondent import Correspondent
from models.mail import Conversation, Link, Message, Participant
from models.rule import FilingRule
from models.scope import Scope
from models.types import LinkOrigin, RecordStatus

from .candidates import Candidate, best, gather
from .columns import column
from .people import Circle, Known, Named, circle_of, concerned, known_of
from .tags import file_by_tags
from .weights import Evidence, Mailing, speaks_against

_HABIT = 3  # as many filings by hand make a rule
_NEW_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mail to be filed: its conversation, its words, whom it is with by `mailbox_key`.

    `begins` says that the conversation began with it, `newcomers` who is new to one that did not.
    """

    conversation_id: int
    begins: bool
    mailing: Mailing
    addresses: Sequence[BccAddress]
    people: frozenset[str]
    newcomers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of it: the tags that led nowhere, and whether a link was made now."""

    led_nowhere: tuple[str, ...]
    linked: bool


@dataclass(frozen=True, slots=True)
class _Decision:
    record_id: int
    rule: str
    evidence: str = ""


async def file_message(
    scope: Scope, message: Message, addresses: Sequence[BccAddress], now: datetime
) -> Filed:
    """File a stored mail, in the caller's transaction."""
    scope = Scope(scope.workspace_id)
    rows = scope.of(Participant).filter(message_id=message.id).order_by("position")
    named = [Named(*row) for row in await rows.values_list("role", "name", "address")]
    circle = await circle_of(scope, {message.owner_id: [one.address for one in named]})
    others = scope.of(Message).filter(conversation_id=message.conversation_id).exclude(id=message.id)
    sheet = Sheet(
        message.conversation_id,
        begins=not await others.exists(),
        mailing=Mailing(message.owner_id, message.subject, message.text, message.received_at),
        addresses=addresses,
        people=frozenset(concerned(message.direction, named, circle)),
    )
    return await file_sheet(scope, circle, sheet, now)


async def file_sheet(scope: Scope, circle: Circle, sheet: Sheet, now: datetime) -> Filed:
    """File a mail whose people are known: tags, else what holds already, else a rule, else suggestions."""
    led_nowhere, linked = await file_by_tags(scope, sheet.conversation_id, sheet.addresses, now)
    if linked:
        circle.linked.add(sheet.mailing.owner_id)
        return Filed(led_nowhere, True)
    people, by_hand, before = sheet.people, False, list[dict[str, Any]]()
    unlinked: set[int] = set()
    known: Known = circle
    if not sheet.begins:
        conversation = await scope.of(Conversation).get(id=sheet.conversation_id)
        by_hand, before = conversation.filed_by_hand_at is not None, conversation.suggestions
        links = await scope.of(Link).filter(conversation_id=conversation.id).select_related("record")
        live = [link for link in links if link.removed_at is None]
        if live and not await _gone_stale(live, sheet, now):
            return Filed(led_nowhere, False)
        by_hand = by_hand or bool(live)
        unlinked = {link.record_id for link in links if link.record_id is not None}
        with_ = scope.of(Correspondent).filter(conversation_id=conversation.id)
        people = people | set(await column(with_, "key"))
    if not sheet.begins or sheet.mailing.owner_id in circle.linked:
        known = await known_of(scope, sheet.mailing.owner_id, people)
    found = await gather(scope, sheet.mailing, sheet.conversation_id, people, known)
    found = [one for one in found if one.record_id not in unlinked]
    decision = None
    if not by_hand and not led_nowhere:
        auto_link = sheet.mailing.owner_id in circle.auto_link
        decision = await _decide(scope, sheet.mailing, known.sure_persons(people), found, auto_link=auto_link)
    if decision:
        persons = sorted(known.sure_persons(people))
        await _link(scope, sheet, decision, persons, best(found, sheet.mailing), now)
        circle.linked.add(sheet.mailing.owner_id)
    suggestions = [] if decision else [_stored(one) for one in best(found, sheet.mailing)]
    if suggestions != before:
        rows = scope.of(Conversation).filter(id=sheet.conversation_id)
        await rows.update(suggestions=suggestions)
    return Filed(led_nowhere, decision is not None)


def _stored(candidate: Candidate) -> dict[str, Any]:
    return {"record_id": candidate.record_id, "why": candidate.why}


async def _gone_stale(live: Sequence[Link], sheet: Sheet, now: datetime) -> bool:
    """Whether a conversation is filed under closed records only: it stays, but others are offered.

    New people and a closing are written into the links' reasons, for "Why?" to tell.
    """
    for link in live:
        reason = dict(link.reason)
        if sheet.newcomers:
            reason["new_people"] = [*reason.get("new_people", []), *sorted(sheet.newcomers)][-_NEW_PEOPLE:]
        if link.record is not None and link.record.status is not RecordStatus.OPEN:
            reason.setdefault("closed_before", now.isoformat())
        if reason != link.reason:
            link.reason = reason
            await link.save(update_fields=["reason"])
    return all(link.record is not None and link.record.status is not RecordStatus.OPEN for link in live)


async def _decide(
    scope: Scope, mailing: Mailing, persons: Collection[int], found: Sequence[Evidence], *, auto_link: bool
) -> _Decision | None:
    """The record that a rule files it under, None where somebody should choose."""
    if persons and (kept := await _kept(scope, mailing.owner_id, sorted(persons))):
        return kept
    if not auto_link:
        return None
    is_open = [one for one in found if one.is_open]
    named = [one for one in is_open if one.named and (one.persons or one.by_hand or one.filed)]
    if len(named) == 1:
        return _Decision(named[0].record_id, "named", f"{named[0].kind} {named[0].number}")
    theirs = [one for one in is_open if one.persons]
    if len(theirs) == 1 and not speaks_against(theirs[0], found, mailing.at):
        return _Decision(theirs[0].record_id, "only_open")
    if not theirs and (habit := _habit(found)) and not speaks_against(habit, found, mailing.at):
        return _Decision(habit.record_id, "habit")
    return None


async def _kept(scope: Scope, owner_id: int, persons: Sequence[int]) -> _Decision | None:
    """What the owner told us to do with mail with these persons; None where they told two things."""
    rules = scope.of(FilingRule).filter(
        owner_id=owner_id, person_id__in=persons, record__status=RecordStatus.OPEN
    )
    told = await rules.values_list("record_id", "person__name")
    if len({record_id for record_id, _ in told}) != 1:
        return None
    return _Decision(told[0][0], "kept", str(told[0][1]))


def _habit(found: Sequence[Evidence]) -> Evidence | None:
    """The open record under which the owner filed the latest conversations with these people, by hand."""
    filings = sorted(
        (rank, one.record_id) for one in found for rank in (*one.by_hand, *one.filed, *one.undone)
    )
    latest = {record_id for _, record_id in filings[:_HABIT]}
    if len(latest) != 1:
        return None
    one = next(one for one in found if one.record_id in latest)
    return one if one.is_open and len(one.by_hand) >= _HABIT and not one.undone else None


async def _link(
    scope: Scope,
    sheet: Sheet,
    decision: _Decision,
    persons: Sequence[int],
    offered: Sequence[Candidate],
    now: datetime,
) -> None:
    names = await column(scope.of(Person).filter(id__in=persons[:3]).order_by("id"), "name")
    await Link.create(
        workspace_id=scope.workspace_id,
        conversation_id=sheet.conversation_id,
        record_id=decision.record_id,
        origin=LinkOrigin.RULE,
        reason={
            "rule": decision.rule,
            "evidence": decision.evidence or ", ".join(names),
            "persons": list(persons),
            "candidates": [one.record_id for one in offered],
        },
        created_at=now,
    )
