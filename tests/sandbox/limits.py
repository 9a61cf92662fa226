"""Slack's rate limits, as token buckets (docs: apis/web-api/rate-limits)."""

import math
from dataclasses import dataclass

from .ids import Clock

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 600  # auth.test, chat.getPermalink: "hundreds per minute"
POSTS_PER_WORKSPACE = 600
POSTS_IN_A_BURST = 30


@dataclass(slots=True)
class Bucket:
    """A bucket of calls that fills again with time."""

    capacity: float
    per_second: float
    left: float
    at: float

    def wait(self, now: float) -> int:
        """0 when a call may pass now, else the whole seconds until one may."""
        self.left = min(self.capacity, self.left + (now - self.at) * self.per_second)
        self.at = now
        return 0 if self.left >= 1 else max(1, math.ceil((1 - self.left) / self.per_second))


class Limits:
    """Counts calls of each method; chat.postMessage of each channel too."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self._clock = clock
        self._enabled = enabled
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def _bucket(self, key: tuple[str, str], capacity: float, per_second: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(capacity, per_second, capacity, self._clock())
        return self._buckets[key]

    def retry_after(self, method: str, tier: int, channel: str = "") -> int:
        """0 when the call may pass, and then it counts; else what the Retry-After header says."""
        if not self._enabled:
            return 0
        per_minute = POSTS_PER_WORKSPACE if method == "chat.postMessage" else PER_MINUTE.get(tier, SPECIAL)
        buckets = [self._bucket((method, ""), per_minute, per_minute / 60)]
        if method == "chat.postMessage" and channel:
            buckets.append(self._bucket((method, channel), POSTS_IN_A_BURST, 1))
        wait = max(bucket.wait(self._clock()) for bucket in buckets)
        if not wait:
            for bucket in buckets:
                bucket.left -= 1
        return wait
