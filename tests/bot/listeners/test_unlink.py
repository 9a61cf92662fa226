"""Unlink, Undo and Why? on the card."""

from datetime import timedelta

import pytest

from bot.ids import Action
from models import AuditEvent, Link
from models.types import LinkOrigin
from tests.bot.desk import Desk, said
from tests.bot.rows import NOW, a_link, a_mail, a_record

WHOSE = ["a colleague", "another workspace", "nobody"]


async def the_link(desk: Desk) -> Link:
    return await desk.scope.of(Link).get()


async def test_undo_takes_a_link_back_and_undo_again_restores_it(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana)
    await a_link(mail, deal)
    await desk.click(mail, Action.UNLINK)
    card = await desk.card_saying(mail, "No longer filed under Deal 1")
    assert (await the_link(desk)).removed_at == NOW
    await desk.click(mail, Action.RESTORE)
    await desk.card_saying(mail, "Linked by you")
    assert (await the_link(desk)).removed_at is None
    verbs = await desk.scope.of(AuditEvent).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["unlinked", "relinked"]
    assert "Undo" in said(card)


async def test_a_rule_s_link_can_be_unlinked_from_its_menu(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace, number=42)
    mail = await a_mail(ana)
    link = await a_link(mail, deal, origin=LinkOrigin.RULE, user_id=None, reason={"rule": "tag"})
    assert "sent to this deal's own address" in said(await desk.card(mail))
    await desk.click(mail, Action.LINK_MENU, selected=f"unlink:{link.id}")
    await desk.card_saying(mail, "No longer filed under Deal 42")


async def test_why_tells_who_linked_it_and_when(desk: Desk) -> None:
    ana, ben = await desk.user("ana"), await desk.user("ben")
    mail = await a_mail(ana)
    before = NOW - timedelta(days=3)
    link = await a_link(mail, await a_record(desk.workspace), user_id=ben.id, created_at=before)
    await desk.click(mail, Action.LINK_MENU, selected=f"why:{link.id}")
    view = await desk.modal(ana, "Why is it here?")
    assert "Linked by Ben Okafor, \u20681 Jan 2027, 10:00\u2069" in said(view)  # on Ana's clock, in Amsterdam


@pytest.mark.parametrize("action", [Action.UNLINK, Action.RESTORE])
async def test_a_second_click_changes_nothing_and_says_how_things_stand(desk: Desk, action: Action) -> None:
    ana = await desk.user("ana")
    gone = NOW if action is Action.UNLINK else None
    link = await a_link(await a_mail(ana), await a_record(desk.workspace), removed_at=gone)
    await desk.click_forged(ana, action, str(link.id))
    await desk.told(ana, "Deal 1 · Globex renewal 2027")
    assert (await the_link(desk)).removed_at == gone
    assert await desk.scope.of(AuditEvent).count() == 0


async def test_restoring_beside_a_newer_link_to_the_same_deal_keeps_one(desk: Desk) -> None:
    ana, deal = await desk.user("ana"), await a_record(desk.workspace)
    mail = await a_mail(ana)
    old = await a_link(mail, deal, removed_at=NOW)
    await a_link(mail, deal)
    await desk.click_forged(ana, Action.RESTORE, str(old.id))
    await desk.told(ana, "already")
    assert await desk.scope.of(Link).filter(removed_at__isnull=True).count() == 1
