"""What a card offers to do with its mail: records to file it under, people to add, persons to tell apart."""

from collections.abc import Iterable, Sequence

from bot.services.filings import target_of_person, target_of_record
from bot.shown import Filing, Keepable, NewContact, Offers, SharedAddress, Suggestion, Target, TargetKind
from models import Conversation, FilingRule, Message, Participant, Person, PersonEmail, Record, Scope
from models.address import mailbox_key
from models.filing import proposals, shared_addresses
from models.types import RecordStatus

_SUGGESTIONS = 3
_CONTACTS = 2
_SHARED = 2
_PERSONS = 4
_KEEPABLE = 2


async def offers_of(
    scope: Scope, message: Message, mail_domain: str, conversation: Conversation, filings: Sequence[Filing]
) -> Offers:
    """What may be done at one click with the owner's mail as it is filed now."""
    if message.malformed is not None:
        return Offers()
    live = [filing for filing in filings if filing.removed_at is None]
    return Offers(
        suggestions=await _suggestions(scope, conversation, live),
        contacts=(await new_contacts(scope, message, mail_domain))[:_CONTACTS],
        shared=await shared_of(scope, message, mail_domain, live),
        keepable=await _keepable(scope, message, live),
    )


async def _suggestions(
    scope: Scope, conversation: Conversation, live: Iterable[Filing]
) -> tuple[Suggestion, ...]:
    """What the rule could not choose between, as far as it is still open; none once an open record has it."""
    filed = [filing.target for filing in live]
    if any(target.status is RecordStatus.OPEN for target in filed) or conversation.done_at is not None:
        return ()
    why = {int(one["record_id"]): str(one.get("why") or "") for one in conversation.suggestions}
    wanted = [key for key in why if key not in {t.id for t in filed if t.kind is not TargetKind.PERSON}]
    return await suggestions(scope, wanted[:_SUGGESTIONS], why)


async def suggestions(scope: Scope, ids: Sequence[int], why: dict[int, str]) -> tuple[Suggestion, ...]:
    """The open records among these, in this order."""
    if not ids:
        return ()
    rows = scope.of(Record).filter(id__in=list(ids), status=RecordStatus.OPEN).select_related("organization")
    found = {record.id: record for record in await rows}
    return tuple(Suggestion(target_of_record(found[key]), why.get(key, "")) for key in ids if key in found)


async def new_contacts(scope: Scope, message: Message, mail_domain: str) -> tuple[NewContact, ...]:
    """People of a mail whom we could add, as far as the workspace wants any."""
    found = await proposals(scope, message, mail_domain)
    rows = await _participants(scope, message, [one.address for one in found])
    return tuple(
        NewContact(rows[one.address].id, one.name, one.address, one.organization, one.role)
        for one in found
        if one.address in rows
    )


async def shared_of(
    scope: Scope, message: Message, mail_domain: str, live: Iterable[Filing]
) -> tuple[SharedAddress, ...]:
    """The addresses of a mail of which nobody said yet which of their persons wrote or got it."""
    found = await shared_addresses(scope, message, mail_domain)
    rows = await _participants(scope, message, [address for address, _ in found])
    told = {filing.target.id for filing in live if filing.target.kind is TargetKind.PERSON}
    asked = []
    for address, ids in found:
        row = rows.get(address)
        if row is None or row.person_id is not None or told & set(ids):
            continue
        asked.append(SharedAddress(row.id, address, await targets_of_persons(scope, ids[:_PERSONS])))
    return tuple(asked[:_SHARED])


async def _participants(scope: Scope, message: Message, addresses: Sequence[str]) -> dict[str, Participant]:
    if not addresses:
        return {}
    rows = scope.of(Participant).filter(message_id=message.id, address__in=list(addresses))
    found: dict[str, Participant] = {}
    for row in await rows.order_by("position", "id"):
        found.setdefault(row.address, row)
    return found


async def targets_of_persons(scope: Scope, ids: Iterable[int]) -> tuple[Target, ...]:
    """These persons by number."""
    rows = scope.of(Person).filter(id__in=list(ids)).select_related("organization")
    return tuple(target_of_person(person) for person in await rows.order_by("number"))


async def known_persons(scope: Scope, message: Message, limit: int = 20) -> tuple[Target, ...]:
    """The contacts whom a mail's addresses name without doubt."""
    rows = scope.of(Participant).filter(message_id=message.id).order_by("position").limit(limit)
    keys: set[str] = set()
    ids: set[int] = set()
    for address, person_id in await rows.values_list("address", "person_id"):
        if person_id is not None:
            ids.add(person_id)
        else:
            keys.add(mailbox_key(address))
    by_key: dict[str, set[int]] = {}
    emails = scope.of(PersonEmail).filter(match_key__in=sorted(keys))
    for key, person_id in await emails.values_list("match_key", "person_id"):
        by_key.setdefault(key, set()).add(person_id)
    ids |= {next(iter(found)) for found in by_key.values() if len(found) == 1}
    return await targets_of_persons(scope, sorted(ids))


async def _keepable(scope: Scope, message: Message, live: Iterable[Filing]) -> tuple[Keepable, ...]:
    """What the owner just filed under an open record, for each person whose mail could go there always."""
    fresh = [
        filing
        for filing in live
        if filing.fresh and filing.by_reader and filing.target.status is RecordStatus.OPEN
    ]
    if len(fresh) != 1:
        return ()
    persons = await known_persons(scope, message)
    rules = scope.of(FilingRule).filter(
        owner_id=message.owner_id, record_id=fresh[0].target.id, person_id__in=[one.id for one in persons]
    )
    kept = {row[0] for row in await rules.values_list("person_id")} if persons else set()
    wanted = [Keepable(fresh[0].link_id, person) for person in persons if person.id not in kept]
    return tuple(wanted[:_KEEPABLE])
