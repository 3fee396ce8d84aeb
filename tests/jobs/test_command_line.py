"""besitos sweep: what an admin can do in a terminal."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
from typer.testing import CliRunner

from bot.commands import sweep
from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.gamification.jobs_kinds import job_kinds
from bot.services.jobs import JobRunner, PaceSettings
from tests.jobs.working_process import profiles, sow_users

ROOT = Path(__file__).parents[2]
app = typer.Typer()
sweep.register(app)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The commands send log lines to the stderr of their moment."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    migration = logging.getLogger("alembic.runtime.migration")
    earlier = migration.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    migration.setLevel(earlier)
    structlog.configure(**configuration)


@pytest.fixture
def address(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with 500 users, of whom 455 have no profile; the commands' own."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(ROOT)

    async def sow() -> None:
        database = Database(database_url)
        await database.write(sow_users, 500)
        await database.close()

    asyncio.run(sow())
    return database_url


def besitos(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, ["sweep", *arguments])
    assert result.exit_code == status, (result.output, result.exception)
    return result.stdout


def besitos_json(*arguments: str) -> Any:
    return json.loads(besitos(*arguments, "--json"))


def until_at_rest(run_id: int) -> Any:
    ends = time.monotonic() + 20
    while not (run := besitos_json("status", str(run_id)))["at_rest"]:
        assert time.monotonic() < ends, run
        time.sleep(0.1)
    return run


def count_profiles(url: str) -> int:
    async def count() -> int:
        database = Database(url)
        rows = await database.read(profiles)
        await database.close()
        return len(rows)

    return asyncio.run(count())


def test_a_sweep_in_the_foreground_is_over_when_the_command_returns(address: str) -> None:
    said = besitos("start", "--foreground")
    assert "succeeded" in said
    assert "500 of 500" in said
    assert "455 made" in said
    assert count_profiles(address) == 500


def test_without_a_bot_a_process_in_the_background_works_the_run(address: str) -> None:
    started = besitos_json("start")
    assert started["status"] == "queued"
    run = until_at_rest(started["id"])
    assert (run["status"], run["created"], run["origin"]) == ("succeeded", 455, "terminal")
    assert count_profiles(address) == 500


def test_a_bot_that_serves_the_database_takes_the_run_up(address: str) -> None:
    async def serve_and_start() -> tuple[str, str | None]:
        database = Database(address)
        bot = JobRunner(database, job_kinds(), look_every_seconds=0.05)
        bot.open()
        run_id = json.loads(await asyncio.to_thread(besitos, "start", "--json"))["id"]
        run = await bot.wait(run_id)
        await bot.close()
        await database.close()
        return run.status, next((line for line in run.log if "worked by" in line), None)

    status, worked = asyncio.run(serve_and_start())
    assert status == "succeeded"
    assert worked is not None
    assert f":{os.getpid()}:" in worked


def test_a_dry_run_with_options_counts_and_makes_nothing(address: str) -> None:
    said = besitos(
        "start",
        "--dry-run",
        "--foreground",
        "--limit",
        "100",
        "--registered-before",
        "2026-02-01",
        "--only-vip",
    )
    assert "(dry run)" in said
    assert "0 would be made" in said
    assert "only_vip True, registered_before 2026-02-01T00:00:00+00:00, limit 100" in said
    said = besitos(
        "start", "--dry-run", "--foreground", "--limit", "100", "--registered-before", "2026-02-01"
    )
    assert "100 would be made" in said
    assert count_profiles(address) == 45


def paused_run(address: str) -> int:
    """A run that nobody works."""

    async def queue() -> int:
        database = Database(address)
        runner = JobRunner(database, job_kinds(), pace=PaceSettings(target_seconds=1.0))
        run = await runner.pause((await runner.queue("provision_profiles")).id)
        await database.close()
        return run.id

    return asyncio.run(queue())


def test_pause_resume_and_cancel_are_of_the_newest_run_or_of_the_one_that_is_named(address: str) -> None:
    run_id = paused_run(address)
    assert besitos_json("pause")["status"] == "paused"
    assert besitos_json("start")["id"] == run_id  # the one that is there
    assert "active already" in besitos("start")
    assert besitos_json("resume", str(run_id))["status"] == "queued"
    assert until_at_rest(run_id)["status"] == "succeeded"
    second = paused_run(address)
    assert besitos_json("cancel")["status"] == "cancelled"
    assert besitos_json("status")["id"] == second
    assert besitos_json("status", str(run_id))["status"] == "succeeded"


def test_watch_shows_a_run_to_its_end(address: str) -> None:
    run_id = besitos_json("start")["id"]
    lines = [json.loads(line) for line in besitos("watch", "--json").splitlines()]
    assert {line["id"] for line in lines} == {run_id}
    assert [lines[0]["at_rest"], lines[-1]["at_rest"]] == [False, True]
    assert lines[-1]["status"] == "succeeded"
    assert "succeeded" in besitos("watch", str(run_id))


def test_watch_of_a_run_that_ended_badly_exits_with_1(address: str) -> None:
    run_id = paused_run(address)
    besitos("cancel")
    assert "cancelled" in besitos("watch", str(run_id), status=1)


def test_ctrl_c_in_watch_leaves_the_run_going(address: str) -> None:
    async def queue() -> int:
        database = Database(address)
        run = await JobRunner(database, job_kinds()).queue("provision_profiles")
        await database.close()
        return run.id

    run_id = asyncio.run(queue())
    script = "import typer; from bot.commands import sweep; app = typer.Typer(); sweep.register(app); app()"
    with subprocess.Popen(
        [sys.executable, "-c", script, "sweep", "watch", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as watching:  # fmt: skip
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["status"] == "queued"
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=20)
    assert watching.returncode == 0
    assert f"run {run_id} goes on" in errors
    assert besitos_json("status")["status"] == "queued"


def test_before_the_first_sweep_there_is_nothing_to_show(address: str) -> None:
    assert "no sweep yet" in besitos("status")
    assert besitos_json("status") is None
    assert "no sweep yet" in str(CliRunner().invoke(app, ["sweep", "pause"]).exception)
    assert "no run 404" in str(CliRunner().invoke(app, ["sweep", "status", "404"]).exception)


def test_wrong_usage_is_refused(address: str) -> None:
    besitos("start", "--limit", "0", status=2)
    besitos("start", "--registered-before", "soon", status=2)
    assert besitos_json("status") is None


def test_an_old_database_is_refused_with_the_way_out(empty_url: str) -> None:
    asyncio.run(upgrade_database(empty_url, revision="0005"))
    result = CliRunner().invoke(app, ["sweep", "start", "--database-url", empty_url])
    assert "revision 0005" in str(result.exception)
    assert "run: besitos upgrade" in str(result.exception)
