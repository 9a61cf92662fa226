"""`python -m ingest`: take mail; `verify` and `parse` say what it would make of one."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from ingest.auth.settings import AuthEnvironment
from ingest.envelope import Envelope
from ingest.nursery import NurseryFailed
from ingest.parse.command import parse_command
from ingest.peers import valid_ip
from ingest.verify import verify

app = typer.Typer(add_completion=False, no_args_is_help=False, help=__doc__)

_Mail = Annotated[
    Path,
    typer.Argument(
        metavar="FILE|-", help="A mail with its headers; - reads standard input.", allow_dash=True
    ),
]


@app.callback(invoke_without_command=True)
def ingest(context: typer.Context) -> None:
    """Take mail for the workspaces in the database, until stopped."""
    if context.invoked_subcommand is None:
        # The commands below need no database, and start faster without one.
        from ingest.run import main as serve

        serve()


@app.command("verify")
def verify_command(
    mail: _Mail,
    ip: Annotated[str, typer.Option(help="The client's address, for SPF.")] = "127.0.0.1",
    helo: Annotated[str, typer.Option(help="The name it said HELO with.")] = "",
    mail_from: Annotated[str, typer.Option(help="The envelope's sender; none is the null sender <>.")] = "",
) -> None:
    """Say whether the mail's author is proved, and why. The answer is JSON; exit 0 means there is one.

    \b
    {"outcome": "pass", "fail" or "temperror",
     "method": "dkim", "spf", "arc" or null,
     "domain", "reason", "author", "spf_sender",
     "checks": [{"method": "spf", "dkim" or "arc", "outcome", "domain",
                 "aligned": true or false, "detail", …}]}
    """
    if ip and valid_ip(ip) is None:
        typer.echo(f"--ip: {ip} is no IP address, such as 192.0.2.1", err=True)
        raise typer.Exit(2)
    envelope = Envelope(ip, helo, _bare(mail_from), (), _with_crlf(_read(mail)))
    try:
        answer = asyncio.run(verify(envelope, AuthEnvironment()))
    except (ValidationError, ValueError) as error:
        typer.echo(f"BCC_DNS_SERVERS: {error}", err=True)
        raise typer.Exit(2) from None
    except NurseryFailed as error:
        typer.echo(f"The process that examines mail does not start: {error}", err=True)
        raise typer.Exit(2) from None
    _print(answer)


@app.command("parse")
def parse_file(
    mail: _Mail,
    text: Annotated[bool, typer.Option("--text", help="The file is a plain-text body, not a mail.")] = False,
    subject: Annotated[str | None, typer.Option(help="With --text: the subject it came under.")] = None,
) -> None:
    """Say what the mail says: people, new text, quoted text, the forwarded original, attachments. As JSON.

    \b
    {"from": {"name", "address"}, "to": [{"name", "address"}], "cc": […],
     "subject", "date": ISO 8601, "message_id", "text", "quoted": text or null,
     "forward": null or {"from", "to", "cc", "subject", "date", "body", "note"},
     "attachments": [{"name", "type", "size", "inline"}]},
    or {"malformed": why} for what cannot be read.
    """
    _print(parse_command(_read(mail), text, subject))


def _read(mail: Path) -> bytes:
    """The file's bytes, standard input's for `-`; exits 2 with a line where there are none to be had."""
    try:
        return sys.stdin.buffer.read() if str(mail) == "-" else mail.read_bytes()
    except OSError as error:
        typer.echo(f"{mail}: {error.strerror}", err=True)
        raise typer.Exit(2) from None


def _with_crlf(octets: bytes) -> bytes:
    """A mail from a disk has the disk's line ends; one with any CR is taken as it is."""
    return octets if b"\r" in octets else octets.replace(b"\n", b"\r\n")


def _bare(address: str) -> str:
    """The address without the angle brackets of SMTP."""
    return address.strip().removeprefix("<").removesuffix(">")


def _print(answer: dict[str, object]) -> None:
    """JSON on standard output, in UTF-8 whatever the locale; characters that do not exist are replaced."""
    line = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
