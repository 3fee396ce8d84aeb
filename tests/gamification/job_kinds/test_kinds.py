"""The other kinds of jobs of the economy."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import UserReward, UserStreak
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, PaceSettings, Run, RunStatus
from tests.kit.clock import RunningClock
from tests.kit.working_process import profiles, seed_users

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
async def runner(database: Database, clock: RunningClock) -> AsyncIterator[JobRunner]:
    pace = PaceSettings(target_seconds=1.0, duty=1.0, first=7, max_rows=7)
    runner = JobRunner(database, job_kinds(), clock=clock, pace=pace)
    yield runner
    await runner.close()


async def ran(runner: JobRunner, kind: str, *, dry_run: bool = False) -> Run:
    run = await runner.work_one((await runner.queue(kind, dry_run=dry_run)).id)
    assert run.status is RunStatus.SUCCEEDED, run.error
    return run


def sql(session: Session, /, statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert [kind.name for kind in job_kinds()] == [
        "provision_profiles", "recompute_levels", "reconcile_ledger", "expire_rewards", "tidy_streaks",
        "daily_totals",
    ]  # fmt: skip


async def test_levels_follow_a_changed_formula(database: Database, runner: JobRunner) -> None:
    await database.write(seed_users, 300)
    await ran(runner, "provision_profiles")
    await database.write(sql, "UPDATE user_gamification_profiles SET total_earned = 1000 + user_id")
    await database.write(sql, "UPDATE bot_config SET level_formula = 'min(total_earned // 100, 500) + 1'")
    dry = await ran(runner, "recompute_levels", dry_run=True)
    assert {level for *_, level in await database.read(profiles)} <= {1, 4}
    run = await ran(runner, "recompute_levels")
    assert (dry.changed, run.changed, run.processed, run.total) == (300, 300, 300, 300)
    rows = await database.read(profiles)
    assert [level for *_, level in rows] == [(1000 + user_id) // 100 + 1 for user_id, *_ in rows]
    assert (await ran(runner, "recompute_levels")).changed == 0


async def test_a_ledger_that_agrees_reports_nothing(database: Database, runner: JobRunner) -> None:
    await database.write(seed_users, 660)
    await database.write(sql, "DELETE FROM user_gamification_profiles")
    await ran(runner, "provision_profiles")
    run = await ran(runner, "reconcile_ledger")
    assert (run.processed, run.changed) == (660, 0)
    assert await runner.findings(run.id) == []


async def test_differences_between_wallet_and_ledger_are_reported_and_not_repaired(
    database: Database, runner: JobRunner
) -> None:
    await database.write(seed_users, 660)
    await database.write(sql, "DELETE FROM user_gamification_profiles")
    await ran(runner, "provision_profiles")
    await database.write(sql, "UPDATE user_gamification_profiles SET balance = 701 WHERE user_id = 2100")
    await database.write(sql, "UPDATE user_gamification_profiles SET total_spent = 9 WHERE user_id = 7")
    await database.write(sql, "DELETE FROM user_gamification_profiles WHERE user_id = 4200")
    before = await database.read(profiles)
    run = await ran(runner, "reconcile_ledger")
    assert run.changed == 3
    assert [(f.key, f.state, f.reason) for f in await runner.findings(run.id)] == [
        (7, "REPORTED", "the profile says balance 0, earned 0, spent 9; "
         "the ledger says balance 0, earned 0, spent 0"),
        (2100, "REPORTED", "the profile says balance 701, earned 1000, spent 300; "
         "the ledger says balance 700, earned 1000, spent 300"),
        (4200, "REPORTED", "no profile; the ledger says balance 700, earned 1000, spent 300"),
    ]  # fmt: skip
    assert await database.read(profiles) == before


async def test_a_refund_is_not_reported_as_a_difference(database: Database, runner: JobRunner) -> None:
    await database.write(seed_users, 1)
    for amount, kind in ((100, "EARN_DAILY"), (-60, "SPEND_SHOP"), (60, "EARN_SHOP_REFUND")):
        await database.write(
            sql,
            "INSERT INTO transactions (user_id, amount, type, reason, created_at) "
            f"VALUES (7, {amount}, '{kind}', 'a test', '2026-01-01 00:00:00')",
        )
    await ran(runner, "provision_profiles")
    assert await database.read(profiles) == [(7, 100, 100, 0, 2)]
    assert (await ran(runner, "reconcile_ledger")).changed == 0


async def test_rewards_whose_window_is_over_expire(
    database: Database, runner: JobRunner, clock: RunningClock
) -> None:
    now = clock()
    given = [
        ("UNLOCKED", now - DAY), ("UNLOCKED", now + DAY), ("UNLOCKED", None),
        ("CLAIMED", now - DAY), ("LOCKED", now - DAY),
    ]  # fmt: skip

    def give(session: Session) -> None:
        seed_users(session, len(given))
        session.add_all(
            UserReward(
                user_id=7 * n, reward_id=1, status=status, expires_at=until, claim_count=0,
                created_at=now, updated_at=now,
            )
            for n, (status, until) in enumerate(given, 1)
        )  # fmt: skip

    def statuses(session: Session) -> list[str]:
        return list(session.scalars(text("SELECT status FROM user_rewards ORDER BY user_id")))

    await database.write(give)
    assert (await ran(runner, "expire_rewards", dry_run=True)).changed == 1
    assert await database.read(statuses) == [status for status, _ in given]
    run = await ran(runner, "expire_rewards")
    assert (run.processed, run.changed) == (5, 1)
    assert await database.read(statuses) == ["EXPIRED", "UNLOCKED", "UNLOCKED", "CLAIMED", "LOCKED"]


async def test_streaks_that_are_over_are_stored_as_none_and_live_ones_stay(
    database: Database, runner: JobRunner, clock: RunningClock
) -> None:
    # In Kiritimati it is the second of May already: the 30th of April is the day before yesterday.
    await database.write(sql, "UPDATE bot_config SET day_timezone = 'Pacific/Kiritimati'")
    clock.ahead = datetime(2026, 5, 1, 11, tzinfo=UTC) - datetime.now(UTC)

    def days(gift: int | None, reaction: int | None) -> dict[str, datetime | None]:
        return {
            "last_claim_date": None if gift is None else datetime(2026, 5, gift, tzinfo=UTC),
            "last_reaction_date": None if reaction is None else datetime(2026, 5, reaction, tzinfo=UTC),
        }

    april = datetime(2026, 4, 30, tzinfo=UTC)
    kept = [
        ("DAILY_GIFT", days(2, None)),
        ("DAILY_GIFT", days(1, None)),
        ("REACTION", days(None, 1)),
    ]
    over = [
        ("DAILY_GIFT", days(None, None) | {"last_claim_date": april}),
        ("DAILY_GIFT", days(None, 2)),
        ("REACTION", days(2, None) | {"last_reaction_date": april}),
        ("REACTION", days(2, None)),
    ]

    def start(session: Session) -> None:
        seed_users(session, 7)
        for n, (streak_type, last) in enumerate(kept + over, 1):
            session.add(
                UserStreak(
                    user_id=7 * n, streak_type=streak_type, current_streak=5, longest_streak=9,
                    created_at=april, updated_at=april, **last,
                )
            )  # fmt: skip

    def lengths(session: Session) -> list[tuple[int, int]]:
        rows = session.execute(
            text("SELECT current_streak, longest_streak FROM user_streaks ORDER BY user_id")
        )
        return [(row.current_streak, row.longest_streak) for row in rows]

    await database.write(start)
    assert (await ran(runner, "tidy_streaks", dry_run=True)).changed == 4
    run = await ran(runner, "tidy_streaks")
    assert (run.processed, run.changed) == (7, 4)
    assert await database.read(lengths) == [(5, 9)] * 3 + [(0, 9)] * 4
    assert (await ran(runner, "tidy_streaks")).changed == 0
