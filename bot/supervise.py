"""Keeping the long-running parts running."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import without_text

log = structlog.get_logger()

_FIRST_DELAY_SECONDS = 0.5
_LONGEST_DELAY_SECONDS = 30.0
_HEALTHY_AFTER_SECONDS = 60.0


async def supervised(name: str, start: Callable[[], Awaitable[None]]) -> None:
    """Run `start` until it returns; when it fails, log it and start it again, waiting longer each time.

    Returns when `start` does; raises only CancelledError.
    """
    delay = _FIRST_DELAY_SECONDS
    while True:
        began = time.monotonic()
        try:
            await start()
        except Exception as error:
            if time.monotonic() - began > _HEALTHY_AFTER_SECONDS:
                delay = _FIRST_DELAY_SECONDS
            log.error("part.failed", part=name, again_in=delay, **without_text(error))
        else:
            return
        await asyncio.sleep(delay)
        delay = min(_LONGEST_DELAY_SECONDS, delay * 2)
