"""Mail that was proved and waits for a member's word: nobody's yet and probably theirs, or theirs and old."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from tortoise.functions import Length

from models import HeldMail, OutboxItem, Scope, SenderAddress, Workspace
from models.address import canonical
from models.outbox import enqueue_in_dm
from models.text import storable, storable_json
from models.transaction import transaction
from models.types import AddressState, HeldFor, OutboxKind

from . import reply
from .incoming import Incoming, Settled
from .letter import Sealed
from .mailboxes import Addressed
from .owner import member_with, redirectors
from .parse.mail import ParsedMail
from .plausible import Roster, likeliest
from .refused import Reason, Refused
from .reply import Reply

HELD_FOR = timedelta(days=14)
QUESTIONS_A_DAY = 3  # of one member
OPEN_QUESTIONS = 6  # of one member: who leaves that many without an answer is asked no more
MAILS_A_DAY = 20  # of one sender
OLD_A_DAY = 10  # questions to one member about old mail of their own
BYTES = 50 * 1024 * 1024  # of one member, compressed
_DAY = timedelta(days=1)
_OLD = (HeldFor.OLD, HeldFor.DECLINED)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose the mail may be, by which address of it, and why we think so.

    Of an old one also what it is known again by, when it was made, and in which row it is held so far.
    """

    user_id: int
    address: str
    held_for: HeldFor
    name: str = ""
    written_at: datetime | None = None
    instead_of: int | None = None


async def claim_of(scope: Scope, roster: Roster, incoming: Incoming) -> Claim | Refused | None:
    """Whose word the mail is to wait for; why it is refused at once; None where it is a stranger's."""
    author = incoming.author
    addresses = [author] if author else []
    addresses += map(canonical, redirectors(incoming.verdict.spf_sender))
    for address in addresses:
        if (user_id := await _adding(scope, address, incoming.at)) is not None:
            return Claim(user_id, address, HeldFor.PENDING)
    if author is None:
        return None
    if await scope.of(SenderAddress).filter(address=author, state=AddressState.BLOCKED).exists():
        return Refused(Reason.BLOCKED, reply.unknown_sender(author))
    name = incoming.mail.author.name if isinstance(incoming.mail, ParsedMail) else ""
    likely = likeliest(await roster.faces(scope.workspace_id), name, author)
    return Claim(likely, author, HeldFor.PLAUSIBLE) if likely is not None else None


async def _adding(scope: Scope, address: str, now: datetime) -> int | None:
    """The one member who is adding that address."""
    pending = scope.of(SenderAddress).filter(
        address=address,
        state=AddressState.PENDING,
        expires_at__gt=now,
        user__active=True,
        user__guest=False,
    )
    users = {row[0] for row in await pending.limit(10).values_list("user_id")}
    return users.pop() if len(users) == 1 else None


async def hold(
    claim: Claim, roster: Roster | None, incoming: Incoming, to: Addressed
) -> Settled | Refused | Reply:
    """Keep the mail for that member and ask them: once for each sender or, without a `roster`, for each mail
    that is theirs and old. Idempotent by its bytes, for an old one by its name.

    What there is no room for is never taken: where the member is at it anyway it is to be tried again, where
    we only guess it is refused as any stranger's.
    """
    scope = Scope(to.mailbox.workspace_id)
    sealed = await incoming.sealed()
    if claim.name:
        sealed = replace(sealed, digest=hashlib.sha256(claim.name.encode()).hexdigest())
    async with transaction():
        # As verifying does: the address is either not verified yet, and then this mail is released with it,
        # or it is by now, and then the next try finds its owner.
        await Workspace.filter(id=scope.workspace_id).select_for_update(no_key=True).first()
        if roster is not None and (
            await member_with(scope, claim.address) or await claim_of(scope, roster, incoming) != claim
        ):
            return reply.TRY_LATER
        mine = Scope(scope.workspace_id, claim.user_id).of(HeldMail)
        # Locked, so that nobody releases it before these recipients are in it.
        if known := await mine.filter(digest=sealed.digest).select_for_update(no_key=True).first():
            if known.released_at is not None:  # it is being filed for the ones it had
                return reply.TRY_LATER
            known.rcpt_to = list(dict.fromkeys([*known.rcpt_to, *storable_json(to.rcpt_to)]))
            await known.save(update_fields=["rcpt_to"])
            return Settled(reply.HELD)
        asks = await _asks(scope, claim, incoming.at)
        if asks is None or not await _has_room(scope, claim, len(sealed.content), incoming.at):
            if claim.held_for is not HeldFor.PLAUSIBLE:
                return reply.HELD_FULL if claim.held_for is HeldFor.PENDING else reply.OLD_FULL
            return Refused(Reason.UNKNOWN_SENDER, reply.unknown_sender(claim.address))
        row = await HeldMail.create(**_columns(claim, incoming, to, sealed))
        if asks:
            payload = {"held": row.id, "for": claim.held_for.value}
            await enqueue_in_dm(OutboxKind.ASK, scope.workspace_id, claim.user_id, payload, incoming.at)
    return Settled(reply.HELD)


async def _asks(scope: Scope, claim: Claim, now: datetime) -> bool | None:
    """Whether the member is to be asked; None where that would be too much, so that nothing may be held."""
    if claim.held_for is HeldFor.OLD:  # each for itself: a "yes" is to say nothing of what comes after it
        return True if await _asked_today(scope, claim, now) < OLD_A_DAY else None
    waiting = scope.of(HeldMail).filter(released_at__isnull=True, expires_at__gt=now)
    waiting = waiting.exclude(held_for__in=_OLD)
    holders = {row[0] for row in await waiting.filter(address=claim.address).values_list("user_id")}
    if claim.user_id in holders:
        return False
    if claim.held_for is HeldFor.PENDING:
        return True
    guessed = waiting.filter(user_id=claim.user_id, held_for=HeldFor.PLAUSIBLE)
    open_questions = {row[0] for row in await guessed.values_list("address")}
    today = await _asked_today(scope, claim, now)
    too_much = holders or len(open_questions) >= OPEN_QUESTIONS or today >= QUESTIONS_A_DAY
    return None if too_much else True


async def _asked_today(scope: Scope, claim: Claim, now: datetime) -> int:
    """How many questions of that kind the member got."""
    asked = scope.of(OutboxItem).filter(user_id=claim.user_id, kind=OutboxKind.ASK, created_at__gt=now - _DAY)
    payloads = [row[0] for row in await asked.values_list("payload")]
    return sum(payload.get("for") == claim.held_for.value for payload in payloads)


async def _has_room(scope: Scope, claim: Claim, size: int, now: datetime) -> bool:
    mine = scope.of(HeldMail).filter(user_id=claim.user_id)
    if claim.instead_of is not None:  # it makes room for itself
        mine = mine.exclude(id=claim.instead_of)
    if await mine.filter(address=claim.address, received_at__gt=now - _DAY).count() >= MAILS_A_DAY:
        return False
    kept = await mine.annotate(size=Length("content")).values_list("size")
    return bool(size + sum(row[0] for row in kept) <= BYTES)


def _columns(claim: Claim, incoming: Incoming, to: Addressed, sealed: Sealed) -> dict[str, Any]:
    envelope, mail = incoming.envelope, incoming.mail
    return {
        "workspace_id": to.mailbox.workspace_id,
        "user_id": claim.user_id,
        "address": storable(claim.address, 320),
        "held_for": claim.held_for,
        "subject": storable(mail.subject if isinstance(mail, ParsedMail) else "", 255),
        "content": sealed.content,
        "digest": sealed.digest,
        "peer_ip": envelope.peer_ip[:64],
        "helo": storable(envelope.helo, 255),
        "mail_from": storable(envelope.mail_from, 320),
        "rcpt_to": storable_json(to.rcpt_to),
        "smtputf8": envelope.smtputf8,
        "verdict": storable_json(msgspec.to_builtins(incoming.verdict)),
        "received_at": incoming.at,
        "expires_at": incoming.at + HELD_FOR,
        "written_at": claim.written_at,
    }
