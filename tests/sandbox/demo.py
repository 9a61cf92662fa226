"""`make demo`: the sandbox, the product on SQLite and a small company, in the foreground until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from .examples import EXAMPLES
from .manifest import visitor_settings
from .product import ROOT, Home, NotStarted, Product, environment
from .server import Sandbox

SEED = EXAMPLES.parent
HOST = "127.0.0.1"
EPHEMERAL = 32768  # from here on Linux takes ports by itself (ip_local_port_range)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens; 0 takes any free port."""

    page: int
    smtp: int
    dns: int
    relay: int


class PortTaken(Exception):
    """Somebody else listens there; the text says how to choose another."""


def check_free(port: int, what: str, variable: str, *, udp: bool = False) -> int:
    """The port, or a free one for 0; raises PortTaken."""
    kinds = [socket.SOCK_STREAM, socket.SOCK_DGRAM] if udp else [socket.SOCK_STREAM]
    for kind in kinds:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                why = os.strerror(error.errno or 0).lower()
                raise PortTaken(
                    f"Port {port} ({what}) can't be used: {why}. Choose another: make demo {variable}=…"
                ) from error
            port = port or int(probe.getsockname()[1])
    return port


async def demo(wanted: Ports, directory: Path, console: Console) -> int:
    """Runs the demo until a signal ends it; the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ports = Ports(
        check_free(wanted.page, "the page", "PORT"),
        check_free(wanted.smtp, "incoming mail", "SMTP_PORT"),
        check_free(wanted.dns, "DNS", "DNS_PORT", udp=True),
        check_free(wanted.relay, "outgoing mail", "RELAY_PORT"),
    )
    http_port = _health_port(ports)
    home = Home(directory)
    home.prepare()
    sandbox = Sandbox(
        port=ports.page,
        smtp_port=ports.smtp,
        dns_port=ports.dns,
        relay_port=ports.relay,
        settings=visitor_settings(ROOT / "manifest.yml"),
    )
    async with sandbox:
        say = partial(console.print, markup=False, style="yellow")
        product = Product(home, environment(sandbox, home, ports.smtp, http_port, os.environ), say)
        life = asyncio.create_task(_live(product, sandbox, ports, console))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([life, stopped], return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                await life
        except NotStarted as error:
            console.print(str(error), markup=False, style="red")
            return 1
        finally:
            stopped.cancel()
            life.cancel()
            await asyncio.wait([life])
            await product.stop()
    console.print("Stopped.")
    return 0


async def _live(product: Product, sandbox: Sandbox, ports: Ports, console: Console) -> None:
    with console.status("Starting Smart Bcc") as progress:
        await product.start()
        progress.update("Bringing in persons, deals, leads and projects")
        kinds = ("persons", "deals", "leads", "projects")
        options = [text for kind in kinds for text in (f"--{kind}", str(SEED / f"{kind}.csv"))]
        code, said = await product.run("import", *options)
    if code != 0:
        console.print(f"The company could not be brought in:\n{said}", markup=False, style="yellow")
    console.print(_banner(sandbox, ports), soft_wrap=False)
    await product.keep_running()


def _banner(sandbox: Sandbox, ports: Ports) -> Panel:
    address = f"{sandbox.company.team_domain}@{sandbox.outside.domain}"
    text = f"""\
[bold]{sandbox.company.team_name}[/bold] is open: [bold link={sandbox.url}]{sandbox.url}[/]

Bcc address  [bold]{address}[/]
Mail server  {HOST}:{ports.smtp}
[dim]Beside it    DNS {HOST}:{ports.dns}, outgoing mail {HOST}:{ports.relay}[/]

Try this:
  1. Open the page: you are Ana. Press [bold]Send a mail[/], take an example.
  2. Its card is in the direct messages of Smart Bcc: press
     [bold]Link…[/], [bold]Share…[/] or [bold]Open[/].
  3. "Several open deals": the card asks which one it is.
     "Forged sender": refused, and the reply says why.
  4. Type [bold]/bcc help[/] in any channel, or look at the app's Home.

Ctrl-C stops everything."""
    return Panel.fit(text, title="Smart Bcc for Slack", padding=(1, 2))


def _health_port(ports: Ports) -> int:
    """The product's own HTTP port: beside the page's where that is free, else any.

    Not beside a port that the system chose: next to those it takes one for each connection that goes out.
    """
    others = (ports.smtp, ports.dns, ports.relay)
    with contextlib.suppress(PortTaken):
        if ports.page + 1 < EPHEMERAL and ports.page + 1 not in others:
            return check_free(ports.page + 1, "health", "PORT")
    return check_free(0, "health", "PORT")


def main(
    port: Annotated[int, typer.Option(help="The page's port.")] = 8080,
    smtp_port: Annotated[int, typer.Option(help="Where mail comes in.")] = 2525,
    dns_port: Annotated[int, typer.Option(help="The sandbox's name server.")] = 5353,
    relay_port: Annotated[int, typer.Option(help="Where the product's own mail goes.")] = 2526,
    directory: Annotated[
        Path, typer.Option("--dir", help="Where the database, the key and the log are kept.")
    ] = Path(".demo"),
) -> None:
    """Run the demo until Ctrl-C. Port 0 takes any free one."""
    console = Console(soft_wrap=True, highlight=False)
    try:
        code = asyncio.run(demo(Ports(port, smtp_port, dns_port, relay_port), directory.resolve(), console))
    except PortTaken as error:
        console.print(str(error), markup=False, style="red")
        code = 1
    raise typer.Exit(code)


if __name__ == "__main__":
    typer.run(main)
