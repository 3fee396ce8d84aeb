"""Background tasks: named, logged, ended with their owner."""

import asyncio

import pytest
import structlog

from bot.services.tasks import TaskSupervisor, until


async def sleeper(seconds: float, done: list[str] | None = None) -> str:
    await asyncio.sleep(seconds)
    if done is not None:
        done.append("done")
    return "slept"


async def failing() -> None:
    raise ValueError("boom")


async def test_finish_waits_for_what_is_running() -> None:
    supervisor, done = TaskSupervisor(), list[str]()
    supervisor.start("one", sleeper(0.01, done))
    supervisor.start("two", sleeper(0.02, done))
    assert len(supervisor) == 2
    assert await supervisor.finish(1) == []
    assert done == ["done", "done"]
    assert len(supervisor) == 0


async def test_finish_cancels_what_does_not_end_in_time_and_names_it() -> None:
    supervisor, done = TaskSupervisor(), list[str]()
    supervisor.start("slow", sleeper(60, done))
    supervisor.start("quick", sleeper(0, done))
    assert await supervisor.finish(0.05) == ["slow"]
    assert done == ["done"]
    assert len(supervisor) == 0


async def test_close_cancels_and_waits() -> None:
    supervisor = TaskSupervisor()
    task = supervisor.start("slow", sleeper(60))
    await supervisor.close()
    assert task.cancelled()


async def test_close_does_not_hang_on_a_task_that_refuses_to_end() -> None:
    async def stubborn() -> None:
        for _ in range(20):
            try:
                await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                continue

    supervisor = TaskSupervisor()
    task = supervisor.start("stubborn", stubborn())
    await asyncio.sleep(0)
    await supervisor.close(seconds=0.05)
    assert not task.done()
    await task


async def test_a_failure_is_logged_under_the_name_of_the_task() -> None:
    supervisor = TaskSupervisor()
    with structlog.testing.capture_logs() as lines:
        supervisor.start("broken", failing())
        await supervisor.finish(1)
    assert [(line["event"], line["task"]) for line in lines] == [("task_failed", "broken")]


async def test_until_returns_the_result() -> None:
    assert await until(asyncio.Event(), sleeper(0)) == "slept"


async def test_until_gives_up_at_a_stop_and_cancels_the_work() -> None:
    stop, done = asyncio.Event(), list[str]()
    asyncio.get_running_loop().call_later(0.02, stop.set)
    assert await until(stop, sleeper(60, done)) is None
    assert done == []


async def test_until_passes_errors_on() -> None:
    with pytest.raises(ValueError, match="boom"):
        await until(asyncio.Event(), failing())
