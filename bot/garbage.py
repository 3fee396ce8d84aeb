"""Garbage collection in our own processes: decision 0102. In a host's process it is the host's."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

GC_THRESHOLDS = (2_000, 10, 100)
"""Of Python's garbage collector, while the bot serves; decision 0102 has the pauses."""


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Collect no garbage meanwhile, for which a fifth of the time goes, and never look through what was made
    here again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
