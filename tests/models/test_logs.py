"""What becomes of log lines when they cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LOGS = """
import logging, structlog
from models.logs import configure_logging
configure_logging("INFO")
structlog.get_logger().error("ours")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("ours")
logging.getLogger("library").error("another's")
print("went on")
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_costs_the_line_and_not_whoever_logged_it(unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        child = subprocess.run(
            [sys.executable, "-c", LOGS],
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=True,
            env=environment,
        )
    assert child.stdout == "went on\n"
