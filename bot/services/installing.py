"""Workspaces that let us in, take us out, and have us back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.keys import Keys
from models import AuditEvent, Installation, Scope, User, Workspace
from models.address import slug_from
from models.outbox import resume
from models.slugs import is_free
from models.transaction import transaction


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose a token is, as Slack says. `subdomain` is what the workspace is called in its Slack address."""

    team_id: str
    enterprise_id: str | None
    name: str
    subdomain: str
    bot_user_id: str
    bot_id: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What an installation gave us: a token for these scopes, by the hand of this Slack user."""

    token: str
    app_id: str | None
    scopes: tuple[str, ...]
    installed_by: str | None


async def arrive(who: Identity, now: datetime) -> Workspace:
    """The workspace whose token we were given; the first time gives it its slug. In a transaction.

    The slug is the workspace's Slack subdomain (northwind.slack.com: `northwind@…`), numbered where another
    workspace has it or gave it up lately. One that had taken us out is as it was before.
    """
    workspace = await Workspace.get_or_none(team_id=who.team_id)
    if workspace is None:
        slug = await _free_slug(who.subdomain, now)
        columns: dict[str, Any] = {"enterprise_id": who.enterprise_id, "name": who.name, "slug": slug}
        return await Workspace.create(team_id=who.team_id, installed_at=now, **columns)
    if workspace.name != who.name:
        workspace.name = who.name
        await workspace.save(update_fields=["name"])
    if workspace.uninstalled_at is not None:
        await _back(workspace, now)
    return workspace


async def _back(workspace: Workspace, now: datetime) -> None:
    """Have it go on where it stopped, what waited for it included."""
    # What Slack told of its members meanwhile was not heard: until they are read anew nobody is unknown.
    workspace.uninstalled_at = workspace.directory_at = None
    await workspace.save(update_fields=["uninstalled_at", "directory_at"])
    # It may have given us another bot user, whose conversations are others.
    await Scope(workspace.id).of(User).filter(dm_channel__isnull=False).update(dm_channel=None)
    await resume(workspace.id, now)
    await _audit(workspace, "installed", now)


async def install(who: Identity, grant: Grant, keys: Keys, now: datetime) -> tuple[Workspace, bool]:
    """Keep an installation, in place of an earlier one; whether the workspace is new to us."""
    async with transaction():
        new = not await Workspace.filter(team_id=who.team_id).exists()
        workspace = await arrive(who, now)
        columns: dict[str, Any] = {
            "bot_user_id": who.bot_user_id,
            "bot_id": who.bot_id,
            "app_id": grant.app_id,
            "scopes": list(grant.scopes),
            "bot_token": keys.seal(grant.token, about_token(workspace.id)),
            "installed_by": grant.installed_by,
            "updated_at": now,
        }
        if not await Scope(workspace.id).of(Installation).update(**columns):
            await Installation.create(workspace_id=workspace.id, **columns)
        if new:
            await _audit(workspace, "installed", now)
    return workspace, new


def about_token(workspace_id: int) -> str:
    """What the seal of a workspace's token is bound to."""
    return f"{workspace_id}:bot_token"


def token_of(kept: Installation, keys: Keys) -> str:
    """The token of an installation; raises WrongKey."""
    return keys.open(kept.bot_token, about_token(kept.workspace_id))


async def take_out(workspace: Workspace, sealed: bytes | None, now: datetime) -> bool:
    """Take no more mail for this workspace, send it nothing, and forget its token (`sealed`, if we keep it).

    Its data and what waits for it stay for the day it has us back. False where it took us out before, or
    has let us in again meanwhile.
    """
    scope = Scope(workspace.id)
    async with transaction():
        row = await Workspace.filter(id=workspace.id).select_for_update(no_key=True).first()
        kept = await scope.of(Installation).first()
        if row is None or row.uninstalled_at is not None or (kept.bot_token if kept else None) != sealed:
            return False
        await scope.of(Installation).delete()
        await Workspace.filter(id=row.id).update(uninstalled_at=now)
        await _audit(workspace, "uninstalled", now)
    return True


async def appoint(workspace: Workspace, user: User, now: datetime) -> None:
    """Make an admin of the member who brought us to a workspace: somebody must set its rules.

    Not of one who installs us again: whoever may install apps there would get at the company's settings.
    """
    if user.guest or not user.active or user.made_admin:
        return
    async with transaction():
        user.made_admin = True
        await user.save(update_fields=["made_admin"])
        await _audit(workspace, "appointed", now, f"user:{user.id}", {"why": "installed"})


async def _free_slug(wanted: str, now: datetime) -> str:
    slug = base = slug_from(wanted)
    number = 1
    while not await is_free(slug, now):
        number += 1
        slug = f"{base[:58]}-{number}"
    return slug


async def _audit(
    workspace: Workspace, verb: str, now: datetime, subject: str = "", detail: dict[str, Any] | None = None
) -> None:
    await AuditEvent.create(
        workspace_id=workspace.id,
        at=now,
        verb=verb,
        subject=subject or f"workspace:{workspace.id}",
        detail=detail or {},
    )
