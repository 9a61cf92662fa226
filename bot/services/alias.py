"""Alternate addresses: adding one, proving it, taking it back. One address belongs to one user."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.senders import Added, Sender, SendTo
from bot.services.alias_input import has_many_senders, read_address
from bot.services.alias_list import sender_of
from models import AuditEvent, OutboxItem, Scope, SenderAddress, User, Workspace
from models.address import address_for, canonical, domain_of, readable
from models.outbox import address_lane, enqueue_verification
from models.text import storable
from models.transaction import transaction
from models.types import AddressState, OutboxState
from models.verification import (
    CODE_LIFE,
    MAX_ATTEMPTS,
    Proof,
    belongs_to_another,
    fresh_shown_code,
    is_mailed_code,
    prove_by_typed_code,
)

MOST_ADDRESSES = 10
RESENDS_A_DAY = 3
# Of all addresses of a user together: what we send goes to whomever they name.
_MAILS_A_DAY = 20
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_KEPT = (AddressState.PENDING, AddressState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose addresses they are, and how they can be proved. `scope` is that user's own view."""

    scope: Scope
    user: User
    workspace: Workspace
    mail_domain: str
    by_mail: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """The outcome, with the address as people write it; `send_to` where a code was made to be shown."""

    outcome: Added
    address: str = ""
    sender: Sender | None = None
    send_to: SendTo | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a typed code, for which address, and how many tries are left."""

    proof: Proof
    sender: Sender | None = None
    left: int = 0


async def add(holder: Holder, text: str, now: datetime, *, sure: bool = False) -> Addition:
    """Add what was typed as an address of the user's, and mail a code there or make one to show.

    With `sure` the user was asked whether they mean it, where there is something to ask.
    """
    address = read_address(text)
    if address is None:
        return Addition(Added.NO_ADDRESS, text)
    shown = readable(address)
    if domain_of(address) == canonical(f"x@{holder.mail_domain}")[2:]:
        return Addition(Added.OURS, shown)
    if address == holder.user.email:
        return Addition(Added.ACCOUNT, shown)
    async with transaction():
        # Of two clicks at once the second finds what the first made.
        await Workspace.filter(id=holder.workspace.id).select_for_update(no_key=True).first()
        mine = await holder.scope.of(SenderAddress).filter(address=address).order_by("-id").first()
        refused = await _refused(holder, address, mine, now, sure=sure)
        if refused is not None:
            return Addition(refused, shown, sender_of(mine, now) if mine else None)
        row = await _pending(holder, address, mine, now)
        await _note(holder.scope, "added", row, now)
        if holder.by_mail:
            await enqueue_verification(row.workspace_id, row.user_id, row.id, now)
    return await _told(holder, row, now)


async def _refused(
    holder: Holder, address: str, mine: SenderAddress | None, now: datetime, *, sure: bool
) -> Added | None:
    """Why it cannot be added, or not without asking."""
    if mine is not None and mine.state is AddressState.VERIFIED:
        return Added.VERIFIED
    live = mine is not None and mine.expires_at is not None and mine.expires_at > now
    if mine is not None and mine.state is AddressState.PENDING and live:
        return Added.PENDING
    system = Scope(holder.workspace.id)
    if await belongs_to_another(system, holder.user.id, address):
        account = await system.of(User).filter(email=address, active=True).exists()
        return Added.COLLEAGUE if account else Added.TAKEN
    if not sure and mine is not None and mine.state is AddressState.BLOCKED:
        return Added.BLOCKED
    if not sure and has_many_senders(address):
        return Added.MANY
    others = holder.scope.of(SenderAddress).filter(state__in=_KEPT).exclude(address=address)
    if await others.count() >= MOST_ADDRESSES:
        return Added.TOO_MANY
    return await _too_often(holder, mine, now) if holder.by_mail else None


async def _pending(holder: Holder, address: str, mine: SenderAddress | None, now: datetime) -> SenderAddress:
    """The row, new or taken up again: what was mailed before serves no more, but still counts."""
    row = mine or SenderAddress(workspace_id=holder.workspace.id, user_id=holder.user.id, address=address)
    row.state, row.created_at, row.expires_at = AddressState.PENDING, now, now + CODE_LIFE
    row.code_hash = row.token_hash = row.sent_at = row.verified_at = row.removed_at = None
    row.sends = row.attempts = 0
    row.evidence = {}
    await row.save()
    return row


async def _too_often(holder: Holder, row: SenderAddress | None, now: datetime) -> Added | None:
    """Why no mail may go out now. What was asked for counts, so that removing and adding is no way round."""
    ids = await holder.scope.of(SenderAddress).values_list("id", flat=True)
    mails = holder.scope.of(OutboxItem).filter(created_at__gt=now - _DAY)
    if row is not None:
        own = mails.filter(lane=address_lane(row.id))
        waiting = own.filter(state__in=(OutboxState.PENDING, OutboxState.SENDING))
        if await own.filter(created_at__gt=now - _MINUTE).exists() or await waiting.exists():
            return Added.TOO_SOON
        if await own.count() > RESENDS_A_DAY:
            return Added.TOO_OFTEN
    all_mails = mails.filter(lane__in=[address_lane(int(str(key))) for key in ids])
    return Added.TOO_OFTEN if ids and await all_mails.count() >= _MAILS_A_DAY else None


async def _told(holder: Holder, row: SenderAddress, now: datetime) -> Addition:
    send_to = None if holder.by_mail else await sending(holder, row.id, now)
    return Addition(Added.DONE, readable(row.address), sender_of(row, now), send_to)


async def resend(holder: Holder, address_id: int, now: datetime) -> Addition:
    """Mail a new code to a pending address, expired or not; where we cannot mail, show one."""
    async with transaction():
        row = await _own(holder.scope, address_id, AddressState.PENDING, lock=True)
        if row is None:
            return Addition(Added.GONE)
        if holder.by_mail:
            refused = await _too_often(holder, row, now)
            if refused is not None:
                return Addition(refused, readable(row.address), sender_of(row, now))
            if row.expires_at is None or row.expires_at <= now:
                row.code_hash = row.token_hash = None
                row.expires_at = now + CODE_LIFE
            row.evidence = {key: value for key, value in row.evidence.items() if key == "shown"}
            row.sent_at = None
            await row.save(update_fields=["code_hash", "token_hash", "expires_at", "evidence", "sent_at"])
            await enqueue_verification(row.workspace_id, row.user_id, row.id, now)
    return await _told(holder, row, now)


async def sending(holder: Holder, address_id: int, now: datetime) -> SendTo | None:
    """Where to send a mail from a pending address to prove it; None where it is not the user's to prove."""
    row = await _own(holder.scope, address_id, AddressState.PENDING)
    code = await fresh_shown_code(holder.scope, address_id, now) if row else None
    row = await _own(holder.scope, address_id, AddressState.PENDING)
    if code is None or row is None or row.expires_at is None:
        return None
    to = address_for(holder.workspace.slug, holder.mail_domain, f"verify-{code}")
    return SendTo(readable(row.address), to, row.expires_at)


async def enter_code(holder: Holder, code: str, now: datetime, address_id: int | None = None) -> Entry:
    """Verify by a typed code: one address, or whichever pending one the code was mailed to.

    A code that was mailed to none of them counts as a try at each.
    """
    rows = holder.scope.of(SenderAddress).filter(state=AddressState.PENDING).order_by("-created_at", "-id")
    pending = await (rows if address_id is None else rows.filter(id=address_id))
    meant = [row for row in pending if is_mailed_code(row, code)] or pending
    proof, tried = Proof.GONE, None
    for row in meant:
        found = await prove_by_typed_code(row.workspace_id, row.id, code, now, {"by": "code"})
        # Of several that it did not fit, the most promising is told of.
        if tried is None or found is Proof.VERIFIED or (proof is not Proof.WRONG and found is Proof.WRONG):
            proof, tried = found, row
        if found is Proof.VERIFIED:
            break
    if tried is None:
        return Entry(Proof.GONE)
    row = await holder.scope.of(SenderAddress).get(id=tried.id)
    return Entry(proof, sender_of(row, now), max(0, MAX_ATTEMPTS - row.attempts))


async def find_own(holder: Holder, text: str) -> SenderAddress | None:
    """An address of the user's by what was typed, whatever its state but removed."""
    address = read_address(text) or storable(text.strip().lower(), 320)
    rows = holder.scope.of(SenderAddress).filter(address=address)
    return await rows.exclude(state=AddressState.REMOVED).order_by("-id").first()


async def one_of(holder: Holder, address_id: int, now: datetime) -> Sender | None:
    """An address of the user's by its row."""
    row = await _own(holder.scope, address_id)
    return sender_of(row, now) if row else None


async def remove(scope: Scope, address_id: int, now: datetime) -> Sender | None:
    """Take an address back: its mail is not taken any more. None where it is not the user's, or removed."""
    async with transaction():
        row = await _own(scope, address_id, lock=True)
        if row is None or row.state is AddressState.REMOVED:
            return None
        row.evidence = {**row.evidence, "was": row.state.value}
        row.state, row.removed_at = AddressState.REMOVED, now
        await row.save(update_fields=["state", "removed_at", "evidence"])
        await _note(scope, "removed", row, now)
    return sender_of(row, now)


async def undo_removal(holder: Holder, address_id: int, now: datetime) -> Addition:
    """Put a removed address back as it was, within a day; later it has to be proved anew."""
    async with transaction():
        await Workspace.filter(id=holder.workspace.id).select_for_update(no_key=True).first()
        row = await _own(holder.scope, address_id, AddressState.REMOVED, lock=True)
        was = row.evidence.get("was") if row else None
        if row is None or row.removed_at is None or row.removed_at <= now - _DAY or was is None:
            return Addition(Added.GONE)
        shown = readable(row.address)
        if await belongs_to_another(Scope(holder.workspace.id), holder.user.id, row.address):
            return Addition(Added.TAKEN, shown)
        if await holder.scope.of(SenderAddress).filter(state__in=_KEPT).count() >= MOST_ADDRESSES:
            return Addition(Added.TOO_MANY, shown)
        row.state, row.removed_at = AddressState(was), None
        row.evidence = {key: value for key, value in row.evidence.items() if key != "was"}
        await row.save(update_fields=["state", "removed_at", "evidence"])
        await _note(holder.scope, "restored", row, now)
    return Addition(Added.DONE, shown, sender_of(row, now))


async def _own(
    scope: Scope, address_id: int, state: AddressState | None = None, *, lock: bool = False
) -> SenderAddress | None:
    """The viewer's row: an id from Slack is a claim. With `lock` nobody changes it in this transaction."""
    rows = scope.of(SenderAddress).filter(id=address_id)
    rows = rows.filter(state=state) if state else rows
    return await (rows.select_for_update(no_key=True) if lock else rows).first()


async def _note(scope: Scope, verb: str, row: SenderAddress, now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb=verb,
        subject=f"address:{row.id}",
    )
