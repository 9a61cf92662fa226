"""The company's settings, through Slack: for admins alone, at every step."""

from typing import Any

import pytest

from bot.directory import sync_directory
from bot.ids import Action, Block
from bot.services.company import Set, company_of, set_admins, set_rules, set_slug
from bot.settled import Section
from bot.views.admin import admin_modal, form_modal
from models import AuditEvent, FormerSlug, Scope, User, Workspace
from models.slugs import KEPT
from models.types import OutsideGuard, Role, Visibility
from tests.bot.desk import Desk, said
from tests.bot.listeners.test_home import home_of
from tests.bot.listeners.test_settings import submit
from tests.bot.rows import NOW, a_user, a_workspace
from tests.bot.sharing import dm_saying

NOT_ADMIN = "Only admins can see and change the company's settings. Ask Ana Trujillo."


async def open_part(desk: Desk, user: User, part: Section, title: str) -> dict[str, Any]:
    await desk.control.post("command", user=user.slack_user_id, text="admin")
    hub = await desk.modal(user, "Company settings")
    where = {"user": user.slack_user_id, "view_id": hub["id"], "block_id": f"part-{part}"}
    await desk.control.post("action", action_id=Action.ADMIN_CHANGE.value, **where)
    return await desk.modal(user, title)


async def test_an_admin_renames_the_address_and_the_old_one_stays_theirs(desk: Desk) -> None:
    await a_workspace("initech")
    former = await a_workspace("globex")
    await FormerSlug.create(workspace=former, slug="hooli", until=NOW + KEPT)
    ana = await desk.user("ana")
    view = await open_part(desk, ana, Section.ADDRESS, "Address")
    for wrong, why in (
        ("-x-", "Use two to 63 letters"),
        ("x", "Use two to 63 letters"),
        ("größe", "Use two to 63 letters"),
        ("initech", "initech@bcc.localhost is another workspace's address"),
        ("hooli", "hooli@bcc.localhost is another workspace's address"),
        ("postmaster", "one that mail systems need"),
    ):
        answer = await submit(desk, ana, view, {Block.SLUG: wrong})
        assert why in answer["errors"]["slug"]
    assert (await submit(desk, ana, view, {Block.SLUG: "Traders"}))["errors"] is None
    text = said(await desk.modal_saying(ana, "Saved: Address."))
    assert "traders@bcc.localhost" in text
    assert "northwind@bcc.localhost takes mail until 04 April 2027" in text
    [event] = await desk.scope.of(AuditEvent).filter(verb="set")
    assert (event.actor_id, event.detail) == (ana.id, {"slug": ["northwind", "traders"]})
    assert "traders@bcc.localhost" in said(await home_of(desk, ana))


async def test_each_part_is_set_or_told_at_its_field(desk: Desk) -> None:
    ana = await desk.user("ana")
    view = await open_part(desk, ana, Section.MAIL, "Domains and retention")
    for block, wrong, why in (
        (Block.DOMAINS, "gmail.com", "Anybody can have an address at gmail.com"),
        (Block.DOMAINS, "northwind", "“northwind” is no domain"),
        (Block.DOMAINS, "a..b", "“a..b” is no domain"),
        (Block.RETENTION, "0", "Write a number of days"),
        (Block.RETENTION, "soon", "Write a number of days"),
    ):
        fine = {Block.DOMAINS: "", Block.RETENTION: ""}
        answer = await submit(desk, ana, view, fine | {block: wrong})
        assert why in answer["errors"][block.value]
    mail = {Block.DOMAINS: "@Bücher.example\nnorthwind.example", Block.RETENTION: "90"}
    assert (await submit(desk, ana, view, mail))["errors"] is None
    await desk.control.post("close", user=ana.slack_user_id, view_id=(await desk.views(ana))[-1]["id"])

    view = await open_part(desk, ana, Section.POSTING, "Posting to channels")
    these = {Block.CHANNEL_CHOICE: "these", Block.CHANNELS: [], Block.GUARD: "refuse"}
    answer = await submit(desk, ana, view, these)
    assert "Pick at least one channel" in answer["errors"]["channels"]
    channel = next(c["id"] for c in (await desk.control.get("state"))["channels"] if c.get("name") == "deals")
    posting = these | {Block.CHANNELS: [channel], Block.RECORD_CHANNELS: ["record_channels"]}
    assert (await submit(desk, ana, view, posting))["errors"] is None
    workspace = await Workspace.get(id=desk.workspace.id)
    assert workspace.internal_domains == ["northwind.example", "xn--bcher-kva.example"]
    assert (workspace.retention_days, workspace.share_channels) == (90, [channel])
    assert (workspace.outside_guard, workspace.post_to_record_channels) == (OutsideGuard.REFUSE, True)


async def test_an_admin_makes_another_who_stays_one_through_a_sync(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    await desk.control.post("command", user=ben.slack_user_id, text="admin")
    await desk.told(ben, NOT_ADMIN)
    assert "For admins" not in said(await home_of(desk, ben))
    view = await open_part(desk, ana, Section.ADMINS, "Admins")
    assert (await submit(desk, ana, view, {Block.ADMINS: [ben.slack_user_id]}))["errors"] is None
    told = said(await dm_saying(desk, ben, "Ana Trujillo made you an admin of Smart Bcc here."))
    assert "/bcc admin" in told
    await sync_directory(desk.client, desk.workspace, NOW)
    view = await open_part(desk, await desk.user("ben"), Section.MEMBERS, "Member defaults")
    # Taken away while his form is open.
    assert await set_admins(Scope(desk.workspace.id, ana.id), [], NOW) is Set.DONE
    await submit(desk, ben, view, {Block.SHARING: "shared"})
    assert NOT_ADMIN in said(await desk.views(ben))
    desk.wakened.set()
    await dm_saying(desk, ben, "You are no admin of Smart Bcc here any more: Ana Trujillo")
    events = await desk.scope.of(AuditEvent).order_by("id").values_list("actor_id", "verb", "subject")
    assert events == [(ana.id, "appointed", f"user:{ben.id}"), (ana.id, "dismissed", f"user:{ben.id}")]
    workspace = await Workspace.get(id=desk.workspace.id)
    assert workspace.default_visibility is Visibility.PRIVATE


@pytest.mark.parametrize("part", list(Section))
async def test_who_is_no_admin_gets_nowhere_with_a_forged_form(desk: Desk, part: Section) -> None:
    ben = await desk.user("ben")
    company = await company_of(desk.workspace, "bcc.localhost", NOW)
    hub = await desk.open_forged(ben, admin_modal(company))
    where = {"user": ben.slack_user_id, "view_id": hub["id"], "block_id": f"part-{part}"}
    await desk.control.post("action", action_id=Action.ADMIN_CHANGE.value, **where)
    assert NOT_ADMIN in said(await desk.modal(ben, "Sorry"))
    forged = await desk.open_forged(ben, form_modal(company, part))
    await submit(desk, ben, forged, {})
    assert NOT_ADMIN in said(await desk.views(ben))
    assert await desk.scope.of(AuditEvent).filter(verb="set").count() == 0


async def test_only_a_full_member_of_the_same_workspace_becomes_an_admin(db: str) -> None:
    workspace, other = await a_workspace(), await a_workspace("initech")
    boss = await a_user(workspace, "Ana", role=Role.ADMIN)
    for user in (
        await a_user(workspace, "Guest", guest=True, made_admin=True),
        await a_user(workspace, "Gone", active=False, role=Role.ADMIN),
        await a_user(other, "Milton", role=Role.ADMIN),
    ):
        scope = Scope(workspace.id, user.id)
        assert await set_admins(Scope(workspace.id, boss.id), [user.slack_user_id], NOW) is Set.NO_MEMBER
        assert await set_rules(scope, {"retention_days": 1}, NOW) is Set.NOT_ADMIN
        assert await set_slug(scope, "mine", NOW) is Set.NOT_ADMIN
        assert await set_admins(scope, [], NOW) is Set.NOT_ADMIN
    assert (await Workspace.get(id=workspace.id)).slug == "northwind"
