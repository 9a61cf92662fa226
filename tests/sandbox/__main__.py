"""Runs the sandbox alone until it is told to stop: `python -m tests.sandbox --port 8080`."""

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from . import Sandbox
from .guide import CONTROL
from .manifest import visitor_settings

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


def arguments() -> argparse.Namespace:
    """The ports, from the command line or else from the environment."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.sandbox",
        description=__doc__,
        epilog=CONTROL,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--manifest", type=Path, default=MANIFEST, help="the app's manifest")
    parser.add_argument("--domain", default="bcc.localhost", help="the mail domain")
    for name, default in (("port", 8080), ("smtp-port", 2525), ("dns-port", 5353), ("relay-port", 2526)):
        variable = name.upper().replace("-", "_")
        parser.add_argument(
            f"--{name}", type=int, default=int(os.environ.get(variable, default)), help=f"or ${variable}"
        )
    return parser.parse_args()


async def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    wanted = arguments()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Sandbox(
        host=wanted.host,
        port=wanted.port,
        smtp_port=wanted.smtp_port,
        dns_port=wanted.dns_port,
        relay_port=wanted.relay_port,
        domain=wanted.domain,
        settings=visitor_settings(wanted.manifest),
    ) as sandbox:
        outside = sandbox.outside
        told = {
            "url": sandbox.url,
            "slack_url": sandbox.slack_url,
            "state": f"{sandbox.url}/sandbox/state",
            "dns_port": outside.dns_port,
            "relay_port": outside.relay_port,
            "smtp_port": outside.smtp_port,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
