"""A background process that executes one run if no bot does, and ends with it.

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
"""How long to wait for a bot to take the run."""


def ensure_worker(url: str, run: Run) -> None:
    """Ensure that a process executes the run until it stops, also if no bot uses this database.

    Call it also for a claimed run: its lease may belong to a process that was just killed.
    """
    if run.is_stopped:
        return
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    os.posix_spawn(
        sys.executable,
        command_of(__name__, str(run.id)),
        os.environ | search_path() | {"DATABASE_URL": url},  # not in the arguments, which every user can read
        file_actions=nothing,
        setsid=True,
    )


async def with_runner(url: str, work: Callable[[JobRunner], Awaitable[T]]) -> T:
    """Return what `work` returns for a runner on this database. Raises UpgradeRefused if the database is
    old."""
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
    """Return True as soon as the run stops or has a new heartbeat, because a live process then executes it.
    Returns False once its lease has expired and no bot has taken it in time."""
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
