"""Waits for a condition, as long as a slow machine needs."""

import asyncio
import time
from collections.abc import Callable


async def eventually(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Returns as soon as `condition` holds; fails after `seconds`."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came to pass"
        await asyncio.sleep(0.02)


async def gone_as_far_as_they_can() -> None:
    """Returns when every task has come to where it waits for time, for input or for the test. For tests in
    which nothing goes through a socket or a thread."""
    for _ in range(100):
        await asyncio.sleep(0)
