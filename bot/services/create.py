"""Creating a deal, lead, project or person; from a mail, the mail is filed under it in the same stroke."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tortoise.exceptions import IntegrityError

from bot.services.cards import own_mail
from bot.services.filings import target_of_person, target_of_record
from bot.services.links import Change, Changed, add_link, lock
from bot.services.numbered import lock_numbers, next_person_number, next_record_number
from bot.services.offers import new_contacts
from bot.shown import NewContact, Target
from models import (
    AuditEvent,
    Message,
    Organization,
    Participant,
    Person,
    PersonEmail,
    Record,
    RecordPerson,
    Scope,
)
from models.address import domain_of, mailbox_key
from models.filing.domains import is_public
from models.filing.people import circle_of
from models.fulltext import words_of
from models.transaction import transaction
from models.types import RecordKind

# An import numbers its rows itself and may take a number between our look and our row.
_TRIES = 4
_REASON = {"rule": "created"}


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A deal, lead or project as somebody filled it in. `contacts` are people of the mail to add along."""

    kind: RecordKind
    title: str
    organization: str
    persons: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    value: Decimal | None = None
    currency: str | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as somebody filled them in; the addresses in canonical form.

    With `unless_known` nobody is made where one of the addresses is somebody's already: it is them.
    """

    name: str
    emails: tuple[str, ...]
    organization: str
    unless_known: bool = False


async def create_record(
    scope: Scope, message_id: int | None, mail_domain: str, wanted: NewRecord, now: datetime
) -> Changed:
    """Make the record and file the viewer's mail, if any, under it."""
    message = await own_mail(scope, message_id)
    if message is None and message_id is not None:
        return Changed(Change.NO_MAIL)
    known = {row[0] for row in await scope.of(Person).filter(id__in=wanted.persons).values_list("id")}
    if known != set(wanted.persons):
        return Changed(Change.NO_TARGET)

    async def make() -> Target:
        async with transaction():
            if message is not None:
                await lock(scope, message.conversation_id)
            return await _make_record(scope, message, mail_domain, wanted, now)

    return Changed(Change.DONE, await _numbered(make))


async def create_person(scope: Scope, message_id: int | None, wanted: NewPerson, now: datetime) -> Changed:
    """Make the person and file the viewer's mail, if any, under them."""
    message = await own_mail(scope, message_id)
    if message is None and message_id is not None:
        return Changed(Change.NO_MAIL)

    async def make() -> Target:
        async with transaction():
            if message is not None:
                await lock(scope, message.conversation_id)
            await lock_numbers(scope)
            target = next(iter((await persons_with(scope, wanted.emails)).values()), None)
            if target is None or not wanted.unless_known:
                target = await _target(scope, (await _make_person(scope, wanted, now)).id)
            if message is not None:
                await add_link(scope, message, target, now, _REASON)
            return target

    return Changed(Change.DONE, await _numbered(make))


async def _numbered(make: Callable[[], Awaitable[Target]]) -> Target:
    """Again where somebody who numbers by themselves (an import) was given the same number first."""
    for _ in range(_TRIES - 1):
        with suppress(IntegrityError):
            return await make()
    return await make()


async def persons_with(scope: Scope, addresses: Sequence[str]) -> dict[str, Target]:
    """Who has one of these addresses already."""
    rows = scope.of(PersonEmail).filter(address__in=list(addresses)).select_related("person__organization")
    return {row.address: target_of_person(row.person) for row in await rows.order_by("-id")}


async def first_of_ours(scope: Scope, addresses: Sequence[str], mail_domain: str) -> str | None:
    """The first of these addresses that is a colleague's or our own: no mail is ever with it."""
    circle = await circle_of(scope, {scope.viewer_id or 0: addresses}, {mail_domain})
    return next((one for one in addresses if mailbox_key(one) not in circle.outside), None)


async def _make_record(
    scope: Scope, message: Message | None, mail_domain: str, wanted: NewRecord, now: datetime
) -> Target:
    await lock_numbers(scope)
    organization = await _organization(scope, wanted.organization, None, now)
    record = await Record.create(
        workspace_id=scope.workspace_id,
        kind=wanted.kind,
        number=await next_record_number(scope, wanted.kind),
        title=wanted.title,
        value=wanted.value,
        currency=wanted.currency,
        owner_id=wanted.owner_id,
        organization_id=organization.id if organization else None,
        created_at=now,
    )
    persons = list(wanted.persons)
    contacts = await _still_new(scope, message, mail_domain, wanted.contacts) if message else []
    for contact in contacts:
        person = NewPerson(contact.name, (contact.address,), contact.organization or wanted.organization)
        persons.append((await _make_person(scope, person, now)).id)
    for person_id in dict.fromkeys(persons):
        await RecordPerson.create(workspace_id=scope.workspace_id, record_id=record.id, person_id=person_id)
    await _audit(scope, f"{wanted.kind}:{record.id}", now)
    found = await scope.of(Record).filter(id=record.id).select_related("organization").get()
    target = target_of_record(found)
    if message is not None:
        await add_link(scope, message, target, now, _REASON)
    return target


async def _still_new(
    scope: Scope, message: Message, mail_domain: str, participants: Sequence[int]
) -> list[NewContact]:
    """Those of the mail's people who are still unknown: a second click makes no second person."""
    if not participants:
        return []
    found = await new_contacts(scope, message, mail_domain)
    return [one for one in found if one.participant_id in participants]


async def _make_person(scope: Scope, wanted: NewPerson, now: datetime) -> Person:
    address = wanted.emails[0] if wanted.emails else ""
    organization = await _organization(scope, wanted.organization, domain_of(address), now)
    person = await Person.create(
        workspace_id=scope.workspace_id,
        number=await next_person_number(scope),
        name=wanted.name[:255],
        organization_id=organization.id if organization else None,
        created_at=now,
    )
    for email in dict.fromkeys(wanted.emails):
        await PersonEmail.create(workspace_id=scope.workspace_id, person_id=person.id, address=email)
    others = scope.of(PersonEmail).filter(address__in=list(wanted.emails)).exclude(person_id=person.id)
    shared = {row[0] for row in await others.values_list("address")}
    alone = [email for email in wanted.emails if email not in shared]
    nobodys = Scope(scope.workspace_id).of(Participant).filter(address__in=alone, person_id__isnull=True)
    await nobodys.update(person_id=person.id)
    await _audit(scope, f"person:{person.id}", now)
    return person


async def _organization(scope: Scope, name: str, domain: str | None, now: datetime) -> Organization | None:
    """The company of that name, whatever its case, made where there is none yet."""
    words = words_of(name)
    if not words:
        return None
    found = await scope.of(Organization).filter(words=words).order_by("id").first()
    if found is not None:
        return found
    own = domain[:255] if domain and not is_public(domain) else None
    return await Organization.create(
        workspace_id=scope.workspace_id, name=name[:255], domain=own, created_at=now
    )


async def _target(scope: Scope, person_id: int) -> Target:
    found = await scope.of(Person).filter(id=person_id).select_related("organization").get()
    return target_of_person(found)


async def _audit(scope: Scope, subject: str, now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=scope.workspace_id, at=now, actor_id=scope.viewer_id, verb="created", subject=subject
    )
