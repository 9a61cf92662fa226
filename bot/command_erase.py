"""The operator's erasure of an address: what would go, and with `--yes` a receipt, as JSON."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console

from bot.services.erase import Forget, Progress, step
from bot.services.reach import members_with, preview, reach_of
from bot.workspaces import workspace_named
from models import Scope
from models.address import canonical
from models.db import database
from models.erasure import counted


async def run_erase(url: str, wanted: str | None, address: str, *, really: bool) -> int:
    """Erase what everybody in a workspace has from and to the address; without `really` only count it.

    Only the database is needed: what stands in Slack is deleted by the bot, through its outbox. Stopped
    halfway, it goes on when it is run again. Exit code 0: answered; 2: no such workspace, or no address.
    """
    console, address = Console(stderr=True, soft_wrap=True), canonical(address)
    if "@" not in address.strip("@"):
        console.print("[red]--address[/red] is no e-mail address.")
        return 2
    async with database(url):
        workspace = await workspace_named(wanted, console)
        if workspace is None:
            return 2
        scope, now = Scope(workspace.id), datetime.now(UTC)
        reach = await reach_of(scope, address, None)
        would = {name: value for name, value in asdict(await preview(reach)).items() if name != "contacts"}
        would["contacts"] = await reach.emails().count()
        answer: dict[str, Any] = {"workspace": workspace.slug, "at": now.isoformat()}
        if await members_with(scope, address):
            console.print("[yellow]This is a member's own address:[/yellow] all that they sent goes too.")
        if really:
            plan = Forget(reach, contacts=True, actor_id=None)
            progress = Progress()
            while not progress.done:
                progress = await step(plan, progress, _nowhere, now)
            answer |= {"erased": counted(progress.total), "receipt": plan.mark}
        else:
            answer |= {"would_erase": would}
            console.print("Nothing was changed. Run it again with --yes to erase this for good.")
    typer.echo(json.dumps(answer, indent=2))
    return 0


async def _nowhere(progress: Progress) -> None:
    """What is left shows by itself when it is run again."""
