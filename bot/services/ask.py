"""'Was this you?': a member's word about the sender of held mail, and taking it back.

The question alone entitles to an answer: mail was held for this very member because its proved author looks
like them. Whoever is not asked proves an address in the usual way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto, unique

from tortoise.queryset import QuerySet

from bot.asked import Question
from models import AuditEvent, HeldMail, Scope, SenderAddress, Workspace
from models.held import FOR_ADDRESS
from models.transaction import transaction
from models.types import AddressState, HeldFor
from models.verification import Proof, belongs_to_another, verify

HELD_FOR = timedelta(days=14)
UNDO_FOR = timedelta(hours=1)  # so long blocked mail is kept, in case that was the wrong button
_PROVING = timedelta(minutes=5)


@unique
class Word(Enum):
    """What came of an answer."""

    YES = auto()
    NO = auto()
    UNDONE = auto()
    ASKED_AGAIN = auto()  # undone, and its mail is still there to ask about
    TAKEN = auto()  # the address is a colleague's by now
    GONE = auto()  # settled already, or never this member's to answer


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome, for which address, how many mails it concerns, and what undoing goes by."""

    word: Word
    address: str = ""
    mails: int = 0
    address_id: int = 0
    question: Question | None = None


async def question_of(scope: Scope, held_id: int) -> Question | None:
    """What to ask the viewer about a mail that is held for them; None once that is settled."""
    row = await _waiting(scope).filter(id=held_id).first()
    if row is None:
        return None
    mails = await _waiting(scope).filter(address=row.address).count()
    proved = row.verdict
    adding = row.held_for is HeldFor.PENDING
    return Question(
        row.id, row.address, row.subject, proved.get("method"), proved.get("domain"), mails, adding
    )


async def say_yes(scope: Scope, held_id: int, now: datetime) -> Answered:
    """The address is the viewer's from now on, and its mail is released."""
    async with transaction():
        row = await _asked(scope, held_id)
        if row is None:
            return Answered(Word.GONE)
        user_id = row.user_id
        if await belongs_to_another(Scope(scope.workspace_id), user_id, row.address):
            return Answered(Word.TAKEN, row.address)
        mails = await _waiting(scope).filter(address=row.address).count()
        address = await _address(scope, row)
        address.state, address.created_at, address.expires_at = AddressState.PENDING, now, now + _PROVING
        address.code_hash = address.token_hash = address.removed_at = None
        await address.save()
        method, domain = row.verdict.get("method"), row.verdict.get("domain")
        evidence = {"by": "was_this_you", "method": method, "domain": domain}
        if await verify(address, now, evidence, tell=False) is not Proof.VERIFIED:
            raise RuntimeError("nobody else can change an address while its workspace is locked")
    return Answered(Word.YES, row.address, mails, address.id)


async def say_no(scope: Scope, held_id: int, now: datetime) -> Answered:
    """The address is blocked: its mail is refused unasked, and what waits is deleted within the hour."""
    async with transaction():
        row = await _asked(scope, held_id)
        if row is None:
            return Answered(Word.GONE)
        address = await _address(scope, row)
        address.state, address.created_at, address.expires_at = AddressState.BLOCKED, now, None
        address.code_hash = address.token_hash = address.removed_at = None
        address.evidence = {"by": "was_this_you"}
        await address.save()
        waiting = _waiting(scope).filter(address=row.address)
        mails = await waiting.count()
        await waiting.filter(expires_at__gt=now + UNDO_FOR).update(expires_at=now + UNDO_FOR)
        await _note(scope, "blocked", address, now)
    return Answered(Word.NO, row.address, mails, address.id)


async def unblock(scope: Scope, address_id: int, now: datetime) -> Answered:
    """Take 'no' back. Where its mail is still there, the question stands as it did."""
    async with transaction():
        await _lock(scope)
        row = await scope.of(SenderAddress).filter(id=address_id, state=AddressState.BLOCKED).first()
        if row is None:
            return Answered(Word.GONE)
        row.state, row.removed_at = AddressState.REMOVED, now
        await row.save(update_fields=["state", "removed_at"])
        for mail in await _waiting(scope).filter(address=row.address).only("id", "received_at"):
            await _waiting(scope).filter(id=mail.id).update(expires_at=mail.received_at + HELD_FOR)
        await _note(scope, "unblocked", row, now)
    first = (
        await _waiting(scope).filter(address=row.address, held_for=HeldFor.PLAUSIBLE).order_by("id").first()
    )
    question = await question_of(scope, first.id) if first else None
    return Answered(Word.ASKED_AGAIN if question else Word.UNDONE, row.address, question=question)


def _waiting(scope: Scope) -> QuerySet[HeldMail]:
    return scope.of(HeldMail).filter(held_for__in=FOR_ADDRESS, released_at__isnull=True)


async def _lock(scope: Scope) -> None:
    """Of two answers at once the second finds what the first did; so does a mail that comes just now."""
    await Workspace.filter(id=scope.workspace_id).select_for_update(no_key=True).first()


async def _asked(scope: Scope, held_id: int) -> HeldMail | None:
    """The mail that the viewer was asked about. Never one of an address that they only say is theirs."""
    await _lock(scope)
    if scope.viewer_id is None:
        return None
    return await _waiting(scope).filter(id=held_id, held_for=HeldFor.PLAUSIBLE).first()


async def _address(scope: Scope, held: HeldMail) -> SenderAddress:
    """The viewer's row for the address, a new one where there was none."""
    rows = scope.of(SenderAddress).filter(address=held.address)
    made = SenderAddress(workspace_id=held.workspace_id, user_id=held.user_id, address=held.address)
    return await rows.order_by("-id").first() or made


async def _note(scope: Scope, verb: str, row: SenderAddress, now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=row.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=verb,
        subject=f"address:{row.id}",
    )
