"""How ingest's log lines look when it runs alone."""

import logging
import sys

import structlog

# Below WARNING these tell SQL with its values, or every command line of a session.
_CHATTY = ("mail.log", "tortoise", "aiosqlite", "asyncio")


def configure_logging(level: str) -> None:
    """One line an event on standard error: for people on a terminal, JSON elsewhere."""
    number = logging.getLevelNamesMapping()[level]
    terminal = sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=number, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True
    )
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
