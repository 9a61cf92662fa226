"""Proving that an alternate address is its user's: by a code that was mailed there, or by mailing from there.

Both sides need it: Slack, where a code is typed or a link's page clicked, and ingest, where mail to
`+verify-CODE@` comes in. Only hashes of codes and tokens are kept.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum, auto, unique
from typing import Any

from tortoise.expressions import F

from .audit import AuditEvent
from .held import HeldMail
from .scope import Scope
from .transaction import transaction
from .types import AddressState
from .user import SenderAddress, User
from .workspace import Workspace

CODE_LIFE = timedelta(hours=24)
MAX_ATTEMPTS = 5
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
_CODE_LENGTH = 8


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


def typed(code: str) -> str:
    """A code as we made it, however it was typed."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


async def prove_by_code(
    workspace_id: int, address_id: int, code: str, now: datetime, evidence: dict[str, Any]
) -> Proof:
    """Verify a pending address by its code; every call counts as one attempt. `evidence` says how it came."""
    pending = Scope(workspace_id).of(SenderAddress).filter(id=address_id, state=AddressState.PENDING)
    row = await pending.first()
    if row is None:
        return Proof.GONE
    if row.expires_at is None or row.expires_at <= now:
        return Proof.EXPIRED
    if not await pending.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return Proof.TOO_MANY
    if not hmac.compare_digest(row.code_hash or b"", secret_hash(row.id, typed(code))):
        return Proof.WRONG
    return await verify(row, now, evidence)


async def prove_by_token(
    workspace_id: int, address_id: int, token: str, now: datetime, evidence: dict[str, Any]
) -> Proof:
    """Verify a pending address by the token of its link."""
    row = await Scope(workspace_id).of(SenderAddress).get_or_none(id=address_id, state=AddressState.PENDING)
    if row is None:
        return Proof.GONE
    if row.expires_at is None or row.expires_at <= now:
        return Proof.EXPIRED
    if not hmac.compare_digest(row.token_hash or b"", secret_hash(row.id, token)):
        return Proof.WRONG
    return await verify(row, now, evidence)


async def verify(row: SenderAddress, now: datetime, evidence: dict[str, Any]) -> Proof:
    """Take a pending address for verified, and have the mail that waits for it filed; both or neither.

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
                code_hash=None,
                token_hash=None,
                expires_at=None,
                evidence=evidence,
            )
        )
        if not changed:
            return Proof.GONE
        waiting = scope.of(HeldMail).filter(
            user_id=row.user_id, address=row.address, released_at__isnull=True
        )
        await waiting.update(released_at=now)
        await AuditEvent.create(
            workspace_id=row.workspace_id,
            at=now,
            actor_id=row.user_id,
            verb="verified",
            subject=f"address:{row.id}",
            detail=evidence,
        )
    return Proof.VERIFIED


async def belongs_to_another(scope: Scope, user_id: int, address: str) -> bool:
    """Whether a colleague has that canonical address: account e-mail or verified alternate."""
    account = scope.of(User).filter(email=address, active=True).exclude(id=user_id)
    alternate = scope.of(SenderAddress).filter(address=address, state=AddressState.VERIFIED)
    return await account.exists() or await alternate.exclude(user_id=user_id).exists()
