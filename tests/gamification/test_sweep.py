"""The sweep: which profiles it makes, and how admins handle it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import NotAllowed, RunConflict
from bot.services.gamification.in_force import level_of
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.members.admins import Admins
from bot.services.gamification.members.provisioning import ensure_profile
from bot.services.gamification.sweep import Sweep
from bot.services.jobs import JobRunner, PaceSettings, Run, RunStatus
from tests.kit.working_process import profiles, seed_users

ADMIN = 99
NOW = datetime.now(UTC)


@pytest.fixture
async def runner(database: Database) -> AsyncIterator[JobRunner]:
    pace = PaceSettings(target_seconds=1.0, duty=1.0, first=7, max_rows=7)
    runner = JobRunner(database, job_kinds(), pace=pace, look_every_seconds=0.02)
    yield runner
    await runner.close()


@pytest.fixture
def sweep(database: Database, runner: JobRunner) -> Sweep:
    return Sweep(database, runner)


def add_users(session: Session, *users: tuple[int, str, datetime]) -> None:
    """Users of these ids, roles and times of registration."""
    for user_id, role, registered in users:
        session.execute(
            text(
                "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
                "VALUES (:user_id, 'Ana', :role, :registered, :registered)"
            ),
            {"user_id": user_id, "role": role, "registered": stored(session, registered)},
        )


def stored(session: Session, instant: datetime) -> Any:
    naive = instant.astimezone(UTC).replace(tzinfo=None)
    return naive if session.get_bind().dialect.name == "postgresql" else naive.isoformat(" ", "microseconds")


async def swept(sweep: Sweep, **options: Any) -> Run:
    return await sweep.wait((await sweep.start(ADMIN, **options)).id)


async def ids(database: Database) -> list[int]:
    return [row[0] for row in await database.read(profiles)]


async def test_everybody_gets_the_profile_that_a_first_contact_would_give(
    database: Database, sweep: Sweep
) -> None:
    await database.write(seed_users, 1_000)
    assert await sweep.missing() == 910
    run = await swept(sweep)
    assert (run.status, run.kind, run.started_by) == (RunStatus.SUCCEEDED, "provision_profiles", ADMIN)
    assert (run.processed, run.created, run.total, run.bad_rows) == (1_000, 910, 1_000, 0)
    assert await sweep.missing() == 0
    made = await database.read(profiles)

    def one_by_one(session: Session) -> None:
        session.execute(text("DELETE FROM user_gamification_profiles WHERE (user_id / 7) % 11 <> 0"))
        for n in range(1, 1_001):
            ensure_profile(session, n * 7, NOW, level_of)

    await database.write(one_by_one)
    assert made == await database.read(profiles)
    assert (2100, 700, 1000, 300, 4) in made  # earned 1000 and spent 300 before the profile was lost


async def test_a_second_sweep_makes_nothing(database: Database, sweep: Sweep) -> None:
    await database.write(seed_users, 50)
    first, second = await swept(sweep), await swept(sweep)
    assert (first.created, second.created, second.processed) == (46, 0, 50)


async def test_without_users_it_succeeds(sweep: Sweep) -> None:
    run = await swept(sweep)
    assert (run.status, run.processed, run.created, run.total) == (RunStatus.SUCCEEDED, 0, 0, 0)


async def test_a_dry_run_counts_what_a_sweep_would_make_and_makes_nothing(
    database: Database, sweep: Sweep
) -> None:
    await database.write(seed_users, 100)
    before = await database.read(profiles)
    dry = await swept(sweep, dry_run=True)
    assert (dry.dry_run, dry.processed, dry.created) == (True, 100, 91)
    assert await database.read(profiles) == before
    assert (await swept(sweep)).created == dry.created


@pytest.mark.every_shape
async def test_only_vip_makes_profiles_of_vip_members_alone(database: Database, sweep: Sweep) -> None:
    def subscribe(session: Session) -> None:
        add_users(
            session, *((n, "VIP" if n == 1 else "ADMIN" if n == 2 else "FREE", NOW) for n in range(1, 8))
        )
        session.execute(
            text(
                "INSERT INTO invitation_tokens "
                "(id, token, generated_by, created_at, duration_hours, used) "
                "VALUES (1, 'a', 1, '2026-01-01 00:00:00', 1, true)"
            )
        )
        later, earlier = NOW + timedelta(days=1), NOW - timedelta(days=1)
        for user_id, status, expiry in ((3, "active", later), (4, "active", earlier), (5, "expired", later)):
            session.execute(
                text(
                    "INSERT INTO vip_subscribers (id, user_id, join_date, expiry_date, status, token_id) "
                    "VALUES (:id, CAST(:id AS INTEGER), '2026-01-01 00:00:00', :expiry, :status, 1)"
                ),
                {"id": user_id, "expiry": stored(session, expiry), "status": status},
            )

    await database.write(subscribe)
    dry = await swept(sweep, only_vip=True, dry_run=True)
    run = await swept(sweep, only_vip=True)
    assert await ids(database) == [1, 2, 3]
    assert (dry.created, run.created, run.processed) == (3, 3, 7)


async def test_registered_before_leaves_later_members_out(database: Database, sweep: Sweep) -> None:
    line = datetime(2026, 5, 1, tzinfo=UTC)
    second = timedelta(seconds=1)
    await database.write(
        lambda session: add_users(
            session, (1, "FREE", line - second), (2, "FREE", line), (3, "FREE", line + second)
        )
    )
    in_another_zone = line.astimezone(datetime.now().astimezone().tzinfo)
    run = await swept(sweep, registered_before=in_another_zone)
    assert await ids(database) == [1]
    assert run.params == {"registered_before": "2026-05-01T00:00:00+00:00"}


@pytest.mark.parametrize("limit", [1, 6, 7, 8, 46, 47, 1000])
async def test_a_limit_is_how_many_profiles_are_made_at_most(
    database: Database, sweep: Sweep, limit: int
) -> None:
    await database.write(seed_users, 50)  # of whom 4 have a profile
    run = await swept(sweep, limit=limit)
    assert (run.status, run.created) == (RunStatus.SUCCEEDED, min(limit, 46))
    assert len(await ids(database)) == 4 + min(limit, 46)
    assert (await swept(sweep)).created == 46 - min(limit, 46)


async def test_a_limit_holds_in_a_dry_run_too(database: Database, sweep: Sweep) -> None:
    await database.write(seed_users, 50)
    assert (await swept(sweep, limit=20, dry_run=True)).created == 20


async def test_the_lowest_and_highest_ids_are_not_forgotten(database: Database, sweep: Sweep) -> None:
    extremes = [-(2**62), -1, 0, 1, 2**52, 2**62]
    await database.write(lambda session: add_users(session, *((n, "FREE", NOW) for n in extremes)))
    assert (await swept(sweep)).created == 6
    assert await ids(database) == extremes


@pytest.mark.parametrize("limit", [0, -1, True, 1.5])
async def test_an_invalid_limit_of_profiles_is_refused(sweep: Sweep, limit: Any) -> None:
    with pytest.raises(ValueError, match="limit must be"):
        await sweep.start(ADMIN, limit=limit)
    assert await sweep.status() is None


async def test_a_date_without_a_zone_is_refused(sweep: Sweep) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await sweep.start(ADMIN, registered_before=datetime(2026, 5, 1))  # noqa: DTZ001


async def test_pause_resume_cancel_status_and_history(database: Database, runner: JobRunner) -> None:
    await database.write(seed_users, 2_000)
    slow = JobRunner(
        database, job_kinds(), look_every_seconds=0.02,
        pace=PaceSettings(target_seconds=1.0, duty=0.05, first=10, max_rows=10),
    )  # fmt: skip
    sweep = Sweep(database, slow)
    run = await sweep.start(ADMIN)
    assert (await sweep.start(7)).id == run.id
    assert (await sweep.pause(run.id)).status is RunStatus.PAUSED
    assert (await sweep.status(run.id)).status is RunStatus.PAUSED
    assert (await sweep.wait(run.id)).status is RunStatus.PAUSED
    assert (await sweep.resume(run.id)).status in (RunStatus.QUEUED, RunStatus.RUNNING)
    assert (await sweep.cancel(run.id)).status is RunStatus.CANCELLED
    with pytest.raises(RunConflict, match="is cancelled and cannot be resumed"):
        await sweep.resume(run.id)
    assert [one.id for one in await sweep.history()] == [run.id]
    newest = await sweep.status()
    assert newest is not None
    assert newest.id == run.id
    with pytest.raises(RunConflict, match="there is no run 404"):
        await sweep.status(404)
    await slow.close()


async def test_only_admins_start_a_sweep(database: Database, runner: JobRunner) -> None:
    sweep = Sweep(database, runner, Admins(database, [ADMIN]))
    with pytest.raises(NotAllowed):
        await sweep.start(5)
    assert await sweep.status() is None
    assert (await sweep.start(ADMIN)).started_by == ADMIN


async def test_a_pause_can_come_from_another_process(database: Database, runner: JobRunner) -> None:
    """Started in the terminal, paused in Telegram: the row is all that they share."""
    await database.write(seed_users, 2_000)
    slow = JobRunner(
        database, job_kinds(), look_every_seconds=0.02,
        pace=PaceSettings(target_seconds=1.0, duty=0.05, first=10, max_rows=10),
    )  # fmt: skip
    run = await Sweep(database, slow).start(ADMIN, origin="terminal")
    elsewhere = Sweep(database, JobRunner(database, job_kinds()))
    while (await elsewhere.status(run.id)).status is RunStatus.QUEUED:
        pass
    paused = await elsewhere.pause(run.id)
    assert (paused.status, paused.origin) == (RunStatus.PAUSED, "terminal")
    await slow.close()
