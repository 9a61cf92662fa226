"""Digests: made when they are delivered, so that they tell how things stand then."""

import asyncio
from datetime import datetime
from typing import Any

import structlog

from bot.charts import bar_chart
from bot.errands.dm import post_in_dm
from bot.errands.errand import Errand
from bot.files import send_file
from bot.refused import Week
from bot.services.refusals import refused_since
from bot.services.week import week_of
from bot.slack import Delivery, GiveUp, Posted, Retry, outcome
from bot.views.digests import DAYS, refusals_digest, week_digest
from models import Scope, User

log = structlog.get_logger()

_LINES = 5
_READY_SECONDS = 3.0  # Slack looks through a new picture before it lets a message show it


async def post_report(errand: Errand) -> Delivery:
    """Post the digest that the item asks for; nothing where there is nothing to tell any more."""
    user = await errand.scope.of(User).get_or_none(id=errand.item.user_id, active=True, guest=False)
    if user is None:
        return GiveUp("user_disabled")
    said = errand.item.payload
    since, until = (datetime.fromisoformat(said[name]) for name in ("since", "until"))
    scope = Scope(errand.scope.workspace_id, user.id)
    match said["of"]:
        case "refusals":
            news = await refused_since(scope, user.tz, since, until, _LINES)
            if not news.lines:
                return Posted()
            await _note(errand, claimed=[line.claimed for line in news.lines])
            return await post_in_dm(errand, refusals_digest(news))
        case "week":
            week = await week_of(scope, user.tz, since, until)
            return await _post_week(errand, week) if week else Posted()
        case _:
            return GiveUp("unknown_report")


async def _post_week(errand: Errand, week: Week) -> Delivery:
    """Post the week with its chart. The chart is uploaded once, and the message follows when it is ready."""
    item = errand.item
    if "picture" not in item.payload:
        picture = await _upload(errand, week)
        await _note(errand, picture=picture)
        if picture:
            return Retry("picture_not_ready", after=_READY_SECONDS, bounded=False)
    await _note(errand, mails=[line.message_id for line in week.waiting])
    return await post_in_dm(errand, week_digest(week, item.payload["picture"]))


async def _note(errand: Errand, **said: Any) -> None:
    """Keep what the digest names, so that it can be taken back when that is erased."""
    errand.item.payload = {**errand.item.payload, **said}
    await errand.item.save(update_fields=["payload"])


async def _upload(errand: Errand, week: Week) -> str | None:
    """The chart as a file of ours in Slack; None where that failed, for a digest goes without it too."""
    png = await asyncio.to_thread(bar_chart, week.days, DAYS)
    sent = await send_file(errand.client, "week.png", png)
    if isinstance(sent, str):
        named: list[dict[str, str | None]] = [{"id": sent, "title": "Mails by day"}]
        done = await outcome(errand.client.files_completeUploadExternal(files=named))
        if isinstance(done, Posted):
            return sent
    log.info("report.no_picture", item=errand.item.id)
    return None
