"""Whom a refused mail claims to be from: the one member who is told of it, or nobody.

What it claims is proved by nothing. So this errs on the side of nobody: a member never hears of mail in a
colleague's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from models import Scope, SenderAddress, User, Workspace
from models.address import domain_of, mailbox_key
from models.filing.domains import is_public
from models.fulltext import fold
from models.types import AddressState

from .owner import member_with


@dataclass(frozen=True, slots=True)
class Claimant:
    """`sure` where the address is the member's own, or one they have asked us to verify."""

    user_id: int
    sure: bool


async def claimant(scope: Scope, address: str, now: datetime, *, guess: bool = True) -> Claimant | None:
    """The member whom that canonical address belongs to or, with `guess`, plausibly belongs to."""
    if user := await member_with(scope, address):
        return Claimant(user.id, sure=True)
    if await scope.of(User).filter(email=address).exists():
        return None  # a guest's, or of somebody who left
    asking = await (
        scope.of(SenderAddress)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .filter(address=address, state=AddressState.PENDING, user__active=True, user__guest=False)
    )
    if len({row.user_id for row in asking}) == 1:
        return Claimant(asking[0].user_id, sure=True)
    if asking or not guess or not await _is_of_the_company(scope, domain_of(address)):
        return None
    user_id = await _by_name(scope, address)
    not_theirs = scope.of(SenderAddress).filter(
        address=address, state=AddressState.BLOCKED, user_id=user_id or 0
    )
    if user_id is None or await not_theirs.exists():
        return None
    return Claimant(user_id, sure=False)


async def _is_of_the_company(scope: Scope, domain: str) -> bool:
    """Whether strangers have no mailbox there."""
    if not domain or is_public(domain):
        return False
    workspace = await Workspace.get(id=scope.workspace_id)
    if domain in workspace.internal_domains:
        return True
    return await scope.of(User).filter(active=True, guest=False, email__endswith=f"@{domain}").exists()


async def _by_name(scope: Scope, address: str) -> int | None:
    """The one member who has this mailbox, or this local part, or the whole name that it spells."""
    rows = await scope.of(User).filter(active=True, guest=False).values_list("id", "name", "email")
    key = mailbox_key(address)
    local = key.partition("@")[0]
    mailbox, part, name = set[int](), set[int](), set[int]()
    for user_id, full_name, email in rows:
        own = mailbox_key(email) if email else ""
        if own == key:
            mailbox.add(user_id)
        if own.partition("@")[0] == local:
            part.add(user_id)
        if _letters([local]) in _spellings(full_name):
            name.add(user_id)
    for found in (mailbox, part | name):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _spellings(name: str) -> set[str]:
    """Local parts that spell a first and last name: none for a single word, which many people share."""
    words = name.split()
    if len(words) < 2:
        return set()
    first, last = words[0], words[-1]
    return {_letters([first, last]), _letters([last, first]), _letters(words)} - {""}


def _letters(words: Iterable[str]) -> str:
    """The letters alone, without accents and case: "José Ñandú" and jose.nandu are one."""
    return "".join(letter for letter in fold("".join(words)) if letter.isalpha())
