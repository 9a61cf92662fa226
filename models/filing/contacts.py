"""People whom a mail is with and nobody has as a contact yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.address import domain_of, mailbox_key
from models.audit import AuditEvent
from models.contact import Organization, Person, PersonEmail
from models.mail import Message, Participant
from models.scope import Scope
from models.types import ContactCreation
from models.workspace import Workspace

from .domains import organization_name
from .mailboxes import is_desk, is_program
from .people import Circle, Named, circle_of, concerned, persons_by_key

_MOST = 10  # an announcement to hundreds makes no contacts of them all
_LAST_FIRST = re.compile(r"([^\W\d_][\w' -]{0,60}), ([^\W\d_][\w'. -]{0,60})")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A contact to be. `role` says that several people may sit behind the address: ask who it is."""

    address: str
    name: str
    organization: str | None
    role: bool


async def proposals(scope: Scope, message: Message, mail_domain: str) -> list[Proposal]:
    """Who of a mail's outside people could become a contact; none where its owner wants none.

    At `mail_domain` our own Bcc addresses live: those are nobody.
    """
    circle, people = await _people(scope, message, mail_domain)
    if circle.contact_creation[message.owner_id] is ContactCreation.NEVER:
        return []
    return propose(people.values(), circle.persons)


async def shared_addresses(scope: Scope, message: Message, mail_domain: str) -> list[tuple[str, list[int]]]:
    """The addresses of a mail that several persons share, and who they are: only somebody can tell which."""
    circle, people = await _people(scope, message, mail_domain)
    found = [(one.address, sorted(circle.persons.get(key, ()))) for key, one in people.items()]
    return [(address, persons) for address, persons in found if len(persons) > 1]


async def _people(scope: Scope, message: Message, mail_domain: str) -> tuple[Circle, Mapping[str, Named]]:
    rows = scope.of(Participant).filter(message_id=message.id).order_by("position")
    named = [Named(*row) for row in await rows.values_list("role", "name", "address")]
    system = Scope(scope.workspace_id)
    circle = await circle_of(system, {message.owner_id: [one.address for one in named]}, {mail_domain})
    return circle, concerned(message.direction, named, circle)


def propose(people: Iterable[Named], persons: Mapping[str, frozenset[int]]) -> list[Proposal]:
    """Those who have no contact and are no programs or lists, with a name and a company to begin with."""
    unknown = [one for one in people if not persons.get(mailbox_key(one.address))]
    return [
        Proposal(
            one.address,
            name_of(one.name, one.address),
            organization_name(domain_of(one.address)),
            is_desk(one.address),
        )
        for one in unknown
        if not is_program(one.address) and " via " not in one.name
    ][:_MOST]


def name_of(name: str, address: str) -> str:
    """A person's name as people say it: "Doe, Jane" turned round, else made of jane.doe@."""
    name = " ".join(name.strip(" '\"").split())[:255]
    if turned := _LAST_FIRST.fullmatch(name):
        return f"{turned[2]} {turned[1]}"
    if name and "@" not in name:
        return name
    local = address.rpartition("@")[0].split("+")[0]
    words = [word for word in re.split(r"[._-]+", local) if word]
    return " ".join(word[:1].upper() + word[1:] for word in words)[:255] or address[:255]


async def create_contacts(
    scope: Scope, wanted: Iterable[Proposal], now: datetime
) -> dict[str, frozenset[int]]:
    """Make the persons, desks excepted; answers them by the `mailbox_key` of their addresses.

    To be called inside a transaction.
    """
    wanted = [one for one in wanted if not one.role]
    if not wanted:
        return {}
    # One at a time: two who count the persons at once would both arrive at the same number.
    await Workspace.filter(id=scope.workspace_id).select_for_update(no_key=True).get()
    known = await persons_by_key(scope, {mailbox_key(one.address) for one in wanted})
    last = await scope.of(Person).order_by("-number").first()
    number = last.number if last else 0
    made: dict[str, frozenset[int]] = {}
    for one in wanted:
        key = mailbox_key(one.address)
        if key in known or key in made:
            continue
        number += 1
        organization = await _organization(scope, one, now)
        person = await Person.create(
            workspace_id=scope.workspace_id,
            number=number,
            name=one.name,
            organization_id=organization.id if organization else None,
            created_at=now,
        )
        await PersonEmail.create(
            workspace_id=scope.workspace_id, person_id=person.id, address=one.address[:320]
        )
        await AuditEvent.create(
            workspace_id=scope.workspace_id,
            at=now,
            verb="created",
            subject=f"person:{person.id}",
            detail={"rule": "contact_creation"},
        )
        made[key] = frozenset({person.id})
    return made


async def _organization(scope: Scope, one: Proposal, now: datetime) -> Organization | None:
    """The company at that domain, made where there is none yet."""
    if one.organization is None:
        return None
    domain = domain_of(one.address)[:255]
    found = await scope.of(Organization).filter(domain=domain).order_by("id").first()
    return found or await Organization.create(
        workspace_id=scope.workspace_id, name=one.organization[:255], domain=domain, created_at=now
    )
