"""A worker whose reader never ends, and whose checks never end for one mail; the pool runs it as a module."""

import os
import signal

from ingest.examine import AwaitsDns, Examined, ExamineRequest, examine
from ingest.parse.mail import Malformed, ParsedMail
from ingest.worker import main


def job(request: ExamineRequest) -> Examined | AwaitsDns:
    """Examine, but never get to the end of reading."""
    if request.envelope.raw == b"spin":
        _spin(b"")
    if request.envelope.helo == "killed.example" and request.read:
        os.kill(os.getpid(), signal.SIGKILL)  # as an operator or the kernel would
    return examine(request, _spin)


def _spin(raw: bytes) -> ParsedMail | Malformed:
    while True:
        hash(raw)


if __name__ == "__main__":
    main(job)
