"""What the home tab shows, gathered in a handful of queries, however much mail there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.at_home import HomeData, Step, Waiting
from bot.services.addresses import universal_address
from bot.services.alias_list import senders_of
from bot.services.cards import own_mail
from bot.services.offers import suggestions
from bot.services.preferences import preferences_of
from bot.services.refusals import refused_lately
from bot.services.rules import rules_of
from bot.services.search import has_any
from bot.services.unfiled import count_unfiled, inbox
from bot.shown import MailLine, Suggestion, Target
from models import Conversation, Link, Message, Scope, SenderAddress, User, Workspace
from models.outbox import enqueue_notice
from models.transaction import transaction
from models.types import AddressState


async def home_of(
    scope: Scope, user: User, workspace: Workspace, mail_domain: str, now: datetime, *, by_mail: bool
) -> HomeData:
    """The home tab of the viewer; `by_mail` says whether codes can be mailed to addresses."""
    page = await inbox(scope, user.tz)
    return HomeData(
        name=user.name,
        address=universal_address(workspace, mail_domain),
        step=await _step(scope, user, waiting=bool(page.lines)),
        waiting=await _with_likely(scope, page.lines),
        unfiled=await count_unfiled(scope) if page.older else sum(line.mails for line in page.lines),
        has_records=await has_any(scope),
        tz=user.tz,
        rules=await rules_of(scope),
        senders=await senders_of(scope, user, now, by_mail=by_mail),
        refused=await refused_lately(scope, user.tz, now),
        preferences=preferences_of(user),
        company_visibility=workspace.default_visibility,
        company=_brief(workspace) if user.is_admin else "",
    )


async def _step(scope: Scope, user: User, *, waiting: bool) -> Step:
    """Where the member stands with getting started."""
    if user.started_at is not None:
        return Step.DONE
    if not waiting and not await scope.of(Message).filter(owner_id=user.id).exists():
        return Step.FIRST_MAIL
    filed = scope.of(Conversation).filter(owner_id=user.id, waiting=False, done_at__isnull=True)
    if not await filed.exists():
        return Step.FILE_IT
    states = (AddressState.PENDING, AddressState.VERIFIED)
    others = scope.of(SenderAddress).filter(user_id=user.id, state__in=states)
    return Step.DONE if await others.exists() else Step.OTHER_ADDRESSES


async def _with_likely(scope: Scope, lines: Sequence[MailLine]) -> tuple[Waiting, ...]:
    """Each with its record where exactly one is likely: of two the card asks, not the list."""
    rows = scope.of(Conversation).filter(id__in=[line.conversation_id for line in lines])
    offered: dict[int, list[dict[str, Any]]] = dict(await rows.values_list("id", "suggestions"))
    wanted = {int(one["record_id"]) for some in offered.values() for one in some}
    found = {one.target.id: one for one in await suggestions(scope, sorted(wanted), {})}
    return tuple(Waiting(line, _only(offered.get(line.conversation_id, ()), found)) for line in lines)


def _only(offered: Sequence[dict[str, Any]], found: dict[int, Suggestion]) -> Suggestion | None:
    likely = [one for one in offered if int(one["record_id"]) in found]
    if len(likely) != 1:
        return None
    target = found[int(likely[0]["record_id"])].target
    return Suggestion(target, str(likely[0].get("why") or ""))


def _brief(workspace: Workspace) -> str:
    days = workspace.retention_days
    kept = "kept for ever" if days is None else f"deleted after {days} {'day' if days == 1 else 'days'}"
    channels = workspace.share_channels
    where = "every channel" if channels is None else "chosen channels" if channels else "no channel"
    return f"Mail may be posted to {where} · original files are {kept}"


async def filed_by(scope: Scope, message_id: int, target: Target) -> int | None:
    """The live link by which the viewer's mail is filed under that record."""
    message = await own_mail(scope, message_id)
    live = scope.of(Link).filter(
        conversation_id=message.conversation_id if message else 0,
        record_id=target.id,
        removed_at__isnull=True,
    )
    found = await live.first()
    return found.id if found is not None else None


async def have_started(scope: Scope, now: datetime) -> None:
    """The viewer is through with getting started."""
    await scope.of(User).filter(id=scope.viewer_id or 0, started_at__isnull=True).update(started_at=now)


async def greet_once(scope: Scope, notice: dict[str, Any], now: datetime) -> bool:
    """Send a newcomer their first words; False where they had them, or have mail and need none."""
    if await scope.of(Message).filter(owner_id=scope.viewer_id).exists():
        return False
    async with transaction():
        me = scope.of(User).filter(id=scope.viewer_id, welcomed_at__isnull=True)
        if scope.viewer_id is None or not await me.update(welcomed_at=now):
            return False
        await enqueue_notice(scope.workspace_id, scope.viewer_id, notice | {"asked": True}, now)
    return True
