"""A worker whose jobs misbehave as the mail says, for the pool's tests; the pool runs it as a module."""

import os
import signal
import socket
import stat
import time
from pathlib import Path

from ingest.auth.verdict import Verdict
from ingest.examine import AwaitsDns, Examined, ExamineRequest
from ingest.worker import main
from models.types import Outcome


def job(request: ExamineRequest) -> Examined | AwaitsDns:
    """Do what the first word of the mail says; the answer is in the verdict's reason."""
    order, _, argument = request.envelope.raw.decode().partition(" ")
    return Examined(Verdict(Outcome.PASS, None, None, _obey(order, argument), None, ()), None)


def _obey(order: str, argument: str) -> str:
    match order:
        case "spin":
            while True:
                hash(argument)
        case "sleep":
            time.sleep(float(argument))
        case "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "die-once":
            if not Path(argument).exists():
                Path(argument).mkdir()
                os.kill(os.getpid(), signal.SIGSEGV)
        case "raise":
            raise ValueError(argument)
        case "eat":
            return str(len(b"x" * int(argument)))
        case "environment":
            return " ".join(sorted(os.environ))
        case "files":
            return " ".join(filter(None, map(_open_file, range(64))))
        case "read":
            return Path(argument).read_text()
        case "connect":
            socket.create_connection(("127.0.0.1", int(argument)))
        case "size":
            return str(len(argument))
    return str(os.getpid())


def _open_file(fd: int) -> str | None:
    """What is open under that number."""
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        return None
    return f"{fd}:{'socket' if stat.S_ISSOCK(mode) else 'other'}"


if __name__ == "__main__":
    main(job)
