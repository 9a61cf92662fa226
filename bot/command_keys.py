"""The operator's change of keys: every token sealed anew, with a receipt as JSON."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import typer
from rich.console import Console

from bot.keys import Keys
from bot.services.sealing import forget_unreadable, reseal
from models.db import database


async def run_rotate_keys(url: str, keys: Keys | None, *, forget: bool) -> int:
    """Seal every token with the first of the keys; with `forget` give up those that no key opens.

    Exit code 0: all is sealed with the first key; 2: no key is set, or a token stays that none opens.
    """
    console = Console(stderr=True, soft_wrap=True)
    if keys is None:
        console.print("[red]BCC_SECRET_KEY[/red] is not set: the new key, a comma, and the one before.")
        return 2
    async with database(url):
        forgotten = await forget_unreadable(keys, datetime.now(UTC)) if forget else ()
        done = await reseal(keys)
    typer.echo(json.dumps(asdict(done) | {"forgotten": forgotten}, indent=2))
    if done.unreadable:
        console.print(
            "[red]BCC_SECRET_KEY:[/red] none of these keys opens the tokens of the unreadable ones. Put"
            " the key that sealed them behind a comma; where it is lost, run this again with --forget: those"
            " workspaces have to install Smart Bcc again, and find everything as it was."
        )
        return 2
    return 0
