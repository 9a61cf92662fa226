"""/bcc alias: an address is added, proved by the code in its mail, taken back; and never anybody else's."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.ids import Action, Block, Ref
from models import OutboxItem, Scope, SenderAddress, User
from models.types import AddressState
from models.verification import MAX_ATTEMPTS, Proof, prove_by_code
from tests.bot.desk import Desk, at_desk, said
from tests.bot.rows import NOW, a_user, a_workspace
from tests.control import until

ADDRESS = "ana@private.example"


@pytest.fixture
async def desk_without_relay(db: str) -> AsyncIterator[Desk]:
    async with at_desk(by_mail=False) as desk:
        yield desk


async def ask(desk: Desk, text: str, user: User) -> str:
    answer = await desk.control.post("command", user=user.slack_user_id, text=f"alias {text}")
    return said(answer["response"])


async def mail_to(desk: Desk, address: str = ADDRESS, number: int = 1) -> dict[str, Any]:
    async def arrived() -> dict[str, Any] | None:
        mails = await desk.control.get("mailbox", address=address)
        return mails[number - 1] if len(mails) >= number else None

    return await until(arrived, f"mail {number} for {address}")


def code_in(mail: dict[str, Any]) -> str:
    found = re.search(r"alias code (\S+)", mail["text"])
    assert found
    return found[1]


async def row_of(desk: Desk, user: User, address: str = ADDRESS) -> SenderAddress:
    return await desk.scope.of(SenderAddress).get(user_id=user.id, address=address)


async def home_saying(desk: Desk, user: User, text: str) -> dict[str, Any]:
    async def published() -> dict[str, Any] | None:
        answer = await desk.control.get("home", user=user.slack_user_id)
        view = answer.get("view", answer) if answer else None
        return view if view and text in said(view) else None

    return await until(published, f"a home tab that says {text!r}")


async def dm_saying(desk: Desk, user: User, text: str) -> None:
    async def heard() -> bool:
        messages = await desk.control.get("messages", user=user.slack_user_id)
        return any(text in said(each) for each in messages)

    await until(heard, f"a message with {text!r}")


async def test_the_code_in_the_mail_verifies_and_five_wrong_ones_lock(desk: Desk) -> None:
    ana = await desk.user("ana")
    assert "I am mailing a code" in await ask(desk, f"add {ADDRESS.upper()}", ana)
    first = code_in(await mail_to(desk))
    for left in range(MAX_ATTEMPTS - 1, 0, -1):
        assert ("one try" if left == 1 else f"{left} tries") in await ask(desk, "code nonsense", ana)
    assert "too often" in await ask(desk, "code nonsense", ana)
    assert "too often" in await ask(desk, f"code {first}", ana)
    await home_saying(desk, ana, "typed wrong too often")
    # A new one starts anew: the old one is dead, the new one serves.
    row = await row_of(desk, ana)
    await desk.scope.of(SenderAddress).filter(id=row.id).update(code_hash=None)
    home = await home_saying(desk, ana, ADDRESS)
    await _let_a_minute_pass(desk)
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=home["id"], action_id=Action.ADDRESS_MENU.value,
        selected=str(Ref("resend", row.id)),
    )  # fmt: skip
    second = code_in(await mail_to(desk, number=2))
    assert "not the code" in await ask(desk, f"code {first}", ana)
    assert "is verified" in await ask(desk, f"code {second.upper()}", ana)
    await dm_saying(desk, ana, f"{ADDRESS} is verified. Mail from it is taken from now on.")
    await home_saying(desk, ana, "Verified by the code mailed there")
    assert (await row_of(desk, ana)).state is AddressState.VERIFIED


async def _let_a_minute_pass(desk: Desk) -> None:
    await desk.scope.of(OutboxItem).all().update(created_at=NOW - timedelta(minutes=2))


async def test_an_address_is_added_and_verified_without_a_command(desk: Desk) -> None:
    ana = await desk.user("ana")
    await desk.control.post("open_home", user=ana.slack_user_id)
    home = await home_saying(desk, ana, "Do you send from another address too?")
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=home["id"], action_id=Action.ADDRESS_ADD.value
    )
    asked = await desk.modal(ana, "Add an address")
    answer = await submit(desk, ana, asked, Block.ADDRESS, "sales@private.example")
    assert answer["response_action"] == "update"
    doubted = await desk.modal_saying(ana, "several people use")
    await submit(desk, ana, doubted, Block.ADDRESS, "ben@northwind.example", errors="colleague")
    await submit(desk, ana, doubted, Block.ADDRESS, "sales@private.example")
    entering = await desk.modal(ana, "Enter the code")
    code = code_in(await mail_to(desk, "sales@private.example"))
    await submit(desk, ana, entering, Block.CODE, "nonsense", errors="4 tries left")
    await submit(desk, ana, entering, Block.CODE, code)
    await desk.modal_saying(ana, "sales@private.example is verified")


async def test_a_click_on_the_home_tab_is_answered_over_it(desk: Desk) -> None:
    ana = await desk.user("ana")
    await ask(desk, f"add {ADDRESS}", ana)
    await mail_to(desk)
    home = await home_saying(desk, ana, "A code was mailed there")
    again = {"user": ana.slack_user_id, "view_id": home["id"], "action_id": Action.ADDRESS_MENU.value}
    again["selected"] = str(Ref("resend", (await row_of(desk, ana)).id))
    await desk.control.post("action", **again)
    assert "Give it a minute" in said(await desk.modal(ana, "Sorry"))
    await desk.close_all(ana)
    await _let_a_minute_pass(desk)
    await desk.control.post("action", **again)
    entering = await desk.modal_saying(ana, "A new code is on its way")
    await submit(desk, ana, entering, Block.CODE, code_in(await mail_to(desk, number=2)))
    await desk.modal_saying(ana, f"{ADDRESS} is verified")
    assert "Give it a minute" not in said(await desk.control.get("messages", user=ana.slack_user_id))


async def submit(
    desk: Desk, user: User, view: dict[str, Any], block: Block, value: str, errors: str = ""
) -> dict[str, Any]:
    answer: dict[str, Any] = await desk.control.post(
        "submit", user=user.slack_user_id, view_id=view["id"],
        values={block.value: {Action.FIELD.value: value}},
    )  # fmt: skip
    assert errors in str(answer.get("errors") or "")
    assert bool(errors) == bool(answer.get("errors"))
    return answer


async def test_where_no_mail_can_go_out_the_shown_code_serves_only_a_mail_sent_from_there(
    desk_without_relay: Desk,
) -> None:
    desk = desk_without_relay
    ana = await desk.user("ana")
    told = await ask(desk, f"add {ADDRESS}", ana)
    found = re.search(r"northwind\+verify-(\w+)@bcc\.localhost", told)
    assert found
    # Whoever added it has seen the code without having the mailbox: typing it proves nothing.
    assert "not the code" in await ask(desk, f"code {found[1]}", ana)
    row = await row_of(desk, ana)
    assert row.state is AddressState.PENDING
    how = {"by": "mail"}
    assert await prove_by_code(desk.workspace.id, row.id, "nonsense", NOW, how) is Proof.WRONG
    assert await prove_by_code(desk.workspace.id, row.id, found[1], NOW, how) is Proof.VERIFIED


async def test_a_removed_address_can_be_put_back_and_added_again(desk: Desk) -> None:
    ana = await desk.user("ana")
    await ask(desk, f"add {ADDRESS}", ana)
    await ask(desk, f"code {code_in(await mail_to(desk))}", ana)
    row = await row_of(desk, ana)
    told = await ask(desk, f"remove {ADDRESS}", ana)
    assert "Undo" in told
    assert "not taken any more" in told
    assert (await row_of(desk, ana)).state is AddressState.REMOVED
    home = await home_saying(desk, ana, "Removed")
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=home["id"], action_id=Action.ADDRESS_UNDO.value
    )
    await home_saying(desk, ana, "Verified by the code")
    await ask(desk, f"remove {ADDRESS}", ana)
    await _let_a_minute_pass(desk)
    assert "I am mailing a code" in await ask(desk, f"add {ADDRESS}", ana)
    again = await row_of(desk, ana)
    assert (again.id, again.state) == (row.id, AddressState.PENDING)


async def test_a_forged_click_touches_nobody_s_address(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    milton = await a_user(await a_workspace("initech"), "Milton Waddams")
    rows = [
        await SenderAddress.create(
            workspace_id=owner.workspace_id, user=owner, address=f"{word}@private.example", created_at=NOW,
            state=state, removed_at=NOW, evidence={"was": "verified"},
        )
        for owner in (ben, milton)
        for word, state in (("kept", AddressState.VERIFIED), ("gone", AddressState.REMOVED))
    ]  # fmt: skip
    for key in (*(row.id for row in rows), 10**17):
        for word in ("remove", "resend", "send", "code"):
            await desk.click_forged(ana, Action.ADDRESS_MENU, str(Ref(word, key)), menu=True)
        await desk.click_forged(ana, Action.ADDRESS_UNDO, str(key))

    async def all_refused() -> bool:
        heard = [
            each for each in await desk.ephemerals(ana) if "Add the address again" in each or "among" in each
        ]
        return len(heard) == 5 * (len(rows) + 1)

    await until(all_refused, "a refusal of each click")
    for row in rows:
        kept = await Scope(row.workspace_id).of(SenderAddress).get(id=row.id)
        assert (kept.state, kept.evidence) == (row.state, row.evidence)
    assert await desk.control.get("mailbox") == []
