"""Which workspace is meant: by an operator, or by a request of Slack's."""

from rich.console import Console
from slack_bolt.context.async_context import AsyncBoltContext

from models import Workspace


async def workspace_named(wanted: str | None, console: Console) -> Workspace | None:
    """The workspace of that slug or Slack team id, or the only one there is; else says what to do."""
    workspaces = await Workspace.all().order_by("id")
    if wanted is not None:
        workspaces = [w for w in workspaces if wanted in (w.slug, w.team_id)]
    match workspaces:
        case [workspace]:
            return workspace
        case []:
            console.print(
                "[red]No such workspace here yet.[/red] Start the bot once, so that it meets Slack."
            )
        case _:
            slugs = ", ".join(workspace.slug for workspace in workspaces)
            console.print(f"[red]Several workspaces are here.[/red] Say which with --workspace: {slugs}")
    return None


async def find_workspace(context: AsyncBoltContext) -> Workspace | None:
    """Whose installation this is: the organization's where it is installed org-wide, else the team's.

    None for one that took us out.
    """
    keys = [context.enterprise_id if context.is_enterprise_install else None, context.team_id]
    for key in filter(None, keys):
        workspace = await Workspace.get_or_none(team_id=key)
        if workspace is not None:
            return workspace if workspace.uninstalled_at is None else None
    return None
