"""How log lines look in every process, and what must never stand in one.

Neither an exception's own words nor a library's: both quote what they were given, which may be mail, a token,
or a whole request. Of an exception its type and place are told, of a library that it spoke, and where.
"""

import io
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

_FRAMES = 8
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# Libraries whose words are about themselves: the names of jobs, and when they ran.
_DISCREET = ("apscheduler",)


def facts_of(error: BaseException) -> dict[str, Any]:
    """What a log may hold of an exception: its type and its cause's, its place, a database's code for it."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    facts: dict[str, Any] = {
        "error": type(error).__name__,
        "at": " > ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames),
    }
    *_, root = _chain(error)
    if root is not error:
        facts["cause"] = type(root).__name__
    if code := next(filter(None, map(_code, _chain(error))), None):
        facts["code"] = code
    return facts


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and its causes."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _code(error: BaseException) -> str | None:
    """SQLITE_FULL, a SQLSTATE, or the name of Slack's error: words of their own."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    data = getattr(getattr(error, "response", None), "data", None)
    code = code or (data.get("error") if isinstance(data, dict) else None)
    return code if isinstance(code, str) else None


class _Lines(structlog.WriteLogger):
    """Writes lines. One that can't be written is lost: a full disk must not end whoever tells of it."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def _unbuffered_stderr() -> TextIO:
    """Standard error with nothing between: what a buffer could not get rid of, Python tries again when it
    ends, and ends with status 120. As it is where it is no file, as in a test that looks at it."""
    try:
        raw = open(sys.stderr.fileno(), "wb", buffering=0, closefd=False)  # noqa: SIM115 as long as we run
    except (AttributeError, OSError, ValueError):
        return sys.stderr
    # TextIOWrapper is fine with a file that keeps no buffer, which is what `python -u` gives it.
    return io.TextIOWrapper(
        cast("BinaryIO", raw), encoding="utf-8", errors="backslashreplace", write_through=True
    )


def checked_level(value: str) -> str:
    """The name of a level in capitals; ValueError where there is none."""
    if value.upper() not in _LEVELS:
        raise ValueError(f"must be one of {', '.join(_LEVELS)}")
    return value.upper()


def configure_logging(level: str) -> None:
    """One line an event on standard error: for people on a terminal, JSON elsewhere. Logging never raises."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    terminal, stderr = sys.stderr.isatty(), _unbuffered_stderr()
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stderr)
    # Not by the levels of loggers: Bolt gives each of its own the root's.
    handler.setLevel(max(number, logging.WARNING))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_of_library, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a line that can't be written is printed with its arguments


def _of_library(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    if record.name.partition(".")[0] not in _DISCREET:
        event["event"] = "library"
    event["logger"] = record.name
    event["by"] = f"{record.filename}:{record.lineno} {record.funcName}"
    return event


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception that came with a line, as facts."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if isinstance(found, tuple):
        found = found[1]
    elif found is True:
        found = sys.exc_info()[1]
    return {**facts_of(found), **event} if isinstance(found, BaseException) else event
