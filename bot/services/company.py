"""The company's settings, which its admins set.

Whether the viewer is an admin still is asked again in the transaction of each change: somebody may have
taken it from them while their form was open.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, auto, unique
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from bot.settled import Company
from models import AuditEvent, FormerSlug, Scope, User, Workspace
from models.filing.people import internal_domains
from models.outbox import enqueue_notice
from models.slugs import rename
from models.transaction import transaction
from models.types import Role

_NAMED = 20


@unique
class Set(Enum):
    """What became of a wish to change a setting of the company's."""

    DONE = auto()
    NOT_ADMIN = auto()
    TAKEN = auto()  # the address is another workspace's, or kept back
    NO_MEMBER = auto()  # who was to be an admin is no full member


async def company_of(workspace: Workspace, mail_domain: str, now: datetime) -> Company:
    """The settings as they are."""
    scope = Scope(workspace.id)
    former = await scope.of(FormerSlug).filter(until__gt=now).order_by("-until")
    domains = tuple(sorted(workspace.internal_domains))
    made = _active(scope).filter(made_admin=True).exclude(role=Role.ADMIN).order_by("name")
    by_slack = _active(scope).filter(role=Role.ADMIN).order_by("name").limit(_NAMED)
    return Company(
        slug=workspace.slug,
        mail_domain=mail_domain,
        former=tuple((row.slug, row.until) for row in former),
        internal_domains=domains,
        member_domains=tuple(sorted(await internal_domains(scope) - set(domains)))[:_NAMED],
        retention_days=workspace.retention_days,
        channels=None if workspace.share_channels is None else tuple(workspace.share_channels),
        outside_guard=workspace.outside_guard,
        post_to_record_channels=workspace.post_to_record_channels,
        auto_link=workspace.default_auto_link,
        visibility=workspace.default_visibility,
        contacts=workspace.contact_creation,
        slack_admins=tuple(user.name for user in await by_slack),
        made_admins=tuple((user.slack_user_id, user.name) for user in await made),
    )


async def admins_of(scope: Scope) -> tuple[str, ...]:
    """The names of a few admins, for those who are none to ask."""
    admins = _active(scope).filter(Q(role=Role.ADMIN) | Q(made_admin=True))
    return tuple(user.name for user in await admins.order_by("id").limit(3))


async def set_slug(scope: Scope, slug: str, now: datetime) -> Set:
    """Give the workspace another address; the old one takes mail for 90 days more."""
    try:
        async with transaction():
            if not await _may(scope):
                return Set.NOT_ADMIN
            workspace = await Workspace.get(id=scope.workspace_id)
            before = workspace.slug
            if slug == before:
                return Set.DONE
            if not await rename(workspace, slug, now):
                return Set.TAKEN
            await _audit(scope, {"slug": [before, slug]}, now)
    except IntegrityError:  # somebody else took it just now
        return Set.TAKEN
    return Set.DONE


async def set_rules(scope: Scope, wanted: Mapping[str, Any], now: datetime) -> Set:
    """Set columns of the workspace that are its settings."""
    async with transaction():
        if not await _may(scope):
            return Set.NOT_ADMIN
        workspace = await Workspace.get(id=scope.workspace_id)
        changed = {name: [getattr(workspace, name), value] for name, value in wanted.items()}
        changed = {name: both for name, both in changed.items() if both[0] != both[1]}
        if changed:
            workspace.update_from_dict({name: value for name, (_, value) in changed.items()})
            if "post_to_record_channels" in changed:
                workspace.record_channels_since = now
            await workspace.save(update_fields=[*changed, "record_channels_since"])
            await _audit(scope, changed, now)
    return Set.DONE


async def set_admins(scope: Scope, slack_user_ids: Sequence[str], now: datetime) -> Set:
    """Make these members admins, and nobody else beside those whom Slack names."""
    async with transaction():
        if not await _may(scope):
            return Set.NOT_ADMIN
        wanted = await _active(scope).filter(slack_user_id__in=list(slack_user_ids))
        if len(wanted) != len(slack_user_ids):
            return Set.NO_MEMBER
        ids = {user.id for user in wanted}
        before = await scope.of(User).filter(made_admin=True)
        new = [user for user in wanted if not user.made_admin and user.role is not Role.ADMIN]
        gone = [user for user in before if user.id not in ids]
        for user in (*new, *gone):
            user.made_admin = user in new
            await user.save(update_fields=["made_admin"])
            await _appoint(scope, user, now)
    return Set.DONE


async def _appoint(scope: Scope, user: User, now: datetime) -> None:
    """Write down who was made an admin or is one no more, and tell them."""
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb="appointed" if user.made_admin else "dismissed",
        subject=f"user:{user.id}",
    )
    if user.active and not user.guest and user.id != scope.viewer_id:
        payload = {"admin": user.made_admin, "by": scope.viewer_id}
        await enqueue_notice(scope.workspace_id, user.id, payload, now)


async def _may(scope: Scope) -> bool:
    me = await scope.of(User).filter(id=scope.viewer_id or 0).select_for_update(no_key=True).first()
    return me is not None and me.is_admin


def _active(scope: Scope) -> Any:
    return scope.of(User).filter(active=True, guest=False)


async def _audit(scope: Scope, changed: Mapping[str, Any], now: datetime) -> None:
    await AuditEvent.create(
        workspace_id=scope.workspace_id,
        at=now,
        actor_id=scope.viewer_id,
        verb="set",
        subject=f"workspace:{scope.workspace_id}",
        detail=dict(changed),
    )
