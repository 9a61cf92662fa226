"""Who takes part in a mail: which of its addresses are outside the workspace, and whose those are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.address import canonical, domain_of, mailbox_key
from models.scope import Scope
from models.types import ContactCreation, Direction, ParticipantRole
from models.user import User
from models.workspace import Workspace

from .columns import column
from .domains import is_public
from .lookups import Lookups
from .surroundings import Filing, Surroundings, look_around

_MOST_PEOPLE = 200  # a mail to thousands is nobody's deal
_ORIGINAL = (ParticipantRole.ORIGINAL_FROM, ParticipantRole.ORIGINAL_TO, ParticipantRole.ORIGINAL_CC)
_OWN = (ParticipantRole.FROM, ParticipantRole.TO, ParticipantRole.CC)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a mail names, by canonical address."""

    role: ParticipantRole
    name: str
    address: str


def address_key(address: str) -> str:
    """An address out of a mail as we store and compare it, as far as a column holds it."""
    return canonical(address)[:320]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some mailboxes, by their `mailbox_key`.

    `persons` are the contacts that each belongs to, several for a shared one; `companies` those at a
    domain; `filings` where a member's latest conversations with a mailbox are filed, oldest link first.
    """

    persons: dict[str, frozenset[int]]
    companies: Mapping[str, frozenset[int]]
    filings: Mapping[tuple[int, str], Sequence[Filing]]

    def sure_persons(self, keys: Iterable[str]) -> set[int]:
        """The contacts whom these mailboxes name without doubt."""
        found = [self.persons.get(key, frozenset()) for key in keys]
        return {next(iter(persons)) for persons in found if len(persons) == 1}


@dataclass(frozen=True, slots=True)
class Circle(Known):
    """The mailboxes of some mails, and what their owners want.

    `outside` are those of nobody in the workspace; `auto_link` the members who have mail linked by rule;
    `contact_creation` what each member says of unknown people, or the workspace where they say nothing;
    `linked` those of whom a conversation was linked since: of their filings not all are known any more.
    """

    outside: frozenset[str]
    contact_creation: Mapping[int, ContactCreation]
    auto_link: frozenset[int]
    linked: set[int] = field(default_factory=set)

    def person_of(self, address: str) -> int | None:
        """The one person whom an address belongs to; None where it is nobody's, or several share it."""
        persons = self.persons.get(mailbox_key(address), frozenset())
        return next(iter(persons)) if len(persons) == 1 else None


def concerned(direction: Direction, named: Iterable[Named], circle: Circle) -> dict[str, Named]:
    """The outside people whom a mail is with, each once by `mailbox_key`: of a forward, the original's.

    Where a forward's original names nobody outside, it is those whom the forward went to.
    """
    found: dict[tuple[bool, str], Named] = {}
    for one in named:
        key, original = mailbox_key(one.address), one.role in _ORIGINAL
        if key in circle.outside and (original or one.role in _OWN):
            kept = found.setdefault((original, key), one)
            if one.name and not kept.name:
                found[original, key] = one
    of_original = {key: one for (original, key), one in found.items() if original}
    of_mail = {key: one for (original, key), one in found.items() if not original}
    people = of_original or of_mail if direction is Direction.FORWARDED else of_mail
    return dict(list(people.items())[:_MOST_PEOPLE])


async def circle_of(
    scope: Scope, written: Mapping[int, Iterable[str]], own_domains: Collection[str] = ()
) -> Circle:
    """Look up the addresses in some mails, which are given for each member whose mails they are.

    `own_domains` are where our own Bcc addresses live.
    """
    wanted = {
        owner: {address for address in addresses if domain_of(address) not in own_domains}
        for owner, addresses in written.items()
    }
    addresses = set[str]().union(*wanted.values())
    keys = {address: mailbox_key(address) for address in addresses}
    found = await look_around(
        scope.workspace_id,
        {owner: {keys[address] for address in some} for owner, some in wanted.items()},
        addresses | set(keys.values()),
        _of_companies(keys.values()),
    )
    outside = frozenset(key for key in set(keys.values()) - _inside(keys, found) if "@" in key)
    return Circle(
        outside=outside,
        persons=_frozen(found.persons),
        companies=_frozen(found.companies),
        filings=found.filings,
        contact_creation=found.contact_creation,
        auto_link=frozenset(found.auto_link),
    )


async def known_of(scope: Scope, owner_id: int, keys: Collection[str]) -> Known:
    """What is known of outside mailboxes that this member writes with."""
    found = await look_around(scope.workspace_id, {owner_id: set(keys)}, (), _of_companies(keys))
    return Known(_frozen(found.persons), _frozen(found.companies), found.filings)


async def persons_by_address(scope: Scope, addresses: Iterable[str]) -> Mapping[str, int]:
    """The person whom each canonical address belongs to, in whatever spelling.

    An address that several persons share (info@) names none of them.
    """
    wanted = {address: mailbox_key(address) for address in addresses if address}
    persons = await persons_by_key(scope, set(wanted.values()))
    found = {address: persons.get(key, frozenset()) for address, key in wanted.items()}
    return {address: next(iter(ids)) for address, ids in found.items() if len(ids) == 1}


async def internal_domains(scope: Scope) -> frozenset[str]:
    """The domains whose people are the workspace's own: those it names, and those of its members' e-mails."""
    workspace = await Workspace.get(id=scope.workspace_id)
    members = scope.of(User).filter(guest=False, email__isnull=False)
    emails = await column(members, "email")
    domains = {domain_of(str(email)) for email in emails}
    return _as_domains(workspace.internal_domains) | {
        domain for domain in domains if domain and not is_public(domain)
    }


async def persons_by_key(scope: Scope, keys: set[str]) -> dict[str, frozenset[int]]:
    """The contacts that each `mailbox_key` belongs to: several for a shared one."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, person_id in await Lookups(scope.workspace_id).persons(keys):
        found[key].add(person_id)
    return _frozen(found)


def _of_companies(keys: Iterable[str]) -> set[str]:
    """The domains of these mailboxes, public mail domains aside."""
    return {domain for domain in map(domain_of, keys) if domain and not is_public(domain)}


def _frozen(found: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {key: frozenset(ids) for key, ids in found.items()}


def _as_domains(written: Iterable[str]) -> frozenset[str]:
    return frozenset(domain.lower().strip().lstrip("@") for domain in written)


def _inside(keys: Mapping[str, str], found: Surroundings) -> set[str]:
    """The mailboxes of those addresses that are members' (any state), or their verified alternates, or at
    their domains.

    A guest is no member: often it is the customer who is a guest.
    """
    configured = _as_domains(found.internal_domains)
    theirs = {domain_of(email) for email in found.owners.values() if email} | found.member_domains
    domains = configured | {domain for domain in theirs if not is_public(domain)}
    return {
        key
        for address, key in keys.items()
        if address in found.members
        or key in found.members
        or domain_of(address) in domains
        or any(domain_of(address).endswith(f".{domain}") for domain in configured)
    }
