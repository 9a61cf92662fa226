"""The collector of cyclic garbage, in a process that is to serve for long."""

import gc

_NEW = 20_000  # objects until it looks; Python's 700 are made by one mail


def spare_what_is_there() -> None:
    """Call once a process has started: what it is made of stays, and is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW, 10, 10)
