"""An erasure goes on where it stopped, and its receipt counts everything once."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services.erase import Forget, Progress, step, wish
from bot.services.leavers import SEALED_FOR, erase_due, left
from bot.services.reach import reach_of
from models import AuditEvent, Message, OutboxItem, Scope
from models.erasure import BATCH
from models.types import OutboxKind
from tests.bot.rows import NOW, a_mail, a_user, a_workspace

JANE = "jane@globex.example"


async def test_after_a_crash_it_goes_on_and_counts_everything_once(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope, total = Scope(ana.workspace_id), BATCH + 3
    for number in range(total):
        await a_mail(ana, f"Mail {number}")
    plan = Forget(await reach_of(scope, JANE, ana.id), contacts=True, actor_id=ana.id)
    kept: dict[str, Any] = {}
    crashed = False

    async def keep(progress: Progress) -> None:
        nonlocal crashed
        if progress.total.mails == total and not crashed:
            crashed = True
            raise ConnectionError
        kept.update(progress.write())

    progress = await step(plan, Progress.read(kept), keep, NOW)
    with pytest.raises(ConnectionError):
        await step(plan, progress, keep, NOW)
    assert await scope.of(Message).count() == 3  # what was not written down did not happen
    while not progress.done:
        progress = await step(plan, Progress.read(kept), keep, NOW)
    assert (progress.total.mails, await scope.of(Message).count()) == (total, 0)
    assert (await scope.of(AuditEvent).get(verb="forgot")).detail["mails"] == total
    assert await step(plan, Progress.read(kept), keep, NOW) == progress
    assert await scope.of(AuditEvent).filter(verb="forgot").count() == 1


async def test_one_wish_at_a_time(db: str) -> None:
    ana = await a_user(await a_workspace())
    scope = Scope(ana.workspace_id)
    assert await wish(scope, ana.id, {}, NOW, about="1") is not None
    assert await wish(scope, ana.id, {}, NOW, about="1") is None
    assert await wish(scope, ana.id, {}, NOW, about="2") is not None


async def test_a_leavers_day_comes_once_and_not_before(db: str) -> None:
    ben = await a_user(await a_workspace(), "Ben Okafor", active=False)
    await left(ben, NOW)
    assert await erase_due(NOW + SEALED_FOR - timedelta(minutes=1)) == 0
    assert await erase_due(NOW + SEALED_FOR) == 1
    assert await erase_due(NOW + SEALED_FOR) == 1  # still due, and asked for already
    wishes = Scope(ben.workspace_id).of(OutboxItem).filter(kind=OutboxKind.ERASE)
    assert [item.payload["leaver"] for item in await wishes] == [ben.id]
