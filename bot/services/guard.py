"""Whether a mail's people and a record's have anything to do with one another."""

from models import Message, Organization, Participant, Person, PersonEmail, Record, RecordPerson, Scope
from models.address import domain_of
from models.filing.domains import is_public
from models.filing.people import circle_of

_PEOPLE = 200


async def is_misfit(scope: Scope, message: Message, record_id: int, mail_domain: str) -> bool:
    """Whether the record names people or a company, and none of the conversation's outside people is of them.

    A record that names nobody, and a mail with nobody outside, fit anything.
    """
    record = await scope.of(Record).filter(id=record_id).first()
    if record is None:
        return False
    theirs = {
        row[0] for row in await scope.of(RecordPerson).filter(record_id=record_id).values_list("person_id")
    }
    if not theirs and record.organization_id is None:
        return False
    mails = scope.of(Message).filter(conversation_id=message.conversation_id)
    ids = [row[0] for row in await mails.order_by("-id").limit(_PEOPLE).values_list("id")]
    named = scope.of(Participant).filter(message_id__in=ids).limit(_PEOPLE)
    rows = await named.values_list("address", "person_id")
    written = {message.owner_id: [row[0] for row in rows]}
    circle = await circle_of(Scope(scope.workspace_id), written, {mail_domain})
    if not circle.outside:
        return False
    persons = {person for key in circle.outside for person in circle.persons.get(key, ())}
    companies = await _companies(scope, persons)
    own = await _companies(scope, theirs) | ({record.organization_id} - {None})
    if persons & theirs or companies & own:
        return False
    return not {domain_of(key) for key in circle.outside} & await _domains(scope, theirs, own)


async def _companies(scope: Scope, persons: set[int]) -> set[int | None]:
    if not persons:
        return set()
    rows = scope.of(Person).filter(id__in=sorted(persons), organization_id__isnull=False)
    return {row[0] for row in await rows.values_list("organization_id")}


async def _domains(scope: Scope, persons: set[int], companies: set[int | None]) -> set[str]:
    """The domains of a record's people and companies, those that anybody may have aside."""
    emails = scope.of(PersonEmail).filter(person_id__in=sorted(persons))
    found = {domain_of(row[0]) for row in await emails.values_list("address")} if persons else set()
    if companies:
        firms = scope.of(Organization).filter(id__in=list(companies), domain__isnull=False)
        found |= {row[0] for row in await firms.values_list("domain")}
    return {domain for domain in found if domain and not is_public(domain)}
