"""A process that works one run in the background where no bot does, and ends with it.

python -m <package>.commands.run_worker RUN   (the database: DATABASE_URL)
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from ..database import Database
from ..database.upgrade import UpgradeRefused, upgrade_database
from ..services.clock import system_clock
from ..services.gamification.job_kinds.kinds import job_kinds
from ..services.jobs import JobRunner, Run, pace_for
from ..services.own_module import command_of, search_path
from ..services.tasks import until
from ..settings import load_settings

T = TypeVar("T")

LOOK_EVERY_SECONDS = 0.2
TAKE_UP_SECONDS = 2.0
"""The run is left to a bot that takes it up within this time."""


def ensure_worker(url: str, run: Run) -> None:
    """Have the run worked until it rests, whether or not a bot serves this database.

    Also where it is claimed already: the lease may be that of a process that was killed a moment ago.
    """
    if run.is_stopped:
        return
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    os.posix_spawn(
        sys.executable,
        command_of(__name__, str(run.id)),
        os.environ
        | search_path()
        | {"DATABASE_URL": url},  # not among the arguments: those everybody can read
        file_actions=nothing,
        setsid=True,
    )


async def with_runner(url: str, work: Callable[[JobRunner], Awaitable[T]]) -> T:
    """What `work` returns for a runner on this database; raises UpgradeRefused where it is old."""
    async with _runner(url) as runner:
        return await work(runner)


@asynccontextmanager
async def _runner(url: str) -> AsyncIterator[JobRunner]:
    plan = await upgrade_database(url, dry_run=True, backup=False)
    if plan.changed:
        raise UpgradeRefused(
            f"the database is at revision {plan.before or 'none'}, not {plan.after}; run: besitos upgrade"
        )
    database = Database(url, pool_size=2)
    duty = load_settings(database_url=url).sweep_duty_cycle
    runner = JobRunner(database, job_kinds(), pace=pace_for(database.dialect, duty))
    try:
        yield runner
    finally:
        await runner.close()
        await database.close()


async def _work(runner: JobRunner, run_id: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if not await until(stop, _has_live_worker(runner, run_id)):
        await until(stop, runner.work_one(run_id))


async def _has_live_worker(runner: JobRunner, run_id: int) -> bool:
    """True as soon as the run rests or shows a new heartbeat: then a live process works it. False once its
    lease, if it has one, is over, and a bot had its time."""
    deadline = time.monotonic() + TAKE_UP_SECONDS
    first = run = await runner.get(run_id)
    while run.is_worked(system_clock()) or time.monotonic() < deadline:
        if run.is_stopped or run.heartbeat_at != first.heartbeat_at:
            return True
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        run = await runner.get(run_id)
    return run.is_stopped


if __name__ == "__main__":
    asyncio.run(with_runner(load_settings().database_url, lambda runner: _work(runner, int(sys.argv[1]))))
