"""Carrying out an erasure or a hand-over, some of it at each try; a crash goes on where it stopped."""

import time
from typing import Any

from bot.errands.dm import post_in_dm
from bot.errands.errand import Errand, rewrite
from bot.services.erase import Forget, Plan, Progress, step
from bot.services.handover import Handover
from bot.services.leavers import leaver_of, refresh_admins
from bot.services.reach import Reach
from bot.services.sealed import Sealed
from bot.slack import Delivery, GiveUp, Posted, Retry
from bot.views.forget import receipt
from bot.views.leaver import handed_over, leaver_notice
from models import OutboxItem, User
from models.erasure import Erased
from models.outbox import enqueue_notice
from models.transaction import transaction

_SECONDS = 5.0  # of work in one try, well below its lease
_MORE = Retry("more_to_do", after=0.0, bounded=False)


async def erase(errand: Errand) -> Delivery:
    """Go on with an erasure; its last step leaves nothing in the item but counts."""
    item, now, until = errand.item, errand.clock(), time.monotonic() + _SECONDS
    progress = Progress.read(item.payload.get("progress") or {})
    if progress.done:
        return Posted()
    plan = _plan(errand)

    async def keep(so_far: Progress) -> None:
        if so_far.done:
            await _tell(errand, plan, so_far.total)
        wish = {} if so_far.done else {k: v for k, v in item.payload.items() if k != "progress"}
        payload = {**wish, "progress": so_far.write()}
        await errand.scope.of(OutboxItem).filter(id=item.id).update(payload=payload)

    while not progress.done:
        progress = await step(plan, progress, keep, now)
        if not progress.done and time.monotonic() > until:
            return _MORE
    return Posted()


def _plan(errand: Errand) -> Plan:
    what: dict[str, Any] = errand.item.payload
    if "leaver" in what:
        return Sealed(errand.scope, int(what["leaver"]), what["by"])
    reach = Reach(errand.scope, tuple(what["addresses"]), what["owner"])
    return Forget(reach, bool(what["contacts"]), errand.item.user_id)


async def _tell(errand: Errand, plan: Plan, total: Erased) -> None:
    """The receipt, for whoever asked; an admin reads of a leaver's in the notice they were sent."""
    if not isinstance(plan, Forget):
        return
    user, now = await errand.scope.of(User).get(id=errand.item.user_id), errand.clock()
    said = receipt(total, plan.mark, now, user.tz, everywhere=plan.reach.owner_id is None)
    payload = {"text": said.text, "blocks": said.blocks}
    await enqueue_notice(errand.scope.workspace_id, user.id, payload, now)


async def hand_over(errand: Errand) -> Delivery:
    """Go on with a hand-over; at its end the successor is told once, and the admins."""
    item, scope, now = errand.item, errand.scope, errand.clock()
    until = time.monotonic() + _SECONDS
    leaver_id, total = int(item.payload["leaver"]), int(item.payload.get("moved") or 0)
    if item.payload.get("done"):
        return Posted()
    handover = Handover(scope, leaver_id, item.user_id)
    while moved := await handover.step(now):
        total += moved
        rows = scope.of(OutboxItem).filter(id=item.id)
        await rows.update(payload={**item.payload, "moved": total})
        if time.monotonic() > until:
            return _MORE
    leaver = await scope.of(User).get(id=leaver_id)
    async with transaction():
        await scope.of(OutboxItem).filter(id=item.id).update(payload={"leaver": leaver_id, "done": True})
        if total:
            said = handed_over(leaver.id, leaver.name, total)
            payload = {"text": said.text, "blocks": said.blocks}
            await enqueue_notice(scope.workspace_id, item.user_id, payload, now)
        await refresh_admins(scope, leaver_id, now)
    return Posted()


async def tell_of_leaver(errand: Errand) -> Delivery:
    """Tell an admin who left, as things stand now: in place of what was said before where that stands."""
    item, scope = errand.item, errand.scope
    admin = await scope.of(User).get(id=item.user_id)
    leaver = await leaver_of(scope, int(item.payload["leaver"]), admin.tz)
    if leaver is None:
        return GiveUp("no_such_user")
    said = leaver_notice(leaver)
    if ts := item.payload.get("ts"):
        return await rewrite(errand, said, str(item.payload["channel"]), str(ts))
    return await post_in_dm(errand, said)
