"""How fast we may write to one channel."""

from collections import OrderedDict
from dataclasses import dataclass

# Slack: "1 per second per channel", with unpublished bursts
# (https://docs.slack.dev/apis/web-api/rate-limits).
RATE_PER_SECOND = 1.0
BURST = 20
_REMEMBERED_CHANNELS = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Pacer:
    """A token bucket for each channel, bounded in number. Not for several threads."""

    def __init__(self, rate: float = RATE_PER_SECOND, burst: int = BURST) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def delay(self, channel: str, now: float) -> float:
        """Take a turn in `channel`: how many seconds to wait before using it. `now` is monotonic seconds."""
        bucket = self._buckets.pop(channel, None) or _Bucket(self._burst, now)
        self._buckets[channel] = bucket
        if len(self._buckets) > _REMEMBERED_CHANNELS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate) - 1.0
        bucket.at = now
        return max(0.0, -bucket.tokens / self._rate)

    def give_back(self, channel: str) -> None:
        """The turn that was taken last is not used."""
        self._buckets[channel].tokens += 1.0
