"""The doctor on runs of the job runner: what nobody works, what failed, what was found, and wrong clocks."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, Run, RunMessage, RunMessages, leases
from tests.kit.corruption import NOW, findings_of
from tests.kit.working_process import seed_users

LONG_AGO = timedelta(hours=3)


def runner_at(database: Database, ago: timedelta = timedelta()) -> JobRunner:
    return JobRunner(database, job_kinds(), clock=lambda: NOW - ago)


def sql(session: Session, statement: str) -> None:
    session.execute(text(statement))


async def of_runs(database: Database) -> list[str]:
    """The findings about runs."""
    return [str(finding) for finding in await findings_of(database) if str(finding).startswith("run ")]


async def worked(runner: JobRunner, kind: str) -> Run:
    return await runner.work_one((await runner.queue(kind)).id)


async def failed(database: Database, run: Run) -> None:
    await database.write(
        sql, f"UPDATE job_runs SET status = 'failed', finished_at = created_at WHERE id = {run.id}"
    )


async def claimed(database: Database, ago: timedelta) -> Run:
    run = await runner_at(database, ago).queue("tidy_streaks")
    mine = await database.write(leases.claim, run, "dead", NOW - ago, 10.0)
    assert mine is not None
    return mine


async def test_runs_that_go_on_wait_a_moment_or_are_done_are_well(database: Database) -> None:
    await worked(runner_at(database, LONG_AGO), "expire_rewards")
    await claimed(database, timedelta(minutes=1))
    await runner_at(database).queue("recompute_levels")
    paused = await runner_at(database, LONG_AGO).queue("reconcile_ledger")
    await runner_at(database, LONG_AGO).pause(paused.id)
    assert await of_runs(database) == []


async def test_a_run_that_nobody_works_is_named(database: Database) -> None:
    run = await claimed(database, LONG_AGO)
    (said,) = await of_runs(database)
    assert said.startswith(f"run {run.id} (tidy_streaks) is running, but nobody has worked it since ")
    assert f"besitos jobs resume {run.id}" in said


async def test_a_run_that_waits_for_a_worker_for_hours_is_named(database: Database) -> None:
    await runner_at(database, LONG_AGO).queue("expire_rewards")
    (said,) = await of_runs(database)
    assert "(expire_rewards) is queued, but nobody has worked it" in said


async def test_a_failed_run_is_named_until_it_is_resumed_or_followed_by_another(database: Database) -> None:
    runner = runner_at(database)
    run = await runner.queue("tidy_streaks")
    await failed(database, run)
    (said,) = await of_runs(database)
    assert said.startswith(f"run {run.id} (tidy_streaks) failed at ")
    assert "was not resumed" in said
    await worked(runner, "tidy_streaks")
    assert await of_runs(database) == []


async def test_findings_are_named_until_a_later_run_has_none(database: Database) -> None:
    await database.write(seed_users, 20)
    await database.write(sql, "DELETE FROM user_gamification_profiles")
    runner = runner_at(database)
    await worked(runner, "provision_profiles")
    for balance in (5, 0):
        await database.write(
            sql, f"UPDATE user_gamification_profiles SET balance = {balance} WHERE user_id = 7"
        )
        run = await worked(runner, "reconcile_ledger")
        named = (
            [f"run {run.id} (reconcile_ledger) noted 1 row that somebody should look at"] if balance else []
        )
        assert [said.partition(";")[0] for said in await of_runs(database)] == named


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=400)])
async def test_a_lease_of_a_clock_that_was_ahead_is_named(database: Database, ahead: timedelta) -> None:
    run = await claimed(database, -ahead)
    (said,) = await of_runs(database)
    assert said.startswith(f"run {run.id} (tidy_streaks) has a lease until ")
    assert "the clock that wrote it was ahead" in said


async def test_a_message_that_no_clock_lets_be_edited_is_named(database: Database) -> None:
    run = await runner_at(database).queue("provision_profiles")
    messages = RunMessages(database)
    await messages.put(RunMessage(run.id, 7, 70, "es", None), NOW + timedelta(hours=2))
    assert await of_runs(database) == []
    await messages.put(RunMessage(run.id, 8, 80, "es", None), NOW + timedelta(days=400))
    (said,) = await of_runs(database)
    assert said.startswith(
        f"run {run.id} (provision_profiles): its message in Telegram is not edited before "
    )
