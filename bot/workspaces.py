"""Which workspace an operator means."""

from rich.console import Console

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
