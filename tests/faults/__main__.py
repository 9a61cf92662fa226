"""`make faults`: 10,000 mails while processes, workers, DNS, Slack and the database fail around them.

Prints what became of them as JSON and one line; exit 1 where a mail was lost, doubled, out of order, refused
wrongly or accepted wrongly.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from tests.faults.run import ENGINES, as_json, fault_run, say


def main(
    mails: Annotated[int, typer.Argument(help="How many mails on each database.")] = 10_000,
    engine: Annotated[list[str] | None, typer.Option(help="sqlite or postgresql; both unless told.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other troubles.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Where databases and logs stay.")] = None,
) -> None:
    """Mails through an installation in trouble, on each database."""
    outcomes = []
    for one in engine or list(ENGINES):
        directory = Path(tempfile.mkdtemp(prefix=f"bcc-faults-{one}-", dir=keep))
        try:
            outcome = uvloop.run(fault_run(one, mails, seed, directory, tell=say))
        finally:
            if keep is None:
                shutil.rmtree(directory, ignore_errors=True)
        print(as_json(outcome))  # noqa: T201
        outcomes.append(outcome)
    for outcome in outcomes:
        print(outcome.line)  # noqa: T201
    raise typer.Exit(0 if all(outcome.good for outcome in outcomes) else 1)


if __name__ == "__main__":
    typer.run(main)
