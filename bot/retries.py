"""Events that Slack tells again, because our answer to the first came late or never."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.response import BoltResponse

_REMEMBERED = 10_000  # Slack goes on for five minutes


def once_each() -> Callable[..., Awaitable[BoltResponse | None]]:
    """Global middleware by which no event's listener runs twice in this process.

    It comes last, so that an event of which an earlier middleware failed, and which nobody acknowledged, runs
    when it is told again. What must not happen twice in two processes either, its listener has to see to.
    """
    seen: OrderedDict[str, None] = OrderedDict()

    async def once(
        body: dict[str, Any], next_: Callable[[], Awaitable[BoltResponse | None]]
    ) -> BoltResponse | None:
        event_id = body.get("event_id")
        if isinstance(event_id, str):
            if event_id in seen:
                return BoltResponse(status=200, body="")
            seen[event_id] = None
            if len(seen) > _REMEMBERED:
                seen.popitem(last=False)
        return await next_()

    return once
