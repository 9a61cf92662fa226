"""The local parts of workspaces' addresses: each is one workspace's, those given up within 90 days included.

A slug is looked for among the present ones first, then among the former: a workspace that renames itself
moves its slug from the one to the other in one transaction, so that it is never seen in neither.
"""

from datetime import datetime, timedelta

from .scope import across_workspaces
from .workspace import FormerSlug, Workspace

KEPT = timedelta(days=90)
# Whoever runs the mail domain reads these (RFC 2142), or robots are known by them.
RESERVED = frozenset(
    ("abuse", "bounce", "bounces", "hostmaster", "mailer-daemon", "no-reply", "noreply", "postmaster", "root")
)


async def workspace_at(slug: str, now: datetime) -> Workspace | None:
    """The workspace that mail to this slug is for, by its present or a former one."""
    if (found := await Workspace.get_or_none(slug=slug)) is not None:
        return found
    former = across_workspaces(FormerSlug).filter(slug=slug, until__gt=now)
    row = await former.select_related("workspace").first()
    return row.workspace if row is not None else None


async def is_free(slug: str, now: datetime) -> bool:
    """Whether a new workspace may take it."""
    return slug not in RESERVED and await workspace_at(slug, now) is None


async def rename(workspace: Workspace, slug: str, now: datetime) -> bool:
    """Give the workspace another slug; the old one stays its own for a while. False where it is another's.

    To be called inside a transaction. Of two workspaces that want the same slug at once the second fails
    with an IntegrityError.
    """
    holder = await workspace_at(slug, now)
    if slug in RESERVED or (holder is not None and holder.id != workspace.id):
        return False
    # Expired, or its own from before.
    await across_workspaces(FormerSlug).filter(slug__in=[slug, workspace.slug]).delete()
    await FormerSlug.create(workspace_id=workspace.id, slug=workspace.slug, until=now + KEPT)
    workspace.slug = slug
    await workspace.save(update_fields=["slug"])
    return True
