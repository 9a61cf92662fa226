"""`/bcc inbox`."""

from datetime import timedelta
from typing import Any

import pytest

from bot.ids import Action, Block
from bot.services.lines import PAGE
from bot.services.unfiled import inbox
from bot.views.inbox import Told, inbox_modal
from models import Conversation, Link, Record, Scope, User
from models.types import LinkOrigin
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_record, a_user, a_workspace


async def subjects(scope: Scope, before: int | None = None) -> list[str]:
    return [line.subject for line in (await inbox(scope, "UTC", before)).lines]


async def test_the_inbox_is_what_is_neither_filed_nor_done_newest_first(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("initech")
    ana, ben = await a_user(workspace), await a_user(workspace, "Ben Okafor")
    await a_mail(await a_user(other, "Milton Waddams"), "Foreign")
    await a_mail(ben, "Ben's")
    scope, deal = Scope(workspace.id, ana.id), await a_record(workspace)
    filed, loose, done = [await a_mail(ana, subject) for subject in ("Filed", "Loose", "Done")]
    link = await a_link(filed, deal, origin=LinkOrigin.RULE)
    conversations, links = Scope(workspace.id).of(Conversation), Scope(workspace.id).of(Link)
    await conversations.filter(id=done.conversation_id).update(done_at=NOW)
    assert await subjects(scope) == ["Loose"]
    # Unlinked, it is back; linked to what is then erased, it is back too.
    await links.filter(id=link.id).update(removed_at=NOW)
    await a_link(loose, deal)
    assert await subjects(scope) == ["Filed"]
    await Scope(workspace.id).of(Record).filter(id=deal.id).delete()
    assert await subjects(scope) == ["Loose", "Filed"]
    # A later mail brings back what was done; its row is the newest mail and says how many there are.
    late = NOW + timedelta(hours=1)
    await a_mail(ana, "Done, again", conversation=await done.conversation, received_at=late)
    await conversations.filter(id=done.conversation_id).update(latest_at=late)
    [line, *_] = (await inbox(scope, "UTC")).lines
    assert (line.subject, line.mails) == ("Done, again", 2)


async def test_a_full_inbox_is_paged_each_conversation_once(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id, ana.id)
    for number in range(PAGE + 3):
        await a_mail(ana, f"Mail {number}")
    first = await inbox(scope, "UTC")
    rest = await inbox(scope, "UTC", first.older)
    seen = [line.subject for line in (*first.lines, *rest.lines)]
    assert seen == [f"Mail {number}" for number in reversed(range(PAGE + 3))]
    assert rest.older is None


async def open_inbox(desk: Desk) -> tuple[User, dict[str, Any]]:
    ana = await desk.user("ana")
    await desk.control.post("command", user=ana.slack_user_id, text="inbox")
    return ana, await desk.modal(ana, "Inbox")


async def submit(desk: Desk, user: User, view: dict[str, Any], mails: list[str], record: str) -> Any:
    await desk.control.post(
        "suggest", user=user.slack_user_id, view_id=view["id"],
        action_id=Action.INBOX_RECORD.value, query="globex",
    )  # fmt: skip
    values = {
        Block.MAILS.value: {Action.INBOX_CHOICE.value: mails},
        Block.RECORD.value: {Action.INBOX_RECORD.value: record},
    }
    return await desk.control.post("submit", user=user.slack_user_id, view_id=view["id"], values=values)


async def test_several_mails_are_filed_in_one_go_and_undone_in_one(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, "Globex renewal", number=42)
    mails = [await a_mail(ana, subject) for subject in ("One", "Two", "Three")]
    ana, view = await open_inbox(desk)
    await submit(desk, ana, view, [str(mail.id) for mail in mails[:2]], f"deal:{deal.id}")
    view = await desk.modal_saying(ana, "Filed 2 conversations under Deal 42")
    assert "Three" in said(view)
    assert "One" not in said(view["blocks"])
    await desk.control.post(
        "action", user=ana.slack_user_id, view_id=view["id"], action_id=Action.INBOX_UNDO.value
    )
    view = await desk.modal_saying(ana, "They are back in your inbox")
    assert "One" in said(view)
    assert await desk.scope.of(Link).filter(removed_at__isnull=True).count() == 0


async def test_a_deal_that_was_erased_meanwhile_is_told_at_its_field(desk: Desk) -> None:
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    mail = await a_mail(await desk.user("ana"), "One")
    ana, view = await open_inbox(desk)
    suggested = {"user": ana.slack_user_id, "view_id": view["id"], "action_id": Action.INBOX_RECORD.value}
    assert "Deal 42" in said(await desk.control.post("suggest", query="", **suggested))
    await desk.scope.of(Record).filter(id=deal.id).delete()
    values = {
        Block.MAILS.value: {Action.INBOX_CHOICE.value: [str(mail.id)]},
        Block.RECORD.value: {Action.INBOX_RECORD.value: f"deal:{deal.id}"},
    }
    answer = await desk.control.post("submit", user=ana.slack_user_id, view_id=view["id"], values=values)
    assert "That one is not there any more" in str(answer)


async def test_a_mail_is_read_or_done_with_and_brought_back(desk: Desk) -> None:
    mail = await a_mail(await desk.user("ana"), "Newsletter", "All the news")
    ana, view = await open_inbox(desk)
    click = {"user": ana.slack_user_id, "view_id": view["id"]}
    await desk.control.post("action", action_id=Action.INBOX_READ.value, selected=str(mail.id), **click)
    top = await desk.modal(ana, "Mail")
    assert "All the news" in said(top)
    await desk.control.post("close", user=ana.slack_user_id, view_id=top["id"])
    await desk.control.post(
        "input", values={Block.MAILS.value: {Action.INBOX_CHOICE.value: [str(mail.id)]}}, **click
    )
    await desk.control.post("action", action_id=Action.INBOX_DONE.value, **click)
    view = await desk.modal_saying(ana, "Your inbox is empty")
    assert "Marked 1 conversation as done" in said(view)
    await desk.control.post("action", action_id=Action.INBOX_UNDO.value, **click)
    assert "Newsletter" in said(await desk.modal_saying(ana, "It is back in your inbox"))


async def test_ticks_of_a_page_that_was_turned_do_not_count(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, "Globex renewal", number=42)
    mails = [await a_mail(ana, f"Mail {number}") for number in range(PAGE + 1)]
    ana, view = await open_inbox(desk)
    click = {"user": ana.slack_user_id, "view_id": view["id"]}
    ticked = [str(mail.id) for mail in mails[-2:]]
    await desk.control.post("input", values={Block.MAILS.value: {Action.INBOX_CHOICE.value: ticked}}, **click)
    await desk.control.post("action", action_id=Action.INBOX_OLDER.value, **click)
    await desk.modal_saying(ana, "Not filed yet, older ones")
    await desk.control.post("action", action_id=Action.INBOX_DONE.value, **click)
    top = await desk.modal(ana, "Sorry")
    await desk.control.post("close", user=ana.slack_user_id, view_id=top["id"])
    suggested = {**click, "action_id": Action.INBOX_RECORD.value}
    await desk.control.post("suggest", query="globex", **suggested)
    values = {Block.RECORD.value: {Action.INBOX_RECORD.value: f"deal:{deal.id}"}}
    assert "Tick at least one mail" in str(await desk.control.post("submit", values=values, **click))
    assert await desk.scope.of(Conversation).filter(waiting=True).count() == len(mails)


@pytest.mark.parametrize("whose", ["a colleague", "another workspace", "nobody"])
async def test_mails_and_links_that_are_not_mine_are_left_alone(desk: Desk, whose: str) -> None:
    deal = await a_record(desk.workspace, "Globex renewal", number=42)
    foreign = await desk.not_mine(whose)
    ana = await desk.user("ana")
    await a_mail(ana, "Mine")
    forged = inbox_modal(await inbox(Scope(desk.workspace.id, ana.id), "UTC"), Told("x", done=(foreign,)))
    option = {"text": {"type": "plain_text", "text": "x"}, "value": str(foreign)}
    box = next(block for block in forged["blocks"] if block.get("block_id") == Block.MAILS.value)
    box["element"] |= {"options": [option], "initial_options": [option]}
    view = await desk.open_forged(ana, forged)
    ask = {"user": ana.slack_user_id, "view_id": view["id"], "action_id": Action.INBOX_RECORD.value}
    assert (await desk.control.post("suggest", query="", **ask))["options"] == []
    for action in (Action.INBOX_DONE, Action.INBOX_UNDO):
        await desk.control.post("action", user=ana.slack_user_id, view_id=view["id"], action_id=action.value)
        top = await desk.modal(ana, "Sorry")
        assert "secret" not in said(await desk.views(ana))
        await desk.control.post("close", user=ana.slack_user_id, view_id=top["id"])
    answer = await submit(desk, ana, view, [str(foreign)], f"deal:{deal.id}")
    assert "Tick at least one mail" in str(answer)
    assert await Scope(deal.workspace_id).of(Link).count() == 0
    assert await Scope(deal.workspace_id).of(Conversation).filter(done_at__isnull=False).count() == 0
