"""Original mail files go when the company wants them kept no longer; nothing else does."""

from datetime import timedelta

from bot.retention import erase_raw_mail
from models import AuditEvent, Message, RawMail, Scope, User, Workspace
from tests.bot.rows import NOW, a_mail, a_user, a_workspace


async def an_old_mail(owner: User, days: int) -> Message:
    raw = await RawMail.create(
        workspace_id=owner.workspace_id, digest="0", content=b"x", size=1, peer_ip="", helo="", mail_from="",
        rcpt_to=[], received_at=NOW - timedelta(days=days),
    )  # fmt: skip
    return await a_mail(owner, f"{days} days", raw_mail=raw)


async def raws(workspace: Workspace) -> list[str]:
    rows = Scope(workspace.id).of(Message).filter(raw_mail_id__isnull=False).order_by("id")
    return [mail.subject for mail in await rows]


async def test_only_files_older_than_the_company_keeps_them_are_deleted(db: str) -> None:
    northwind, ever = await a_workspace(retention_days=30), await a_workspace("initech")
    ana, milton = await a_user(northwind), await a_user(ever, "Milton")
    for days in (400, 31, 30, 29, 0, 365, 90):
        await an_old_mail(ana, days)
    await an_old_mail(milton, 4000)
    assert await erase_raw_mail(NOW, batch=2) == 4
    assert await raws(northwind) == ["30 days", "29 days", "0 days"]
    assert await raws(ever) == ["4000 days"]
    assert await Scope(northwind.id).of(Message).count() == 7
    assert await Scope(northwind.id).of(RawMail).count() == 3
    [event] = await Scope(northwind.id).of(AuditEvent)
    assert (event.verb, event.detail) == ("erased", {"raw_mails": 4, "older_than_days": 30})
    assert await erase_raw_mail(NOW) == 0
