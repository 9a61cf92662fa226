"""An alternate address is verified by who has its code, once, and by nobody else."""

from typing import Any

from models import HeldMail, Scope, SenderAddress, User
from models.types import AddressState
from models.verification import (
    CODE_LIFE,
    MAX_ATTEMPTS,
    Proof,
    new_code,
    new_token,
    prove_by_code,
    prove_by_token,
    secret_hash,
)
from tests.bot.rows import NOW, a_held_mail, a_user, a_workspace

ADDRESS = "ana@private.example"
HOW = {"by": "code"}


async def a_pending(user: User, code: str = "", token: str = "", **fields: Any) -> SenderAddress:
    row = await SenderAddress.create(
        workspace_id=user.workspace_id,
        user=user,
        address=ADDRESS,
        created_at=NOW,
        expires_at=NOW + CODE_LIFE,
        **fields,
    )
    row.code_hash, row.token_hash = secret_hash(row.id, code), secret_hash(row.id, token)
    await row.save()
    return row


async def test_the_code_verifies_once_and_releases_the_mail_that_waits(db: str) -> None:
    ana = await a_user(await a_workspace())
    code = new_code()
    row = await a_pending(ana, code)
    mine, other = await a_held_mail(ana, ADDRESS), await a_held_mail(ana, "else@private.example")
    typed_by_hand = f" {code[:4].upper()}-{code[4:]} "
    assert await prove_by_code(ana.workspace_id, row.id, typed_by_hand, NOW, HOW) is Proof.VERIFIED
    assert await prove_by_code(ana.workspace_id, row.id, code, NOW, HOW) is Proof.GONE
    scope = Scope(ana.workspace_id)
    kept = await scope.of(SenderAddress).get(id=row.id)
    assert (kept.state, kept.verified_at, kept.code_hash) == (AddressState.VERIFIED, NOW, None)
    assert (await scope.of(HeldMail).get(id=mine.id)).released_at == NOW
    assert (await scope.of(HeldMail).get(id=other.id)).released_at is None


async def test_guessing_ends_after_a_few_tries_even_with_the_right_code(db: str) -> None:
    ana = await a_user(await a_workspace())
    code = new_code()
    row = await a_pending(ana, code)
    for _ in range(MAX_ATTEMPTS):
        assert await prove_by_code(ana.workspace_id, row.id, "wrong", NOW, HOW) is Proof.WRONG
    assert await prove_by_code(ana.workspace_id, row.id, code, NOW, HOW) is Proof.TOO_MANY


async def test_an_old_code_another_workspace_s_and_a_colleague_s_address_verify_nothing(db: str) -> None:
    workspace = await a_workspace()
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Strand")
    code, token = new_code(), new_token()
    row = await a_pending(ana, code, token)
    late = NOW + CODE_LIFE
    assert await prove_by_code(workspace.id, row.id, code, late, HOW) is Proof.EXPIRED
    assert await prove_by_token(workspace.id, row.id, token, late, HOW) is Proof.EXPIRED
    assert await prove_by_token(workspace.id, row.id, "other", NOW, HOW) is Proof.WRONG
    elsewhere = await a_workspace("initech")
    assert await prove_by_code(elsewhere.id, row.id, code, NOW, HOW) is Proof.GONE
    theirs = await a_pending(ben, code, state=AddressState.VERIFIED)
    assert await prove_by_token(workspace.id, row.id, token, NOW, HOW) is Proof.TAKEN
    await theirs.delete()
    assert await prove_by_token(workspace.id, row.id, token, NOW, HOW) is Proof.VERIFIED
