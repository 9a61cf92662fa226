"""`/bcc audit`: every kind of deed in words, for admins alone, and nothing of private mail."""

from datetime import timedelta
from typing import Any

import pytest

from bot.audited import AuditPage
from bot.ids import Action
from bot.services.audit import PAGE, audit_page
from bot.services.links import link
from bot.shown import TargetKind
from bot.views.audit import audit_modal
from models import AuditEvent, Scope, SenderAddress, User, Workspace
from models.types import AddressState, Role, Visibility
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_mail, a_record, a_user, a_workspace
from tests.bot.views.strict import refusals


async def an_event(actor: User, verb: str, subject: str, hours: int = 0, **detail: Any) -> AuditEvent:
    return await AuditEvent.create(
        workspace_id=actor.workspace_id,
        at=NOW - timedelta(hours=hours),
        actor=actor,
        verb=verb,
        subject=subject,
        detail=detail,
    )


async def a_company() -> tuple[Workspace, User, User]:
    """A workspace, its admin, and a member who is none."""
    workspace = await a_workspace()
    return workspace, await a_user(workspace, role=Role.ADMIN), await a_user(workspace, "Ben Okafor")


async def page_of(user: User, before: int | None = None) -> AuditPage:
    page = await audit_page(Scope(user.workspace_id, user.id), "UTC", before)
    assert page is not None
    assert refusals("modal_view", audit_modal(page)) == []
    return page


async def test_where_a_colleagues_private_mail_is_filed_is_not_told(db: str) -> None:
    workspace, ana, ben = await a_company()
    for visibility, title in ((Visibility.PRIVATE, "Secret merger"), (Visibility.SHARED, "Open offer")):
        mail = await a_mail(ben, f"About {title}", visibility=visibility)
        record = await a_record(workspace, title)
        await link(Scope(workspace.id, ben.id), mail.id, TargetKind.DEAL, record.id, NOW)
    shown = said(audit_modal(await page_of(ana)))
    assert " filed a mail under Deal 2 · Open offer" in shown
    assert "Secret merger" not in shown
    assert "About" not in shown


@pytest.mark.parametrize(
    ("verb", "subject", "detail", "told"),
    [
        ("verified", "address:{address}", {}, " verified the address ben@home.example"),
        ("shared", "message:1", {"mails": [1, 2]}, "shared 2 mails within the company"),
        ("made private", "message:1", {}, "made a mail private"),
        ("posted", "share:1", {"message": 1}, "posted a copy of a mail"),
        ("withdrew", "share:1", {}, "withdrew a copy of a mail"),
        ("set", "workspace:1", {"slug": ["a", "b"]}, "changed the company's settings: address"),
        ("set", "user:{user}", {"digest": True}, "changed their own settings"),
        ("appointed", "user:{user}", {}, "made Ben Okafor an admin"),
        ("dismissed", "user:{user}", {}, "took the admin's part from Ben Okafor"),
        ("status_set", "record:{record}", {"to": "won"}, "set Deal 1 · Globex renewal 2027 to won"),
        ("created", "deal:{record}", {}, "created Deal 1 · Globex renewal 2027"),
        ("forgot", "address:ab12cd", {"mails": 9}, "erased the mail from or to an address"),
        ("erased", "user:{user}", {"mails": 1}, "erased the private mail of Ben Okafor"),
        ("verified", "address:999999", {}, "verified the address somebody's, gone since"),
        ("of_a_newer_version", "moon:1", {}, "of a newer version"),
    ],
)
async def test_each_deed_is_told_in_words(
    db: str, verb: str, subject: str, detail: dict[str, Any], told: str
) -> None:
    workspace, ana, ben = await a_company()
    address = await SenderAddress.create(
        workspace=workspace, user=ben, address="ben@home.example", state=AddressState.VERIFIED, created_at=NOW
    )
    ids = {"address": address.id, "user": ben.id, "record": (await a_record(workspace)).id}
    await an_event(ben, verb, subject.format(**ids), **detail)
    assert told in said(audit_modal(await page_of(ana)))


async def test_pages_are_the_workspaces_own_latest_first_without_inbox_keeping(db: str) -> None:
    _, ana, ben = await a_company()
    other = await a_user(await a_workspace("initech"), "Milton Waddams", role=Role.ADMIN)
    await an_event(other, "shared", "message:1")
    await an_event(ben, "done", "conversation:1")
    made = [await an_event(ben, "posted", "share:1", hours) for hours in range(PAGE + 2)]
    first = await page_of(ana)
    rest = await page_of(ana, first.older)
    assert [deed.at for deed in (*first.deeds, *rest.deeds)] == [event.at for event in made]
    assert (first.newest, rest.newest, rest.older) == (True, False, None)
    assert await audit_page(Scope(ben.workspace_id, ben.id), "UTC") is None
    assert "Nothing was shared" in said(audit_modal(AuditPage((), None, True, "UTC")))


async def test_an_admin_turns_the_pages_and_nobody_else_sees_one(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    for hours in range(PAGE + 1):
        await an_event(ben, "posted", "share:1", hours)
    await an_event(ben, "withdrew", "share:1", 99)
    await desk.control.post("command", user=ana.slack_user_id, text="audit")
    view = await desk.modal(ana, "Who did what")
    assert "withdrew" not in said(view)
    where = {"user": ana.slack_user_id, "view_id": view["id"]}
    await desk.control.post("action", action_id=Action.AUDIT_OLDER.value, **where)
    assert "withdrew" in said(await desk.modal_saying(ana, "withdrew"))
    await desk.control.post("command", user=ben.slack_user_id, text="audit")
    await desk.told(ben, "Only admins can see who did what. Ask Ana Trujillo.")
    forged = await desk.open_forged(ben, audit_modal(AuditPage((), 1, False, "UTC")))
    where = {"user": ben.slack_user_id, "view_id": forged["id"]}
    await desk.control.post("action", action_id=Action.AUDIT_OLDER.value, **where)
    assert "Only admins can see who did what" in said(await desk.modal(ben, "Sorry"))
