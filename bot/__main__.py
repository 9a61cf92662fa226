"""`python -m bot`: the bot alone, with ingest (`serve`), and the operator's commands."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.command_erase import run_erase
from bot.command_import import run_import
from bot.command_keys import run_rotate_keys
from bot.serve import BadSettings, CannotStart, serve_all, serve_bot
from bot.settings import BotSettings, OperatorSettings
from models.db import DatabaseBusy, DatabaseUnavailable
from models.logs import configure_logging

# No locals in what a crash prints: tokens are among them.
app = typer.Typer(
    add_completion=False, no_args_is_help=False, help=__doc__, pretty_exceptions_show_locals=False
)
_errors = Console(stderr=True, soft_wrap=True)

_S = TypeVar("_S", bound=OperatorSettings)
_Files = Annotated[list[Path] | None, typer.Option(exists=True, dir_okay=False, readable=True)]


@app.callback(invoke_without_command=True)
def bot(context: typer.Context) -> None:
    """Run the bot alone (PostgreSQL: any number, beside `python -m ingest`)."""
    if context.invoked_subcommand is None:
        settings = _settings()
        _until_stopped(lambda stop: serve_bot(settings, stop))


@app.command()
def serve() -> None:
    """Run ingest and bot in one process: the way for SQLite."""
    settings = _settings()
    _until_stopped(lambda stop: serve_all(settings, stop))


@app.command("import")
def import_(
    persons: _Files = None,
    deals: _Files = None,
    leads: _Files = None,
    projects: _Files = None,
    workspace: Annotated[
        str | None, typer.Option(help="Slug or Slack team id; needed where the database holds several.")
    ] = None,
) -> None:
    """Take persons, deals, leads and projects from CSV files. The same number again is an update.

    persons: name,emails,organization (emails separated by ;)
    deals: number,title,status,value,currency,persons,organization,owner (persons by e-mail, ;)
    leads, projects: number,title,status,persons,owner
    """
    settings = _valid(OperatorSettings)
    _done(
        run_import(settings.database_url, workspace, persons or [], deals or [], leads or [], projects or [])
    )


@app.command()
def erase(
    address: Annotated[str, typer.Option(help="Whose mail: from and to that address, of every member.")],
    workspace: Annotated[
        str | None, typer.Option(help="Slug or Slack team id; needed where the database holds several.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase it; without this, only count.")] = False,
) -> None:
    """Erase an address for good: its mail, raw files, words, contacts, and what Slack shows of them."""
    settings = _valid(OperatorSettings)
    _done(run_erase(settings.database_url, workspace, address, really=yes))


@app.command("rotate-keys")
def rotate_keys(
    forget: Annotated[
        bool, typer.Option("--forget", help="Give up tokens that no key opens: they are installed again.")
    ] = False,
) -> None:
    """Seal every workspace's token with the first key of BCC_SECRET_KEY (NEW,OLD); then OLD can go."""
    settings = _valid(OperatorSettings)
    _done(run_rotate_keys(settings.database_url, settings.keys(), forget=forget))


def _settings() -> BotSettings:
    """The bot's configuration, and its log set up."""
    settings = _valid(BotSettings)
    configure_logging(settings.log_level)
    return settings


def _valid(settings: type[_S]) -> _S:
    """Read the configuration; one line for each thing wrong with it, and exit 2."""
    try:
        return settings()
    except ValidationError as error:
        for problem in error.errors():
            name = f"[red]{problem['loc'][0]}[/red]: " if problem["loc"] else ""
            _errors.print(name + escape(problem["msg"].removeprefix("Value error, ")))
        raise typer.Exit(2) from None


def _done(command: Coroutine[Any, Any, int]) -> NoReturn:
    """Run an operator's command to its end; its exit code."""
    try:
        code = asyncio.run(command)
    except DatabaseUnavailable as error:
        _stop(str(error))
    raise typer.Exit(code)


def _until_stopped(run: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run until SIGTERM or Ctrl-C, then let the parts finish what they have in hand."""

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await run(stop)

    try:
        uvloop.run(main())
    except DatabaseBusy as error:
        _stop(f"BCC_DATABASE_URL: {error}. One process owns a SQLite file.")
    except (DatabaseUnavailable, BadSettings, CannotStart) as error:
        _stop(str(error))


def _stop(why: str) -> NoReturn:
    """One line of why, and exit 2."""
    _errors.print(why, style="red", markup=False)
    raise typer.Exit(2) from None


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    sys.exit(app())
