"""Several processes on one sweep: at once, frozen and woken, beside members, under a database in trouble."""

import asyncio
import random
import signal
import sqlite3
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.profiles import GamificationProfileService
from bot.services.jobs import JobRunner, PaceSettings, Run, RunStatus
from tests.kit.databases import Kind
from tests.kit.working_process import profiles, seed_users, workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
USERS = 20_000
MADE = USERS - USERS // 11
EVERYBODY = [7 * n for n in range(1, USERS + 1)]


@pytest.fixture
async def runner(database: Database) -> JobRunner:
    await database.write(seed_users, USERS)
    return JobRunner(database, job_kinds())


async def ids(database: Database) -> list[int]:
    return [row[0] for row in await database.read(profiles)]


def assert_complete(run: Run) -> None:
    assert (run.status, run.processed, run.changed) == (RunStatus.SUCCEEDED, USERS, MADE)


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("lease_seconds", [10.0, 0.001])
async def test_workers_at_once_do_each_row_once(
    runner: JobRunner, database: Database, count: int, lease_seconds: float
) -> None:
    """With the short lease they take the run from each other all the time."""
    run = await runner.queue("provision_profiles")
    with workers() as processes:
        started = [
            processes.start(database.url, run.id, lease_seconds=lease_seconds, max_rows=50)
            for _ in range(count)
        ]
        while any(process.is_alive() for process in started):
            await asyncio.sleep(0.05)
    assert [process.exitcode for process in started] == [0] * count
    run = await runner.get(run.id)
    assert_complete(run)
    assert await ids(database) == EVERYBODY
    if lease_seconds < 1:
        assert run.generation > 1, "nobody took it over: the test shows nothing"


async def test_a_worker_frozen_past_its_lease_and_woken_changes_nothing(
    runner: JobRunner, database: Database, kind: Kind
) -> None:
    run = await runner.queue("provision_profiles")
    with workers() as processes:
        frozen = processes.start(database.url, run.id, lease_seconds=0.5, max_rows=50, duty=0.1)
        while (run := await runner.get(run.id)).processed < 500:
            await asyncio.sleep(0.01)
        processes.signal(frozen, signal.SIGSTOP)
        while kind == "sqlite" and write_locked(
            database
        ):  # frozen in the middle of a batch: nobody could write
            processes.signal(frozen, signal.SIGCONT)
            await asyncio.sleep(0.005)
            processes.signal(frozen, signal.SIGSTOP)
        at = await runner.get(run.id)
        other = processes.start(database.url, run.id, lease_seconds=10, max_rows=50, duty=0.2)
        while (run := await runner.get(run.id)).processed < at.processed + 1_000:
            await asyncio.sleep(0.01)
        assert run.generation == at.generation + 1
        processes.signal(frozen, signal.SIGCONT)  # wakes up in the middle of the other's work
        while frozen.is_alive() or other.is_alive():
            await asyncio.sleep(0.05)
        assert (frozen.exitcode, other.exitcode) == (0, 0)
    run = await runner.get(run.id)
    assert_complete(run)
    assert run.generation == at.generation + 1
    assert await ids(database) == EVERYBODY


def write_locked(database: Database) -> bool:
    connection = sqlite3.connect(str(make_url(database.url).database), timeout=0.02, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def small_batches(database: Database) -> JobRunner:
    pace = PaceSettings(target_seconds=1.0, duty=0.5, first=50, max_rows=50)
    return JobRunner(database, job_kinds(), pace=pace, look_every_seconds=0.05)


async def under_way(runner: JobRunner) -> Run:
    runner.open()
    run = await runner.queue("provision_profiles", started_by=1)
    while (run := await runner.get(run.id)).processed < 500:
        await asyncio.sleep(0.002)
    assert run.status is RunStatus.RUNNING
    return run


@pytest.mark.usefixtures("runner")
async def test_a_database_that_is_locked_for_ten_seconds_holds_the_sweep_up_and_no_more(
    database: Database, kind: Kind
) -> None:
    runner = small_batches(database)
    run = await under_way(runner)
    other = Database(database.url)

    def hold(session: Session) -> None:
        if kind == "postgresql":
            session.execute(text("LOCK TABLE user_gamification_profiles IN EXCLUSIVE MODE"))
            session.execute(text("SELECT pg_sleep(10)"))
        else:
            session.execute(text("SELECT 1"))
            time.sleep(10)

    began = time.monotonic()
    await other.write(hold)
    assert time.monotonic() - began >= 10
    held = await runner.get(run.id)
    assert held.processed < USERS
    assert_complete(await runner.wait(run.id))
    assert await ids(database) == EVERYBODY
    await runner.close()
    await other.close()


@pytest.mark.usefixtures("runner")
async def test_a_full_disk_holds_the_sweep_up_until_there_is_room(database: Database, kind: Kind) -> None:
    fill, make_room = FULL[kind]
    runner = small_batches(database)
    run = await under_way(runner)
    await database.write(fill)
    await asyncio.sleep(1.0)
    held = await runner.get(run.id)
    await asyncio.sleep(0.5)
    later = await runner.get(run.id)
    assert (later.status, later.processed, later.bad_rows) == (RunStatus.RUNNING, held.processed, 0)
    assert later.processed < USERS
    await database.write(make_room)
    assert_complete(await runner.wait(run.id))
    assert await ids(database) == EVERYBODY
    await runner.close()


def fill_sqlite(session: Session) -> None:
    # Holds for the one connection that writes, and answers SQLITE_FULL like a disk without room.
    pages = session.execute(text("PRAGMA page_count")).scalar_one()
    session.execute(text(f"PRAGMA max_page_count = {pages}"))


def empty_sqlite(session: Session) -> None:
    session.execute(text("PRAGMA max_page_count = 1000000"))


def fill_postgresql(session: Session) -> None:
    session.execute(
        text(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100''; END'"
        )
    )
    session.execute(
        text(
            "CREATE TRIGGER full_disk BEFORE INSERT ON user_gamification_profiles "
            "FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
    )


def empty_postgresql(session: Session) -> None:
    session.execute(text("DROP TRIGGER full_disk ON user_gamification_profiles"))


FULL: dict[Kind, tuple[Callable[[Session], None], Callable[[Session], None]]] = {
    "sqlite": (fill_sqlite, empty_sqlite),
    "postgresql": (fill_postgresql, empty_postgresql),
}


@pytest.mark.usefixtures("runner")
async def test_users_deleted_in_mid_sweep_leave_no_trace_and_no_error(database: Database) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    runner = small_batches(database)
    run = await under_way(runner)
    gone: set[int] = set()

    def delete(session: Session, user_ids: list[int]) -> None:
        for user_id in user_ids:
            session.execute(text("DELETE FROM users WHERE user_id = :user_id"), {"user_id": user_id})

    while not (now := await runner.get(run.id)).is_stopped:
        # Where the sweep is at work, and anywhere.
        near = range((now.cursor or 0) + 7, (now.cursor or 0) + 7 * 400, 7)
        some = set(chance.sample(near, 20)) | set(chance.sample(EVERYBODY, 20))
        await database.write(delete, sorted(some))
        gone |= some
    ended = await runner.get(run.id)
    assert (ended.status, ended.bad_rows, ended.error) == (RunStatus.SUCCEEDED, 0, None)
    assert len(gone) > 500
    assert await ids(database) == [user_id for user_id in EVERYBODY if user_id not in gone]
    await runner.close()


@pytest.mark.usefixtures("runner")
async def test_a_thousand_first_contacts_in_mid_sweep_give_one_profile_each(database: Database) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    runner = small_batches(database)
    run = await under_way(runner)
    members = [GamificationProfileService(Database(database.url)) for _ in range(2)]
    returning = chance.sample(EVERYBODY, 600)
    new = [7 * n + 1 for n in chance.sample(range(USERS), 400)]
    contacts = [Identity(user_id, "Ana") for user_id in returning + new]
    chance.shuffle(contacts)

    async def contact(who: Identity) -> int:
        await asyncio.sleep(chance.random() * 0.5)
        return (await chance.choice(members).get_or_create(who)).user_id

    answered = await asyncio.gather(*(contact(who) for who in contacts))
    assert answered == [who.user_id for who in contacts]
    ended = await runner.wait(run.id)
    assert (ended.status, ended.bad_rows, ended.error) == (RunStatus.SUCCEEDED, 0, None)
    assert await ids(database) == sorted(set(EVERYBODY) | set(new))
    await runner.close()
    for service in members:
        await service._database.close()
