"""Waiting a little for what a background job does, so that a window can say how it went."""

import asyncio
from collections.abc import Awaitable, Callable

WAIT_SECONDS = 4.0
"""How long a window waits at the most; after that it says that it is on its way, and a tap looks again."""
LOOK_EVERY_SECONDS = 0.1


async def wait_until(is_over: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as it is over, or after WAIT_SECONDS."""
    for _ in range(int(WAIT_SECONDS / LOOK_EVERY_SECONDS)):
        if await is_over():
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)
