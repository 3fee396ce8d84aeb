"""Killed again and again at random instants, and worked by several processes, a run of payments pays each
member of its segment once: the entries of the run are the members."""

import asyncio
import random
import signal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import RunStatus, Segment, SegmentKind
from bot.services.gamification.gamification import assemble
from bot.services.jobs import JobRunner
from tests.kit.working_process import seed_users, workers

pytestmark = pytest.mark.timeout(120)
USERS = 600
KILLS = 5


def with_profiles(session: Session) -> None:
    """Everybody has a profile and no ledger; each second member has 10 besitos."""
    seed_users(session, USERS)
    session.execute(text("DELETE FROM transactions"))
    session.execute(text("DELETE FROM user_gamification_profiles"))
    session.execute(
        text(
            "INSERT INTO user_gamification_profiles "
            "(user_id, balance, total_earned, total_spent, level, created_at, updated_at) "
            "SELECT user_id, 10 * (user_id % 2), 10 * (user_id % 2), 0, 1, created_at, updated_at FROM users"
        )
    )


def payments(session: Session, run_id: int) -> list[int]:
    """The members of the entries of a run."""
    rows = session.execute(
        text("SELECT user_id FROM transactions WHERE idempotency_key LIKE :key ORDER BY user_id"),
        {"key": f"admin:run:{run_id}:%"},
    )
    return list(rows.scalars())


def balances(session: Session) -> dict[int, int]:
    rows = session.execute(text("SELECT user_id, balance FROM user_gamification_profiles"))
    return {row.user_id: row.balance for row in rows}


@pytest.mark.parametrize(
    "debit",
    [pytest.param(False, id="credit"), pytest.param(True, id="debit", marks=pytest.mark.exhaustive)],
)
async def test_a_run_of_payments_that_is_killed_again_and_again_pays_each_member_once(
    database: Database, debit: bool
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    await database.write(with_profiles)
    before = await database.read(balances)
    able = sorted(member for member, balance in before.items() if balance >= 7 or not debit)
    services = assemble(database)
    services.jobs.open = lambda: None  # type: ignore[method-assign]
    everyone = Segment(SegmentKind.EVERYONE)
    run = await services.mass_payments.start(1, everyone, 7, reason="Fiesta", debit=debit)
    runner, kills = JobRunner(database, ()), 0
    with workers() as processes:
        while kills < KILLS and (run := await runner.get(run.id)).processed < USERS:
            pair = [processes.start(database.url, run.id, lease_seconds=0.02, max_rows=5) for _ in range(2)]
            before_this = run.processed
            while (run := await runner.get(run.id)).processed == before_this:
                await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0, 0.03))
            for one in pair:
                processes.signal(one, signal.SIGKILL)
                one.join()
            kills += 1
        last = processes.start(database.url, run.id, lease_seconds=0.02, max_rows=50)
        last.join()
        assert last.exitcode == 0
    run = await runner.get(run.id)
    print(f"{kills} kills, generation {run.generation}")
    assert (run.status, run.processed, run.changed) == (RunStatus.SUCCEEDED, USERS, len(able))
    assert kills > KILLS // 2  # else most lives were long enough for the whole run
    assert await database.read(payments, run.id) == able
    change = -7 if debit else 7
    assert await database.read(balances) == {
        member: had + (change if member in set(able) else 0) for member, had in before.items()
    }
