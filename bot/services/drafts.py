"""A deal, lead, project or person as a mail proposes it, or as somebody begins it without one."""

from email.utils import parseaddr

from bot.asked import Draft
from bot.services.offers import known_persons, new_contacts
from bot.shown import NewContact, Target, TargetKind
from models import Message, Record, Scope
from models.filing.subjects import bare_subject

_PEOPLE = 20
_TITLE = 255


async def draft_of(
    scope: Scope, message: Message, mail_domain: str, kind: TargetKind, typed: str = ""
) -> Draft:
    """What to create, filled in as far as the mail tells. `typed` is what somebody looked for in vain."""
    known = await known_persons(scope, message)
    contacts = await new_contacts(scope, message, mail_domain)
    named = [contact for contact in contacts if not contact.role]
    if kind is TargetKind.PERSON:
        return person_draft(message.id, contacts[0] if contacts else None, typed)
    return Draft(
        kind=kind,
        message_id=message.id,
        title=(typed or bare_subject(message.subject))[:_TITLE],
        organization=_organization(known, named),
        people=known[:_PEOPLE],
        contacts=tuple(named[:_PEOPLE]),
        currency=await _last_currency(scope) if kind is TargetKind.DEAL else "",
    )


async def bare_draft(scope: Scope, kind: TargetKind, typed: str) -> Draft:
    """What to create with no mail to go by: what was typed is its name, or a person's address, or both."""
    if kind is TargetKind.PERSON and "@" in typed:
        name, address = parseaddr(typed)
        if name and typed.count("@") == 1:  # several addresses are for the reader to sort
            return Draft(kind=kind, message_id=None, title=name[:_TITLE], emails=address[:_TITLE])
        return Draft(kind=kind, message_id=None, emails=typed[:_TITLE])
    currency = await _last_currency(scope) if kind is TargetKind.DEAL else ""
    return Draft(kind=kind, message_id=None, title=typed[:_TITLE], currency=currency)


def person_draft(message_id: int, contact: NewContact | None, typed: str = "") -> Draft:
    """A person to be: named as in the mail, unless that is an address which several read."""
    named = typed or (contact.name if contact and not contact.role else "")
    return Draft(
        kind=TargetKind.PERSON,
        message_id=message_id,
        title=named[:_TITLE],
        organization=(contact.organization or "") if contact else "",
        emails=contact.address if contact else "",
    )


def _organization(known: tuple[Target, ...], contacts: list[NewContact]) -> str:
    names = [person.organization for person in known] + [contact.organization for contact in contacts]
    return next((name for name in names if name), "")


async def _last_currency(scope: Scope) -> str:
    last = (
        await scope.of(Record).filter(currency__isnull=False).order_by("-id").only("id", "currency").first()
    )
    return last.currency or "" if last else ""
