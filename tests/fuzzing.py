"""How long made-up input is tried: briefly in the suite, as long as one likes by `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

# How many times as many examples as the suite tries.
TIMES = int(os.environ.get("FUZZ", "1"))


def fuzzed(examples: int, *, always_alike: bool = True) -> settings:
    """That many examples in the suite, the same ones each time where wanted, and `TIMES` as many by `make
    fuzz`, never the same."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=always_alike and TIMES == 1,
        suppress_health_check=[HealthCheck.too_slow],
    )


def load_profile() -> None:
    """Have tests that say nothing of it try `TIMES` as many examples too."""
    settings.register_profile("fuzz", max_examples=100 * TIMES, deadline=None)
    settings.load_profile("fuzz")
