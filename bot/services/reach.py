"""What an address reaches: the mails from and to it, and all else that names it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tortoise.queryset import QuerySet

from bot.forgetting import Preview
from models import (
    Attachment,
    Correspondent,
    HeldMail,
    Message,
    OutboxItem,
    Participant,
    Person,
    PersonEmail,
    Refusal,
    Scope,
    SenderAddress,
    Share,
    User,
)
from models.address import canonical, mailbox_key
from models.filing.columns import slices
from models.types import AddressState, OutboxKind, ShareState

_SPELLINGS = 50
_STANDING = (ShareState.POSTED, ShareState.POSTING, ShareState.WITHDRAWING)
_LONGEST_HELD = 64 * 1024 * 1024
_TOLD = (OutboxKind.NOTICE, OutboxKind.FORWARDING_CODE, OutboxKind.ASK, OutboxKind.REPORT)


@dataclass(frozen=True, slots=True)
class Reach:
    """An address in all its spellings, in one member's mail or, with `owner_id` None, in everybody's."""

    scope: Scope  # the system's: what is to be erased was settled before
    addresses: tuple[str, ...]
    owner_id: int | None

    def mails(self) -> QuerySet[Message]:
        """The mails that may be theirs."""
        return self._own(self.scope.of(Message), "owner_id")

    def _own(self, rows: QuerySet[Any], column: str) -> QuerySet[Any]:
        return rows if self.owner_id is None else rows.filter(**{column: self.owner_id})

    async def mail_ids(self, limit: int | None = None) -> list[int]:
        """The mails from or to the address, by id: at most so many."""
        named = self._own(
            self.scope.of(Participant).filter(address__in=self.addresses), "message__owner_id"
        ).distinct()
        written = self.mails().filter(author_address__in=self.addresses)
        if limit is not None:
            named, written = named.limit(limit), written.limit(limit)
        found = {int(row[0]) for row in await named.values_list("message_id")}
        found |= {int(row[0]) for row in await written.values_list("id")}
        return sorted(found)[:limit]

    async def held_ids(self) -> list[int]:
        """Held mails that came from the address or name it."""
        rows = self._own(self.scope.of(HeldMail), "user_id")
        ids: list[int] = [row.id for row in await rows.filter(address__in=self.addresses).only("id")]
        for key in [row.id for row in await rows.exclude(id__in=ids).only("id")]:
            held = await self.scope.of(HeldMail).get_or_none(id=key)
            if held is not None and _names(_unpacked(held.content), self.addresses):
                ids.append(key)
        return ids

    def refusals(self) -> QuerySet[Refusal]:
        """Refused mails that claimed to come from it."""
        return self._own(self.scope.of(Refusal).filter(claimed_sender__in=self.addresses), "user_id")

    def senders(self) -> QuerySet[SenderAddress]:
        """Alternate addresses that were never proved, or given up."""
        rows = self.scope.of(SenderAddress).filter(address__in=self.addresses)
        return self._own(rows.exclude(state=AddressState.VERIFIED), "user_id")

    async def told(self) -> list[OutboxItem]:
        """What Slack was told, or is to be told, that names it."""
        rows = self._own(self.scope.of(OutboxItem).filter(kind__in=_TOLD), "user_id")
        return [item for item in await rows if _names(str(item.payload).lower(), self.addresses)]

    def emails(self) -> QuerySet[PersonEmail]:
        """Where it stands among the contacts, which are everybody's."""
        return self.scope.of(PersonEmail).filter(match_key=mailbox_key(self.addresses[0]))


async def reach_of(scope: Scope, address: str, owner_id: int | None) -> Reach:
    """The address with the other spellings of its mailbox that those mails use ("jane+news@")."""
    system, key = Scope(scope.workspace_id), mailbox_key(address)
    rows = system.of(Correspondent).filter(key=key)
    rows = rows if owner_id is None else rows.filter(owner_id=owner_id)
    threads = sorted({int(row[0]) for row in await rows.values_list("conversation_id")})
    spelt: set[str] = set()
    for some in slices(threads):
        named = system.of(Participant).filter(message__conversation_id__in=some).distinct()
        spelt |= {str(row[0]) for row in await named.values_list("address")}
    stored = await system.of(PersonEmail).filter(match_key=key).values_list("address", flat=True)
    others = {one for one in spelt | {str(one) for one in stored} if mailbox_key(one) == key}
    first = canonical(address)
    return Reach(system, (first, *sorted(others - {first})[:_SPELLINGS]), owner_id)


async def preview(reach: Reach) -> Preview:
    """Count, and change nothing."""
    scope, ids = reach.scope, await reach.mail_ids()
    owners: set[int] = set()
    attachments = cards = shares = 0
    for some in slices(ids):
        mails, copies = scope.of(Message).filter(id__in=some), scope.of(Share).filter(message_id__in=some)
        owners |= {int(row[0]) for row in await mails.distinct().values_list("owner_id")}
        attachments += await scope.of(Attachment).filter(message_id__in=some).count()
        cards += await mails.filter(card_ts__isnull=False).count()
        shares += await copies.filter(state__in=_STANDING).count()
    persons = {row[0] for row in await reach.emails().values_list("person_id")}
    names = (
        await scope.of(Person).filter(id__in=sorted(persons)).order_by("id").values_list("name", flat=True)
    )
    return Preview(
        address=reach.addresses[0],
        spellings=len(reach.addresses),
        everywhere=reach.owner_id is None,
        mails=len(ids),
        attachments=attachments,
        cards=cards,
        shares=shares,
        held=len(await reach.held_ids()),
        refusals=await reach.refusals().count(),
        owners=len(owners),
        contacts=tuple(str(name) for name in names),
    )


async def members_with(scope: Scope, address: str) -> list[User]:
    """The members, those who left too, whose account or verified alternate address it is."""
    system, address = Scope(scope.workspace_id), canonical(address)
    verified = system.of(SenderAddress).filter(address=address, state=AddressState.VERIFIED)
    ids = await verified.values_list("user_id", flat=True)
    return [*await system.of(User).filter(email=address), *await system.of(User).filter(id__in=ids)]


def _names(text: str, addresses: Iterable[str]) -> bool:
    return any(address in text for address in addresses)


def _unpacked(content: bytes) -> str:
    try:
        raw = zlib.decompressobj().decompress(content, _LONGEST_HELD)
    except zlib.error:
        raw = content
    return raw.decode("latin-1").lower()
