"""What is deleted once nobody will ask for it again, and what is not."""

from datetime import timedelta

import pytest

from bot.pruning import prune
from bot.services.leavers import refresh_admins, tell_admin
from models import OutboxItem, Refusal, Scope
from models.outbox import enqueue_notice
from models.types import OutboxState
from tests.builders import a_refusal
from tests.models.test_outbox import NOW, a_user, an_item


async def test_old_deliveries_are_pruned_and_unfinished_ones_kept(db: str) -> None:
    user = await a_user()
    old, given_up, waiting = [await an_item(user, lane) for lane in "abc"]
    await old.mark_sent(NOW - timedelta(days=31))
    await given_up.give_up(NOW - timedelta(days=31), "user_disabled")
    fresh = await an_item(user, "d")
    await fresh.mark_sent(NOW)
    await prune(NOW)
    kept = await Scope(user.workspace_id).of(OutboxItem).order_by("id").values_list("id", flat=True)
    assert kept == [given_up.id, waiting.id, fresh.id]
    assert waiting.state is OutboxState.PENDING


async def test_what_was_told_of_a_mail_is_known_as_long_as_it_may_have_to_be_taken_back(db: str) -> None:
    """Else a subject would stand in a colleague's messages after its mail is withdrawn or erased."""
    user = await a_user()
    told, other = {"later": True, "mail": 7, "share": None}, {"verified": "ana@private.example"}
    for payload in (told, other):
        await enqueue_notice(user.workspace_id, user.id, payload, NOW - timedelta(days=40))
    items = Scope(user.workspace_id).of(OutboxItem)
    for item in await items.all():
        await item.mark_sent(NOW - timedelta(days=40), "DANA", str(item.id))
    await prune(NOW)
    assert [item.payload for item in await items.all()] == [told]


async def test_what_admins_were_told_of_a_leaver_is_shown_anew_however_late_they_decide(db: str) -> None:
    admin, leaver_id = await a_user(), 7
    scope = Scope(admin.workspace_id)
    await tell_admin(scope, admin.id, leaver_id, NOW - timedelta(days=40))
    [notice] = await scope.of(OutboxItem)
    await notice.mark_sent(NOW - timedelta(days=40), "DANA", "1.1")
    await prune(NOW)
    await refresh_admins(scope, leaver_id, NOW)
    [_, anew] = await scope.of(OutboxItem).order_by("id")
    assert anew.payload == {"leaver": leaver_id, "channel": "DANA", "ts": "1.1"}


@pytest.mark.parametrize("batch", [1, 3, 500])
async def test_what_is_old_is_pruned_in_batches_however_it_lies_among_what_is_kept(
    db: str, batch: int
) -> None:
    user = await a_user()
    kept = []
    for at in range(8):
        item = await an_item(user, f"lane{at}")
        if at in (0, 3, 4):
            kept.append(item.id)
        else:
            await item.mark_sent(NOW - timedelta(days=40))
    new = [await an_item(user, f"new{at}") for at in range(3)]
    items = Scope(user.workspace_id).of(OutboxItem)
    await items.filter(id__in=[item.id for item in new]).update(created_at=NOW)
    await items.exclude(id__in=[item.id for item in new]).update(created_at=NOW - timedelta(days=41))
    await prune(NOW, batch)
    assert await items.order_by("id").values_list("id", flat=True) == [*kept, *(item.id for item in new)]


async def test_refusals_are_pruned_once_they_are_a_quarter_old(db: str) -> None:
    user = await a_user()
    for days in (200, 91, 90, 1):
        await a_refusal(user, f"{days}@evil.test", hours_ago=24 * days)
    await prune(NOW, batch=1)
    left = await Scope(user.workspace_id).of(Refusal).order_by("id").values_list("claimed_sender", flat=True)
    assert left == ["90@evil.test", "1@evil.test"]
