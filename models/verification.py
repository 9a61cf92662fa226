"""Proving that an alternate address is its user's: by a code that was mailed there, or by mailing from there.

Both sides need it: Slack, where a code is typed or a link's page clicked, and ingest, where mail to
`+verify-CODE@` comes in. Only hashes of codes and tokens are kept.

There are two codes, because they prove different things. The *mailed* one shows that its user reads what
comes to the address. The *shown* one is seen in Slack by whoever added the address, so knowing it proves
nothing: it only says for whom a mail that was sent from the address speaks.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto, unique
from typing import Any

from tortoise.expressions import F

from .audit import AuditEvent
from .held import FOR_ADDRESS, HeldMail
from .outbox import OutboxItem, enqueue_in_dm, enqueue_notice
from .scope import Scope
from .transaction import transaction
from .types import AddressState, OutboxKind
from .user import SenderAddress, User
from .workspace import Workspace

CODE_LIFE = timedelta(hours=24)
MAX_ATTEMPTS = 5
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
_CODE_LENGTH = 8
_SHOWN = "shown"  # where `evidence` of a pending address keeps the hash of the code that Slack showed


@unique
class Proof(Enum):
    """What became of an attempt to verify an address."""

    VERIFIED = auto()
    WRONG = auto()
    EXPIRED = auto()
    TOO_MANY = auto()  # attempts; a new code starts anew
    TAKEN = auto()  # somebody else verified it, or it is a member's account e-mail
    GONE = auto()  # removed, verified already, or never the user's


def new_code() -> str:
    """A code that people can type: 8 letters and digits, 40 bits, good for `MAX_ATTEMPTS` tries."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def new_token() -> str:
    """A token for a link: 256 bits, which need no limit on tries."""
    return secrets.token_urlsafe(32)


def secret_hash(address_id: int, secret: str) -> bytes:
    """What we keep of a code or token. Bound to its row, so that it serves no other."""
    return hashlib.sha256(f"{address_id}:{secret}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is mailed to an address and kept nowhere."""

    code: str
    token: str


async def fresh_secrets(scope: Scope, address_id: int, now: datetime) -> Secrets | None:
    """A new code and token for a pending address, good for `CODE_LIFE`; None where it is not pending now.

    The mailed ones before them die, and tries start anew. The answer goes to the address and nowhere else.
    """
    made = Secrets(new_code(), new_token())
    changed = await (
        scope.of(SenderAddress)
        .filter(id=address_id, state=AddressState.PENDING)
        .update(
            code_hash=secret_hash(address_id, made.code),
            token_hash=secret_hash(address_id, made.token),
            expires_at=now + CODE_LIFE,
            attempts=0,
        )
    )
    return made if changed else None


async def fresh_shown_code(scope: Scope, address_id: int, now: datetime) -> str | None:
    """A new code to show to the user, who proves the address by sending from it to `+verify-CODE@`.

    The shown one before it dies; a mailed one lives on, unless its time or its tries are over: then all
    starts anew, so that asking here gives nobody more tries at a mailed code.
    """
    code = new_code()
    async with transaction():
        pending = scope.of(SenderAddress).filter(id=address_id, state=AddressState.PENDING)
        row = await pending.select_for_update(no_key=True).first()
        if row is None:
            return None
        if row.expires_at is None or row.expires_at <= now or row.attempts >= MAX_ATTEMPTS:
            row.code_hash = row.token_hash = None
            row.attempts, row.expires_at = 0, now + CODE_LIFE
        row.evidence = {**row.evidence, _SHOWN: secret_hash(row.id, code).hex()}
        await row.save(update_fields=["code_hash", "token_hash", "attempts", "expires_at", "evidence"])
    return code


def typed(code: str) -> str:
    """A code as we made it, however it was typed."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


async def prove_by_code(
    workspace_id: int, address_id: int, code: str, now: datetime, evidence: dict[str, Any]
) -> Proof:
    """Verify a pending address by a code in a mail that was sent from it, mailed or shown.

    The caller has proved that the mail came from that very address: for a code that was typed somewhere
    there is `prove_by_typed_code`. Every call counts as one attempt. `evidence` says how it came.
    """
    return await _prove_by_code(workspace_id, address_id, code, now, evidence, sent=True)


async def prove_by_typed_code(
    workspace_id: int, address_id: int, code: str, now: datetime, evidence: dict[str, Any]
) -> Proof:
    """Verify a pending address by the code that was mailed there; every call counts as one attempt."""
    return await _prove_by_code(workspace_id, address_id, code, now, evidence, sent=False)


def is_mailed_code(row: SenderAddress, code: str) -> bool:
    """Whether that is the code mailed to this address. Tells which one was meant, and proves nothing."""
    return _same(row.code_hash, row.id, typed(code))


def is_token(row: SenderAddress, token: str) -> bool:
    """Whether that is the token of the latest link mailed to this address, whatever became of it since."""
    return _same(row.token_hash, row.id, token)


async def _prove_by_code(
    workspace_id: int, address_id: int, code: str, now: datetime, evidence: dict[str, Any], *, sent: bool
) -> Proof:
    pending = Scope(workspace_id).of(SenderAddress).filter(id=address_id, state=AddressState.PENDING)
    row = await pending.first()
    if row is None:
        return Proof.GONE
    if row.expires_at is None or row.expires_at <= now:
        return Proof.EXPIRED
    if not await pending.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return Proof.TOO_MANY
    shown = bytes.fromhex(row.evidence.get(_SHOWN, "")) if sent else b""
    if not (_same(row.code_hash, row.id, typed(code)) or _same(shown, row.id, typed(code))):
        return Proof.WRONG
    return await verify(row, now, evidence)


def _same(kept: bytes | None, address_id: int, secret: str) -> bool:
    return hmac.compare_digest(kept or b"", secret_hash(address_id, secret))


async def prove_by_token(
    workspace_id: int, address_id: int, token: str, now: datetime, evidence: dict[str, Any]
) -> Proof:
    """Verify a pending address by the token of its link."""
    row = await Scope(workspace_id).of(SenderAddress).get_or_none(id=address_id, state=AddressState.PENDING)
    if row is None:
        return Proof.GONE
    if row.expires_at is None or row.expires_at <= now:
        return Proof.EXPIRED
    if not is_token(row, token):
        return Proof.WRONG
    return await verify(row, now, evidence)


async def verify(row: SenderAddress, now: datetime, evidence: dict[str, Any], *, tell: bool = True) -> Proof:
    """Take a pending address for verified, release the mail that waits for it and tell its user: all or none.

    The caller has the proof. VERIFIED, TAKEN, or GONE where another call was first.
    """
    scope = Scope(row.workspace_id)
    async with transaction():
        # Two users who prove the same address at once follow one another.
        await Workspace.filter(id=row.workspace_id).select_for_update(no_key=True).first()
        if await belongs_to_another(scope, row.user_id, row.address):
            return Proof.TAKEN
        changed = await (
            scope.of(SenderAddress)
            .filter(id=row.id, state=AddressState.PENDING)
            .update(
                state=AddressState.VERIFIED,
                verified_at=now,
                code_hash=None,  # the token's hash stays: its page says that the address is verified already
                expires_at=None,
                evidence=evidence,
            )
        )
        if not changed:
            return Proof.GONE
        waiting = scope.of(HeldMail).filter(
            user_id=row.user_id, address=row.address, held_for__in=FOR_ADDRESS, released_at__isnull=True
        )
        held = {int(row[0]) for row in await waiting.values_list("id")}
        await waiting.update(released_at=now)
        await AuditEvent.create(
            workspace_id=row.workspace_id,
            at=now,
            actor_id=row.user_id,
            verb="verified",
            subject=f"address:{row.id}",
            detail=evidence,
        )
        if tell:
            await enqueue_notice(row.workspace_id, row.user_id, {"verified": row.address}, now)
            said = {"settled": row.address, "mails": len(held)}
            await settle_questions(scope, row.user_id, held, said, now)
    return Proof.VERIFIED


async def settle_questions(
    scope: Scope, user_id: int, held: set[int], said: dict[str, Any], now: datetime
) -> None:
    """Have what a member was asked of held mail say what became of it, in the caller's transaction."""
    asked = scope.of(OutboxItem).filter(user_id=user_id, kind=OutboxKind.ASK, ts__isnull=False)
    for item in await asked:
        if item.payload.get("held") in held:
            payload = {**said, "channel": item.channel, "ts": item.ts, "asked": True}
            await enqueue_in_dm(OutboxKind.ASK, scope.workspace_id, user_id, payload, now)


async def belongs_to_another(scope: Scope, user_id: int, address: str) -> bool:
    """Whether a colleague has that canonical address: account e-mail or verified alternate."""
    account = scope.of(User).filter(email=address, active=True).exclude(id=user_id)
    alternate = scope.of(SenderAddress).filter(address=address, state=AddressState.VERIFIED)
    return await account.exists() or await alternate.exclude(user_id=user_id).exists()
