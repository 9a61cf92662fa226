"""People of a mail who are not contacts yet, and those whom one address cannot tell apart."""

from datetime import datetime

from bot.asked import Draft
from bot.services.create import NewPerson, create_person
from bot.services.drafts import person_draft
from bot.services.filings import target_of_person
from bot.services.links import Change, Changed, add_link, lock
from bot.services.offers import new_contacts
from bot.shown import NewContact
from models import Message, Participant, Person, PersonEmail, Scope
from models.address import mailbox_key
from models.transaction import transaction


async def find_new(
    scope: Scope, message: Message, mail_domain: str, participant_id: int
) -> NewContact | None:
    """One of a mail's people whom we could still add."""
    found = await new_contacts(scope, message, mail_domain)
    return next((one for one in found if one.participant_id == participant_id), None)


async def add(scope: Scope, message: Message, contact: NewContact, now: datetime) -> Changed:
    """Make somebody of the mail a contact and file it under them; two quick clicks make one person."""
    wanted = NewPerson(contact.name, (contact.address,), contact.organization or "", unless_known=True)
    return await create_person(scope, message.id, wanted, now)


def draft_for(message: Message, contact: NewContact) -> Draft:
    """The form that asks who reads an address."""
    return person_draft(message.id, contact)


async def tell_apart(scope: Scope, participant_id: int, person_id: int, now: datetime) -> Changed:
    """Say which of those who share an address takes part in the viewer's conversation, and file it there."""
    rows = scope.of(Participant).filter(id=participant_id, message__owner_id=scope.viewer_id)
    row = await rows.select_related("message").first()
    if row is None:
        return Changed(Change.NO_MAIL)
    person = await scope.of(Person).filter(id=person_id).select_related("organization").first()
    theirs = scope.of(PersonEmail).filter(person_id=person_id, match_key=mailbox_key(row.address))
    if person is None or not await theirs.exists():
        return Changed(Change.NO_TARGET)
    target = target_of_person(person)
    async with transaction():
        await lock(scope, row.message.conversation_id)
        mails = Scope(scope.workspace_id).of(Message).filter(conversation_id=row.message.conversation_id)
        ids = [found[0] for found in await mails.values_list("id")]
        same = Scope(scope.workspace_id).of(Participant).filter(message_id__in=ids, address=row.address)
        await same.update(person_id=person_id)
        if not await add_link(scope, row.message, target, now, {"rule": "told", "evidence": row.address}):
            return Changed(Change.ALREADY, target)
    return Changed(Change.DONE, target)
