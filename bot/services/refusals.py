"""What was refused of a member's mail. Never of anybody else's: not even that there was any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from bot.refused import RefusedLine, RefusedMail, RefusedNews, RefusedPage
from bot.shown import ProofCheck
from models import Refusal, Scope, SenderAddress, User
from models.address import canonical
from models.types import AddressState, RefusalReason

PAGE = 8
_HOME_DAYS = timedelta(days=14)
_CHECKS = 12


async def refused_page(scope: Scope, tz: str, asked: str = "", before: int | None = None) -> RefusedPage:
    """A page of the viewer's, the latest first; with `asked` only of that address.

    `before` is the `older` of the page before.
    """
    asked = canonical(asked)[:320]
    rows = _of_viewer(scope)
    if asked:
        rows = rows.filter(claimed_sender=asked)
    if before is not None and (last := await _of_viewer(scope).get_or_none(id=before)):
        rows = rows.filter(Q(latest_at__lt=last.latest_at) | Q(latest_at=last.latest_at, id__lt=last.id))
    found = await rows.order_by("-latest_at", "-id").limit(PAGE + 1)
    return RefusedPage(
        lines=await _lines(scope, found[:PAGE]),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        newest=before is None,
        tz=tz,
        asked=asked,
        addable="@" in asked and asked not in await own_addresses(scope),
    )


async def refused_mail(scope: Scope, refusal_id: int | None, tz: str) -> RefusedMail | None:
    """All about one of the viewer's; None for any other."""
    row = await _of_viewer(scope).get_or_none(id=refusal_id) if refusal_id is not None else None
    lines = await _lines(scope, [row]) if row else ()
    if row is None or not lines:
        return None
    return RefusedMail(
        line=lines[0],
        peer_ip=row.peer_ip,
        reply=row.reply,
        checks=tuple(_check(check) for check in row.checks[:_CHECKS]),
        spf_record=next((str(c.get("record") or "") for c in row.checks if c.get("method") == "spf"), ""),
        tz=tz,
    )


async def refused_lately(scope: Scope, tz: str, now: datetime, limit: int = 3) -> RefusedNews:
    """The latest of the viewer's of the last two weeks."""
    return await refused_since(scope, tz, now - _HOME_DAYS, None, limit)


async def refused_since(
    scope: Scope, tz: str, since: datetime, until: datetime | None, limit: int
) -> RefusedNews:
    """The viewer's with news after `since`, of those that began by `until`."""
    rows = _of_viewer(scope).filter(latest_at__gt=since)
    if until is not None:
        rows = rows.filter(first_at__lte=until)
    found = await _lines(scope, await rows.order_by("-latest_at", "-id").limit(limit))
    if not found:
        return RefusedNews(tz=tz)
    return RefusedNews(found, await total(rows), max(0, await rows.count() - len(found)), tz)


async def total(rows: QuerySet[Refusal]) -> int:
    """How many mails these rows stand for."""
    [summed] = await rows.annotate(mails=Sum("count")).values("mails")
    return int(summed["mails"] or 0)


async def own_addresses(scope: Scope) -> set[str]:
    """The viewer's account e-mail and the addresses they added, pending or verified."""
    own = await scope.of(User).filter(id=scope.viewer_id).values_list("email", flat=True)
    added = scope.of(SenderAddress).filter(state__in=(AddressState.PENDING, AddressState.VERIFIED))
    return {str(each) for each in (*own, *await added.values_list("address", flat=True)) if each}


def _of_viewer(scope: Scope) -> QuerySet[Refusal]:
    return scope.of(Refusal).filter(user_id=scope.viewer_id)


async def _lines(scope: Scope, rows: Sequence[Refusal]) -> tuple[RefusedLine, ...]:
    """The rows as lines; without those whose address has become a colleague's since they were written."""
    if not rows:
        return ()
    own, others = await own_addresses(scope), await _colleagues(scope, {row.claimed_sender for row in rows})
    return tuple(
        RefusedLine(
            refusal_id=row.id,
            claimed=row.claimed_sender,
            reason=RefusalReason(row.reason) if row.reason in set(RefusalReason) else None,
            count=row.count,
            first_at=row.first_at,
            latest_at=row.latest_at,
            mine=row.claimed_sender in own,
        )
        for row in rows
        if row.claimed_sender in own or row.claimed_sender not in others
    )


async def _colleagues(scope: Scope, addresses: set[str]) -> set[str]:
    """Those of the addresses that are somebody else's."""
    system = Scope(scope.workspace_id)
    accounts = system.of(User).filter(email__in=list(addresses)).exclude(id=scope.viewer_id)
    added = system.of(SenderAddress).filter(address__in=list(addresses), state=AddressState.VERIFIED)
    others = added.exclude(user_id=scope.viewer_id)
    found = *await accounts.values_list("email", flat=True), *await others.values_list("address", flat=True)
    return {str(each) for each in found}


def _check(check: dict[str, Any]) -> ProofCheck:
    return ProofCheck(
        method=str(check.get("method") or ""),
        outcome=str(check.get("outcome") or ""),
        domain=str(check.get("domain") or ""),
        aligned=bool(check.get("aligned")),
        detail=str(check.get("detail") or ""),
    )
