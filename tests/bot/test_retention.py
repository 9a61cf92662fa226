"""Original mail files go when the company wants them kept no longer; nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.collecting import delete_leftovers, delete_nameless
from bot.retention import erase_raw_mail
from models import AuditEvent, Leftover, Message, RawMail, Scope, User, Workspace
from models.raw import RawStore, new_key, open_raw_store
from tests.bot.rows import NOW, a_mail, a_user, a_workspace


async def an_old_mail(owner: User, days: int, **of_raw: Any) -> Message:
    raw = await RawMail.create(
        workspace_id=owner.workspace_id, digest="0", size=1, peer_ip="", helo="", mail_from="", rcpt_to=[],
        received_at=NOW - timedelta(days=days), **{"content": b"x"} | of_raw,
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


async def an_outside_mail(owner: User, days: int, store: RawStore) -> str:
    """A mail whose bytes are an object; its key."""
    key = new_key(owner.workspace_id, NOW - timedelta(days=days))
    await store.put(key, b"x")
    await an_old_mail(owner, days, content=b"", object_key=key)
    return key


async def keys_in(store: RawStore) -> set[str]:
    later = datetime.now(UTC) + timedelta(days=1)
    return {key async for keys in store.older_than(later) for key in keys}


async def test_what_lies_in_a_store_goes_with_its_row_and_what_fails_is_tried_again(
    db: str, tmp_path: Path
) -> None:
    northwind = await a_workspace(retention_days=30)
    ana = await a_user(northwind)
    store = open_raw_store(f"file://{tmp_path}/raw")
    old, recent = await an_outside_mail(ana, 400, store), await an_outside_mail(ana, 3, store)
    assert await erase_raw_mail(NOW) == 1
    assert await keys_in(store) == {old, recent}
    (tmp_path / "other").write_text("no directory")
    assert await delete_leftovers(open_raw_store(f"file://{tmp_path}/other")) == 0
    assert await Leftover.all().count() == 1
    assert await delete_leftovers(store) == 1
    assert await keys_in(store) == {recent}
    assert await delete_leftovers(store) == 0


async def test_objects_that_no_mail_names_go_after_a_day_and_nothing_else(db: str, tmp_path: Path) -> None:
    ana, milton = await a_user(await a_workspace()), await a_user(await a_workspace("initech"), "Milton")
    store = open_raw_store(f"file://{tmp_path}/raw")
    kept = {await an_outside_mail(ana, 2, store), await an_outside_mail(milton, 2, store), "notes/of/mine"}
    await store.put("notes/of/mine", b"x")
    for workspace_id in (ana.workspace_id, 4711):
        await store.put(new_key(workspace_id, NOW - timedelta(days=2)), b"of a mail that was never committed")
    now = datetime.now(UTC)
    assert await delete_nameless(store, now) == 0
    assert await delete_nameless(store, now + timedelta(days=2)) == 2
    assert await keys_in(store) == kept
