"""The operator's view of an import: a progress bar, then what went in and what did not."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.importing import BadFile, Importer, Tally, import_file
from bot.workspaces import workspace_named
from models.db import database
from models.types import RecordKind

_SHOWN_BAD_ROWS = 50


async def run_import(
    url: str,
    wanted: str | None,
    persons: Sequence[Path],
    deals: Sequence[Path],
    leads: Sequence[Path],
    projects: Sequence[Path],
) -> int:
    """Take the files, persons first; what became of each, as JSON on standard output.

    Exit code 0: all were read, rows that did not go in are named; 1: a file could not be; 2: nowhere to.
    """
    console = Console(stderr=True, soft_wrap=True)
    files: list[tuple[RecordKind | None, Path]] = [(None, path) for path in persons]
    for record_kind, paths in (
        (RecordKind.DEAL, deals),
        (RecordKind.LEAD, leads),
        (RecordKind.PROJECT, projects),
    ):
        files += [(record_kind, path) for path in paths]
    async with database(url):
        workspace = await workspace_named(wanted, console)
        if workspace is None:
            return 2
        importer = Importer(workspace.id, datetime.now(UTC))
        answers = [await _one_file(importer, kind, path, console) for kind, path in files]
    typer.echo(json.dumps(answers))
    return 1 if any("error" in answer for answer in answers) else 0


async def _one_file(
    importer: Importer, kind: RecordKind | None, path: Path, console: Console
) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    total = await asyncio.to_thread(_rows_in, path)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=total)
        try:
            content = await asyncio.to_thread(path.read_text, encoding="utf-8-sig")
            with StringIO(content, newline="") as lines:
                tally = await import_file(importer, kind, lines, lambda: progress.advance(task))
        except (BadFile, UnicodeDecodeError) as error:
            console.print(f"[red]{escape(path.name)}[/red]: {escape(str(error))}")
            return {"file": path.name, "error": str(error)}
    _report(path, tally, console)
    left_out = [{"line": row.line, "reason": row.reason} for row in tally.bad]
    return {"file": path.name, "created": tally.created, "updated": tally.updated, "left_out": left_out}


def _rows_in(path: Path) -> int:
    with path.open("rb") as lines:
        return max(0, sum(1 for _ in lines) - 1)


def _report(path: Path, tally: Tally, console: Console) -> None:
    name = escape(path.name)
    console.print(f"{name}: {tally.created} created, {tally.updated} updated, {len(tally.bad)} left out")
    for row in tally.bad[:_SHOWN_BAD_ROWS]:
        console.print(f"  line {row.line}: {row.reason}", markup=False)
    if len(tally.bad) > _SHOWN_BAD_ROWS:
        console.print(f"  … and {len(tally.bad) - _SHOWN_BAD_ROWS} more")
