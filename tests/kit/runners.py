"""Waits until runners have looked: what they were to leave alone, they have left alone."""

import asyncio

from bot.services.jobs import JobRunner


async def looked_again(*runners: JobRunner, times: int = 2, seconds: float = 10.0) -> None:
    """Return when each of these open runners has looked for work so often, each look begun and ended after
    the call."""
    async with asyncio.timeout(seconds):
        for runner in runners:
            await _looked(runner, times)


async def _looked(runner: JobRunner, times: int) -> None:
    assert runner.is_open
    look, ended = runner._rounds._look, asyncio.Semaphore(0)

    async def noted() -> bool:
        try:
            return await look()
        finally:
            ended.release()

    runner._rounds._look = noted
    try:
        for _ in range(times):
            runner._rounds.wake()
            await ended.acquire()
    finally:
        runner._rounds._look = look
