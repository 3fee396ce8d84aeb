"""The jobs on production databases of every age, with the host's enums and surrogate ids."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import STATES, State, build_sqlite, postgresql_script
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, RunStatus
from tests.kit.databases import Kind
from tests.kit.postgres_server import PostgresServer

USERS = 300


@pytest.fixture(params=STATES)
async def adopted(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path, empty_url: str) -> Database:
    state: State = request.param
    if kind == "sqlite":
        empty_url = f"sqlite:///{tmp_path / 'production.db'}"
        build_sqlite(tmp_path / "production.db", state, USERS)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        server.script("".join(postgresql_script(state, USERS)), empty_url.rpartition("/")[2])
    await upgrade_database(empty_url, backup=False)
    return Database(empty_url)


def without_profile(session: Session) -> tuple[int, int]:
    missing = "NOT EXISTS (SELECT 1 FROM user_gamification_profiles p WHERE p.user_id = u.user_id)"
    every, vip = session.execute(
        text(
            f"SELECT count(*), count(CASE WHEN CAST(u.role AS VARCHAR) <> 'FREE' THEN 1 END) "
            f"FROM users u WHERE {missing}"
        )
    ).one()
    return every, vip


def count_entries(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM transactions")).scalar_one())


async def test_every_kind_of_job_runs_on_an_adopted_database(adopted: Database) -> None:
    runner = JobRunner(adopted, job_kinds())
    missing, vip = await adopted.read(without_profile)
    assert 0 < vip < missing

    async def ran(kind: str, **params: object) -> int:
        run = await runner.work_one((await runner.queue(kind, params)).id)
        assert (run.status, run.bad_rows) == (RunStatus.SUCCEEDED, 0), run.error
        return run.changed

    assert await ran("provision_profiles", only_vip=True) >= vip
    await ran("provision_profiles", registered_before="2025-06-01T00:00:00+00:00", limit=10)
    await ran("provision_profiles")
    assert await adopted.read(without_profile) == (0, 0)
    for kind in ("recompute_levels", "reconcile_ledger", "expire_rewards", "tidy_streaks"):
        first = await ran(kind)
        again = await ran(kind)
        assert again == (first if kind == "reconcile_ledger" else 0)
    entries = (
        await adopted.read(lambda session: session.execute(text("SELECT count(*) FROM transactions")))
    ).scalar_one()
    assert (await ran("daily_totals"), await ran("daily_totals")) == (entries, 0)
    await adopted.close()
