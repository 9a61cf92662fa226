"""What conversations are filed under, as values for views."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from bot.shown import Filing, Target, TargetKind
from models import Link, Person, Record, Scope

# In a link's reason: the id of the link that it was made in place of.
INSTEAD_OF = "instead_of"


def target_of_record(record: Record) -> Target:
    """A record as people see it; its organization must have been selected along."""
    return Target(
        kind=TargetKind(record.kind.value),
        id=record.id,
        number=record.number,
        title=record.title,
        status=record.status,
        organization=record.organization.name if record.organization else None,
        worth=worth(record.value, record.currency),
    )


def target_of_person(person: Person) -> Target:
    """A person as people see it; the organization must have been selected along."""
    organization = person.organization.name if person.organization else None
    return Target(TargetKind.PERSON, person.id, person.number, person.name, organization=organization)


def worth(value: Decimal | None, currency: str | None) -> str | None:
    """An amount of money: "EUR 12,000"; None where there is none."""
    if value is None:
        return None
    amount = f"{value:,.2f}".removesuffix(".00")
    return f"{currency} {amount}" if currency else amount


def target_of(link: Link) -> Target:
    """What a link leads to."""
    if link.record_id is not None and link.record is not None:
        return target_of_record(link.record)
    if link.person is None:
        raise ValueError(f"link {link.id} leads nowhere")
    return target_of_person(link.person)


async def links_of(scope: Scope, conversation_ids: Iterable[int]) -> Mapping[int, list[Link]]:
    """Every link of some conversations, gone ones too, oldest first."""
    found: dict[int, list[Link]] = {key: [] for key in conversation_ids}
    rows = (
        scope.of(Link)
        .filter(conversation_id__in=list(found))
        .select_related("record__organization", "person__organization", "user")
        .order_by("id")
    )
    for link in await rows:
        found[link.conversation_id].append(link)
    return found


def filings_of(links: Iterable[Link], reader_id: int | None) -> tuple[Filing, ...]:
    """The live links, and what the latest change took away, each marked if it can be undone.

    One deed may have changed several links. What was moved is not shown where it was: undoing the move
    brings it back.
    """
    links = list(links)
    latest = max((_changed_at(link) for link in links), default=None)
    live = [link for link in links if link.removed_at is None]
    held = {(link.record_id, link.person_id) for link in live}
    moved = {link.reason.get(INSTEAD_OF) for link in links}
    shown = [
        link
        for link in links
        if link.removed_at is None
        or (
            _changed_at(link) == latest
            and (link.record_id, link.person_id) not in held
            and link.id not in moved
        )
    ]
    return tuple(_filing(link, reader_id, _changed_at(link) == latest) for link in shown)


def _changed_at(link: Link) -> datetime:
    return link.removed_at or link.created_at


def _filing(link: Link, reader_id: int | None, latest: bool) -> Filing:
    evidence = link.reason.get("evidence") or link.reason.get("tag") or link.reason.get("address") or ""
    return Filing(
        link_id=link.id,
        target=target_of(link),
        by=link.user.name if link.user_id is not None and link.user is not None else None,
        by_reader=reader_id is not None and link.user_id == reader_id,
        rule=str(link.reason.get("rule") or ""),
        evidence=str(evidence),
        made_at=link.created_at,
        removed_at=link.removed_at,
        fresh=latest,
    )
