"""Everything that filing asks about the people of some mails, in one statement.

It is asked of every group of mails before their senders have an answer: what a statement costs beside its
rows, a journey to PostgreSQL above all, is paid once.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.connection import get_connection

from models.bulk import Bulk
from models.types import ContactCreation, LinkOrigin

# The domain of a member's e-mail; an index is on exactly this (migration 0015).
MEMBER_DOMAIN_SQLITE = "substr(email, length(rtrim(email, replace(email, '@', ''))) + 1)"
MEMBER_DOMAIN_POSTGRES = "split_part(email, '@', -1)"

# Of one mailbox's conversations so many, the latest, are looked at for where they are filed.
_PAST = 40
# The sign before some workspaces keeps SQLite from an index of all members: the ids are few.
# {pairs} names its columns owner_id and key, {domains} its one column value.
_ASKED = """
SELECT 'workspace', CAST(internal_domains AS TEXT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)
    FROM workspace WHERE id = {1}
UNION ALL SELECT 'owner', email, id,
    coalesce(contact_creation, (SELECT contact_creation FROM workspace WHERE id = {1}))
    FROM slack_user WHERE +workspace_id = {1} AND {owners}
UNION ALL SELECT 'auto_link', NULL, id, NULL
    FROM slack_user WHERE +workspace_id = {1} AND auto_link AND {owners}
UNION ALL SELECT 'member', email, NULL, NULL
    FROM slack_user WHERE workspace_id = {1} AND NOT guest AND {emails}
UNION ALL SELECT 'member', address, NULL, NULL
    FROM sender_address WHERE workspace_id = {1} AND state = 'verified' AND {alternates}
UNION ALL SELECT 'member_domain', value, NULL, NULL FROM {domains} WHERE EXISTS (
    SELECT 1 FROM slack_user WHERE workspace_id = {1} AND NOT guest AND {member_domain} = value)
UNION ALL SELECT 'person', match_key, person_id, NULL
    FROM person_email WHERE workspace_id = {1} AND {mailboxes}
UNION ALL SELECT 'company', domain, id, NULL
    FROM organization WHERE workspace_id = {1} AND {companies}
UNION ALL SELECT 'filed', pairs.key, pairs.owner_id,
    CAST(filed.id AS TEXT) || ' ' || filed.conversation_id || ' ' || filed.record_id || ' ' || filed.origin
    || CASE WHEN filed.removed_at IS NULL THEN '' ELSE ' undone' END
    FROM {pairs} {filed}
"""
_LATEST = f"""
SELECT c.conversation_id FROM correspondent c WHERE c.owner_id = pairs.owner_id AND c.key = pairs.key
ORDER BY c.conversation_id DESC LIMIT {_PAST}
"""  # noqa: S608 - our own number
# In SQLite a CROSS JOIN looks its right side up for each of its left. PostgreSQL might read all links,
# but for the OFFSET 0.
_FILED_SQLITE = f"""
CROSS JOIN link AS filed WHERE filed.conversation_id IN ({_LATEST})
    AND +filed.workspace_id = {{1}} AND filed.record_id IS NOT NULL
"""
_FILED_POSTGRES = f"""
CROSS JOIN LATERAL ({_LATEST}) latest CROSS JOIN LATERAL (
    SELECT * FROM link WHERE conversation_id = latest.conversation_id
        AND workspace_id = {{1}} AND record_id IS NOT NULL OFFSET 0) filed
"""  # noqa: S608
_OWNERS, _ADDRESSES, _KEYS, _DOMAINS, _PAIRS, _PAIR_KEYS = range(2, 8)


@dataclass(frozen=True, slots=True, order=True)
class Filing:
    """An earlier conversation that was filed: by which link, where, whether by hand, and whether that was
    taken back. In the order of the links."""

    link_id: int
    conversation_id: int
    record_id: int
    by_hand: bool
    undone: bool

    @classmethod
    def read(cls, row: str) -> "Filing":
        """As the statement writes it into one column."""
        link, conversation, record, origin, *undone = row.split()
        return cls(int(link), int(conversation), int(record), origin == LinkOrigin.USER, bool(undone))


@dataclass(slots=True)
class Surroundings:
    """What a workspace knows of some members and of the addresses in their mails.

    `owners` are the members with their e-mails; `contact_creation` what each says of unknown people, or the
    workspace where they say nothing; `members` those of the addresses that are a member's (any state, guests
    aside) or a verified alternate; `member_domains` those of the domains that a member's e-mail is at.
    `persons` are the contacts of each mailbox, `companies` the organizations of each domain, `filings` where
    a member's latest conversations with a mailbox are filed, oldest link first.
    """

    internal_domains: list[str] = field(default_factory=list)
    owners: dict[int, str | None] = field(default_factory=dict)
    contact_creation: dict[int, ContactCreation] = field(default_factory=dict)
    auto_link: set[int] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    member_domains: set[str] = field(default_factory=set)
    persons: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    companies: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    filings: defaultdict[tuple[int, str], list[Filing]] = field(default_factory=lambda: defaultdict(list))


async def look_around(
    workspace_id: int,
    writes_with: Mapping[int, Collection[str]],
    addresses: Collection[str],
    domains: Collection[str],
) -> Surroundings:
    """Ask about addresses, in every spelling, domains, and the mailboxes that each member writes with."""
    bulk = Bulk(get_connection("default"))
    pairs = [(owner, key) for owner, keys in writes_with.items() for key in keys]
    keys = {key for _, key in pairs}
    values: list[Any] = [workspace_id, *map(bulk.listed, (writes_with, addresses, keys, domains))]
    if bulk.is_postgres:
        values += [[owner for owner, _ in pairs], [key for _, key in pairs]]
    else:
        values.append(bulk.listed(pairs))
    found = Surroundings()
    for what, text, number, choice in await bulk.tuples(_statement(bulk), values):
        match what:
            case "workspace":
                found.internal_domains = json.loads(text)
            case "owner":
                found.owners[number], found.contact_creation[number] = text, ContactCreation(choice)
            case "auto_link":
                found.auto_link.add(number)
            case "member":
                found.members.add(text)
            case "member_domain":
                found.member_domains.add(text)
            case "person":
                found.persons[text].add(number)
            case "company":
                found.companies[text].add(number)
            case "filed":
                found.filings[number, text].append(Filing.read(choice))
    for filings in found.filings.values():
        filings.sort()
    return found


def _statement(bulk: Bulk) -> str:
    if bulk.is_postgres:
        domains = f"unnest(${_DOMAINS}::text[]) AS domains(value)"
        pairs = f"unnest(${_PAIRS}::bigint[], ${_PAIR_KEYS}::text[]) AS pairs(owner_id, key)"
    else:
        domains = f"json_each(?{_DOMAINS})"
        pair = "json_extract(value, '$[0]') AS owner_id, json_extract(value, '$[1]') AS key"
        pairs = f"(SELECT {pair} FROM json_each(?{_PAIRS})) AS pairs"  # noqa: S608
    return _ASKED.format(
        None,
        bulk.marks(1),
        owners=bulk.among("id", _OWNERS),
        emails=bulk.among("email", _ADDRESSES),
        alternates=bulk.among("address", _ADDRESSES),
        domains=domains,
        member_domain=MEMBER_DOMAIN_POSTGRES if bulk.is_postgres else MEMBER_DOMAIN_SQLITE,
        mailboxes=bulk.among("match_key", _KEYS),
        companies=bulk.among("domain", _DOMAINS),
        pairs=pairs,
        filed=(_FILED_POSTGRES if bulk.is_postgres else _FILED_SQLITE).format(None, bulk.marks(1)),
    )
