"""The process that examines mails, and the nursery it is forked from.

The nursery is started once, loads everything and forks a worker for each socket it is handed: a worker that a
mail has used up is replaced in milliseconds. A worker holds its socket and nothing else: no secret, no
database, no listening socket; it can open no file and no connection, and its memory and the time of each job
are limited.
"""

import codecs
import ctypes
import encodings
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from ingest.auth.alignment import org_domain
from ingest.auth.authenticate import AuthSettings
from ingest.auth.dns import Answer, question
from ingest.auth.domain import canonical_domain
from ingest.cradle import end_with_parent
from ingest.envelope import Envelope
from ingest.examine import AwaitsDns, Examined, ExamineRequest, examine
from ingest.parse.calendar import describe_invite
from ingest.parse.message import parse
from ingest.wire import (
    EXITED,
    FORK,
    KILL,
    LENGTH,
    ORDER,
    READY,
    decode_request,
    encode_failure,
    encode_result,
)
from models.garbage import spare_what_is_there

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38

Job = Callable[[ExamineRequest], Examined | AwaitsDns]


def main(job: Job) -> None:
    """Run the nursery on the control socket that the command line names, until its other end is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    memory_limit = int(sys.argv[2])
    # Ctrl-C goes to the whole terminal: the owner decides when we stop, by closing the socket.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    spare_what_is_there()
    Nursery(control, memory_limit, job).run()


class Nursery:
    """Forks workers, kills them on demand, and reports how they end."""

    def __init__(self, control: socket.socket, memory_limit: int, job: Job) -> None:
        self._control = control
        self._memory_limit = memory_limit
        self._job = job
        self._numbers: dict[int, int] = {}

    def run(self) -> None:
        """Serve until the owner has done with us, and see every worker out."""
        try:
            self._serve()
        finally:
            for pid in self._numbers:
                os.kill(pid, signal.SIGKILL)  # not reaped yet, so the pid is still its own
            for pid in self._numbers:
                os.waitpid(pid, 0)

    def _serve(self) -> None:
        woken, wake = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._fds = (woken, wake)
        self._control.send(ORDER.pack(READY, 0, 0))
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(woken, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == woken:
                    os.read(woken, 4096)
                    self._reap()
                elif not self._obey():
                    return

    def _obey(self) -> bool:
        """Carry out one order; false when there will be no more."""
        order, fds, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(order) != ORDER.size:
            return False
        kind, number, _ = ORDER.unpack(order)
        if kind == FORK:
            self._fork(number, fds[0])
        for pid in [pid for pid, known in self._numbers.items() if kind == KILL and known == number]:
            os.kill(pid, signal.SIGKILL)  # not reaped yet, so the pid is still its own
        return True

    def _fork(self, number: int, fd: int) -> None:
        nursery = os.getpid()
        pid = os.fork()
        if pid:
            os.close(fd)
            self._numbers[pid] = number
            return
        status = 1
        try:
            self._control.close()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for inherited in self._fds:
                os.close(inherited)
            _confine(self._memory_limit, nursery)
            _serve(socket.socket(fileno=fd), self._job)
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        """Report every worker that has ended."""
        with suppress(ChildProcessError, BrokenPipeError, ConnectionError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                number = self._numbers.pop(pid)
                self._control.send(ORDER.pack(EXITED, number, os.waitstatus_to_exitcode(status)))


def _confine(memory_limit: int, nursery: int) -> None:
    """Take from this process what a mail that took it over would want."""
    end_with_parent(nursery)
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for limit, value in (
        (resource.RLIMIT_AS, memory_limit),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),  # what is open stays so; no file and no socket is opened any more
    ):
        resource.setrlimit(limit, (value, value))


def _serve(connection: socket.socket, job: Job) -> None:
    """Do jobs until the other end is closed."""
    while True:
        head = _receive(connection, LENGTH.size)
        if head is None:
            return
        frame = _receive(connection, LENGTH.unpack(head)[0])
        if frame is None:
            return
        request = decode_request(frame)
        # The kernel ends the process when the job has used up its processor time: no code of ours, and
        # none of a library's, can outlive it (SIGPROF's default action).
        signal.setitimer(signal.ITIMER_PROF, max(request.cpu_seconds, 0.001))
        try:
            result = encode_result(job(request))
        except Exception as bug:
            _send(connection, encode_failure(_whereabouts(bug)))
            return
        signal.setitimer(signal.ITIMER_PROF, 0)
        del frame, request
        _send(connection, result)


def _send(connection: socket.socket, frame: bytes) -> None:
    connection.sendall(LENGTH.pack(len(frame)) + frame)  # one packet: the reader is woken once


def _receive(connection: socket.socket, size: int) -> bytearray | None:
    """Exactly that many bytes, None where the other end is closed first."""
    frame = bytearray(size)
    view = memoryview(frame)
    done = 0
    while done < size:
        count = connection.recv_into(view[done:])
        if not count:
            return None
        done += count
    return frame


def _whereabouts(bug: BaseException) -> str:
    """What failed and where, without the exception's text, which may quote the mail."""
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(bug).__name__} at {where}"


def warm_up() -> None:
    """Load what is loaded on first use: once for all workers, who can open no file to load it from."""
    for codec in pkgutil.iter_modules(encodings.__path__):
        with suppress(LookupError):  # some are for another system
            codecs.lookup(codec.name)
    canonical_domain("bücher.example")
    describe_invite("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101T090000Z\nEND:VEVENT\nEND:VCALENDAR", "")
    raw = b"From: a@mail.example.com\r\nSubject: =?utf-8?q?x?=\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
    envelope = Envelope("192.0.2.1", "example.com", "a@example.com", (), raw)
    record = (question("example.com", "TXT"), Answer("ok", (b"v=spf1 ip4:192.0.2.1 -all",)))
    none = [
        (question(f"_dmarc.{name}", "TXT"), Answer("nxdomain"))
        for name in ("mail.example.com", "example.com")
    ]
    examine(ExamineRequest(envelope, (record, *none), AuthSettings((), datetime.now(UTC))), parse)
    org_domain("example.com")


def _examine(request: ExamineRequest) -> Examined | AwaitsDns:
    return examine(request, parse)


def _start() -> NoReturn:
    warm_up()
    main(_examine)
    sys.exit()


if __name__ == "__main__":
    _start()
