"""Ids and timestamps as Slack makes them, the same ones for the same company every time."""

import hashlib
import time
from collections.abc import Callable

Clock = Callable[[], float]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Makes ids that look like Slack's and depend only on the seed and on the name asked for."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._counts: dict[str, int] = {}

    def of(self, prefix: str, name: str) -> str:
        """The id with that prefix for that name."""
        digest = int.from_bytes(hashlib.sha256(f"{self._seed}/{prefix}/{name}".encode()).digest()[:8], "big")
        letters = ""
        for _ in range(9):
            digest, place = divmod(digest, len(ALPHABET))
            letters += ALPHABET[place]
        return f"{prefix}0{letters}"

    def next(self, prefix: str) -> str:
        """The next unused id with that prefix."""
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return self.of(prefix, f"#{self._counts[prefix]}")

    def secret(self, name: str, length: int = 32) -> str:
        """A hexadecimal secret of that length for that name."""
        return hashlib.sha512(f"{self._seed}/secret/{name}".encode()).hexdigest()[:length]


class Timestamps:
    """Slack timestamps: seconds and six digits, each greater than the one before."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A timestamp that was never given before."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
