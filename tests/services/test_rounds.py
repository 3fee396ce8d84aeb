"""Rounds of background work: at once while there is something, else when woken or after a while; errors."""

import asyncio
from collections.abc import Sequence

import structlog
from structlog.testing import capture_logs

from bot.database import DatabaseUnavailable
from bot.services.rounds import Rounds
from bot.services.tasks import TaskSupervisor

log = structlog.get_logger(__name__)
NEVER = 3600.0


class Work:
    """Answers or raises what is told, then stops the rounds."""

    def __init__(self, answers: Sequence[bool | Exception]) -> None:
        self.left = list(answers)
        self.rests = 0
        self.rounds: Rounds | None = None

    async def look(self) -> bool:
        if not self.left:
            assert self.rounds is not None
            self.rounds.stop()
            return False
        answer = self.left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def rest(self) -> None:
        self.rests += 1


async def done(work: Work, every: float = 0.001, *, quiet: bool = False) -> list[tuple[str, bool]]:
    """The levels of what is logged until the end, and whether each has a traceback."""
    work.rounds = Rounds(log, "it_waits", work.look, every, quiet=quiet, before_rest=work.rest)
    with capture_logs() as logged:
        await asyncio.wait_for(work.rounds.go_on(), 10)
    assert {line["event"] for line in logged} <= {"it_waits"}
    return [(line["log_level"], "exc_info" in line) for line in logged]


async def test_while_there_is_something_to_do_nobody_waits() -> None:
    work = Work([True] * 50)
    assert await done(work, NEVER) == []
    assert work.rests == 2  # after the round that stopped it, and at the end


async def test_a_wake_ends_a_rest() -> None:
    work = Work([False])
    rounds = work.rounds = Rounds(log, "it_waits", work.look, NEVER)
    tasks = TaskSupervisor()
    going = tasks.start("rounds", rounds.go_on())
    while work.left:
        await asyncio.sleep(0)
    assert not going.done()
    rounds.wake()
    assert rounds.is_woken
    await asyncio.wait_for(going, 10)


async def test_an_error_has_its_traceback_once_until_it_is_another_or_it_worked() -> None:
    one, other = ValueError("one"), ValueError("other")
    assert await done(Work([one, one, other, False, other])) == [
        ("error", True), ("error", False), ("error", True), ("error", True),
    ]  # fmt: skip


async def test_an_outage_of_the_database_is_one_line_without_a_traceback() -> None:
    away = [DatabaseUnavailable("work", n, 0.1, OSError("away")) for n in range(3)]
    assert await done(Work([*away, False, *away])) == [
        ("warning", False), ("debug", False), ("debug", False),
    ] * 2  # fmt: skip
    assert await done(Work(away), quiet=True) == [("debug", False)] * 3


async def test_a_cancelled_loop_ends_also_where_its_clean_up_fails() -> None:
    async def look() -> bool:
        try:
            await asyncio.sleep(NEVER)
        finally:
            raise ValueError("the clean-up failed")

    tasks = TaskSupervisor()
    going = tasks.start("rounds", Rounds(log, "it_waits", look, NEVER).go_on())
    await asyncio.sleep(0)
    await tasks.close()
    assert going.cancelled()
