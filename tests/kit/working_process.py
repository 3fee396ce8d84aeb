"""Processes that execute a sweep and may be killed or frozen, forked from one that has imported
everything."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import (
    Database,
    postgresql_runner,  # noqa: F401 - loaded before the fork: a process that lives for 0.1 s shall work in it
)
from bot.services.gamification.conditions import Conditions
from bot.services.gamification.job_kinds.kinds import job_kinds, kinds_of_admins
from bot.services.jobs import JobRunner, PaceSettings


def work(url: str, run_id: int, lease_seconds: float, max_rows: int, duty: float) -> None:
    """Execute a run until it stops: the body of a process."""
    asyncio.run(_work(url, run_id, lease_seconds, max_rows, duty))


async def _work(url: str, run_id: int, lease_seconds: float, max_rows: int, duty: float) -> None:
    database = Database(url, pool_size=1, retry_timeout_seconds=30)
    runner = JobRunner(
        database,
        (*job_kinds(), *kinds_of_admins(Conditions(), host_decides_vip=False)),
        lease_seconds=lease_seconds,
        pace=PaceSettings(target_seconds=0.01, duty=duty, first=max_rows, max_rows=max_rows),
    )
    while not (await runner.work_one(run_id)).is_stopped:
        await asyncio.sleep(0.005)
    await database.close()


class Workers:
    """Starts such processes, and ends those that are left."""

    def __init__(self, context: ForkServerContext) -> None:
        self._context = context
        self._started: list[ForkServerProcess] = []

    def start(
        self, url: str, run_id: int, *, lease_seconds: float, max_rows: int, duty: float = 1.0
    ) -> ForkServerProcess:
        """Start a process that executes the run."""
        process = self._context.Process(target=work, args=(url, run_id, lease_seconds, max_rows, duty))
        process.start()
        self._started.append(process)
        return process

    def signal(self, process: ForkServerProcess, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        assert process.pid is not None
        if process.is_alive():
            os.kill(process.pid, number)

    def end(self) -> None:
        """Kill the processes that still run."""
        for process in self._started:
            self.signal(process, signal.SIGKILL)
            process.join()


@contextmanager
def workers() -> Iterator[Workers]:
    """Workers that do not outlive the block."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with pytest.MonkeyPatch.context() as patch:
        # The server that forks is started like a program of its own: it has to find this module.
        patch.setenv("PYTHONPATH", os.getcwd())
        started = Workers(context)
        try:
            yield started
        finally:
            started.end()


def seed_users(session: Session, users: int, *, of_seven: int = 7) -> None:
    """Insert users with ids 7, 14, 21 ...; each third has ledger entries, each ninth of those a profile."""
    dialect = session.get_bind().dialect.name
    numbers = (
        "(WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :users) SELECT n FROM n) s"
        if dialect == "sqlite"
        else "generate_series(1, CAST(:users AS bigint)) AS s(n)"
    )
    values = {"users": users}
    then = "'2026-01-01 00:00:00'"
    session.execute(
        text(
            "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
            f"SELECT n * 7, 'Ana', 'FREE', {then}, {then} FROM {numbers}"
        ),
        values,
    )
    for amount, kind in ((1000, "EARN_DAILY"), (-300, "SPEND_SHOP")):
        session.execute(
            text(
                "INSERT INTO transactions (user_id, amount, type, reason, created_at) "
                f"SELECT n * 7, {amount} + n % 100, '{kind}', 'a test', {then} FROM {numbers} "
                "WHERE n % 300 = 0"
            ),
            values,
        )
    session.execute(
        text(
            "INSERT INTO user_gamification_profiles "
            "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
            f"SELECT n * 7, 5, 5, 0, 1, {then}, {then} FROM {numbers} WHERE n % 11 = 0"
        ),
        values,
    )


def profiles(session: Session) -> list[tuple[int, ...]]:
    """All profiles without their times."""
    rows = session.execute(
        text(
            "SELECT user_id, balance, total_earned, total_spent, level "
            "FROM user_gamification_profiles ORDER BY user_id"
        )
    )
    return [tuple(row) for row in rows]
