"""Who takes part in a mail: which of its addresses are outside the workspace, and whose those are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tortoise.expressions import Q

from models.address import canonical, domain_of, mailbox_key
from models.contact import PersonEmail
from models.scope import Scope
from models.types import AddressState, ContactCreation
from models.user import SenderAddress, User
from models.workspace import Workspace

from .columns import column
from .domains import is_public

_MOST_DOMAINS = 20


def address_key(address: str) -> str:
    """An address out of a mail as we store and compare it, as far as a column holds it."""
    return canonical(address)[:320]


@dataclass(frozen=True, slots=True)
class Circle:
    """What a workspace knows of some mailboxes, by their `mailbox_key`.

    `outside` are those of nobody in the workspace; `persons` the contacts that each of them belongs to,
    several for a shared one. `auto_link` are the members who have mail linked by rule.
    """

    outside: frozenset[str]
    persons: Mapping[str, frozenset[int]]
    contact_creation: ContactCreation
    auto_link: frozenset[int]

    def person_of(self, address: str) -> int | None:
        """The one person whom an address belongs to; None where it is nobody's, or several share it."""
        persons = self.persons.get(mailbox_key(address), frozenset())
        return next(iter(persons)) if len(persons) == 1 else None


async def circle_of(
    scope: Scope, addresses: Iterable[str], owners: Collection[int], own_domains: Collection[str] = ()
) -> Circle:
    """Look up the addresses of some mails of these members, all at once.

    `own_domains` are where our own Bcc addresses live.
    """
    workspace = await Workspace.get(id=scope.workspace_id)
    wanted = {address for address in addresses if domain_of(address) not in own_domains}
    owning = await scope.of(User).filter(id__in=sorted(owners)).values_list("id", "email", "auto_link")
    inside = await _inside(scope, workspace, wanted, [email for _, email, _ in owning if email])
    keys = {mailbox_key(address) for address in wanted}
    outside = frozenset(key for key in keys - {mailbox_key(address) for address in inside} if "@" in key)
    return Circle(
        outside=outside,
        persons=await persons_by_key(scope, keys),
        contact_creation=workspace.contact_creation,
        auto_link=frozenset(user_id for user_id, _, auto_link in owning if auto_link),
    )


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
    return _configured(workspace) | {domain for domain in domains if domain and not is_public(domain)}


async def persons_by_key(scope: Scope, keys: set[str]) -> dict[str, frozenset[int]]:
    """The contacts that each `mailbox_key` belongs to: several for a shared one."""
    if not keys:
        return {}
    found: dict[str, set[int]] = defaultdict(set)
    rows = scope.of(PersonEmail).filter(match_key__in=sorted(keys)).values_list("match_key", "person_id")
    for key, person_id in await rows:
        found[key].add(person_id)
    return {key: frozenset(persons) for key, persons in found.items()}


def _configured(workspace: Workspace) -> frozenset[str]:
    return frozenset(domain.lower().strip().lstrip("@") for domain in workspace.internal_domains)


async def _inside(
    scope: Scope, workspace: Workspace, addresses: set[str], known: Collection[str]
) -> set[str]:
    """Those of the addresses that are members' (any state), their verified alternates, or at their domains.

    A guest is no member: often it is the customer who is a guest.
    """
    spellings = sorted(addresses | {mailbox_key(address) for address in addresses})
    members = scope.of(User).filter(guest=False, email__in=spellings)
    alternates = scope.of(SenderAddress).filter(address__in=spellings, state=AddressState.VERIFIED)
    named = {str(email) for email in await column(members, "email")}
    named |= {str(address) for address in await column(alternates, "address")}
    configured = _configured(workspace)
    domains = set(configured) | {domain_of(email) for email in known}
    domains = {domain for domain in domains if domain in configured or not is_public(domain)}
    domains |= await _of_members(scope, {domain_of(address) for address in addresses} - domains)
    return {
        address
        for address in addresses
        if address in named
        or mailbox_key(address) in named
        or domain_of(address) in domains
        or any(domain_of(address).endswith(f".{domain}") for domain in configured)
    }


async def _of_members(scope: Scope, domains: set[str]) -> set[str]:
    """Which of these domains some member's e-mail is at. One look at each, for a mail names few."""
    asked = sorted(domain for domain in domains if domain and not is_public(domain))
    if len(asked) > _MOST_DOMAINS:
        return set(asked) & await internal_domains(scope)
    members = scope.of(User).filter(guest=False)
    return {domain for domain in asked if await members.filter(Q(email__endswith=f"@{domain}")).exists()}
