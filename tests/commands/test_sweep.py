"""besitos sweep: what an admin can do in a terminal."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import run_worker, sweep
from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.services.clock import system_clock
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, leases
from tests.kit.working_process import profiles, seed_users

ROOT = Path(__file__).parents[2]
app = typer.Typer()
sweep.register(app)


@pytest.fixture(autouse=True)
async def address(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with 500 users, of whom 455 have no profile: that of the commands."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.chdir(ROOT)
    await database.write(seed_users, 500)
    return database.url


async def invoke(*arguments: str) -> Any:
    """In a thread: the commands bring their own event loop."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["sweep", *arguments]))


async def besitos(*arguments: str, status: int = 0) -> str:
    result = await invoke(*arguments)
    assert result.exit_code == status, (result.output, result.exception)
    stdout: str = result.stdout
    return stdout


async def besitos_json(*arguments: str) -> Any:
    return json.loads(await besitos(*arguments, "--json"))


async def until_stopped(run_id: int) -> Any:
    ends = time.monotonic() + 20
    while not (run := await besitos_json("status", str(run_id)))["is_stopped"]:
        assert time.monotonic() < ends, run
        await asyncio.sleep(0.1)
    return run


@contextmanager
def in_a_process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """besitos sweep in a process of its own, killed at the end of the block."""
    script = (  # a job in the background, as a CI may be, hands down that SIGINT is ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "import typer; from bot.commands import sweep; app = typer.Typer(); sweep.register(app); app()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, "sweep", *arguments],
        cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


async def paused_run(database: Database) -> int:
    """A run that nobody works."""
    runner = JobRunner(database, job_kinds())
    return (await runner.pause((await runner.queue("provision_profiles")).id)).id


async def test_a_sweep_in_the_foreground_is_over_when_the_command_returns(
    address: str, database: Database
) -> None:
    said = await besitos("start", "--foreground")
    assert "succeeded" in said
    assert "500 of 500" in said
    assert "455 made" in said
    assert len(await database.read(profiles)) == 500


async def test_without_a_bot_a_process_in_the_background_works_the_run(
    address: str, database: Database
) -> None:
    started = await besitos_json("start")
    assert started["status"] == "queued"
    run = await until_stopped(started["id"])
    assert (run["status"], run["created"], run["origin"]) == ("succeeded", 455, "terminal")
    assert len(await database.read(profiles)) == 500


async def test_a_bot_that_serves_the_database_takes_the_run_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_worker, "TAKE_UP_SECONDS", 60.0)  # however busy this machine is
    bot = JobRunner(database, job_kinds(), look_every_seconds=0.05)
    bot.open()
    run = await bot.wait((await besitos_json("start"))["id"])
    await bot.close()
    assert run.status == "succeeded"
    worked = [line for line in run.log if "worked by" in line]
    assert len(worked) == 1
    assert f":{os.getpid()}:" in worked[0]


async def test_a_dry_run_with_options_counts_and_makes_nothing(database: Database) -> None:
    said = await besitos(
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
    said = await besitos(
        "start", "--dry-run", "--foreground", "--limit", "100", "--registered-before", "2026-02-01"
    )
    assert "100 would be made" in said
    said = await besitos(
        "start", "--dry-run", "--foreground", "--registered-before", "2026-02-01T00:00:00+02:00"
    )
    assert "registered_before 2026-01-31T22:00:00+00:00" in said
    assert len(await database.read(profiles)) == 45


async def test_pause_resume_and_cancel_are_of_the_newest_run_or_of_the_one_that_is_named(
    address: str, database: Database
) -> None:
    run_id = await paused_run(database)
    assert (await besitos_json("pause"))["status"] == "paused"
    assert (await besitos_json("start"))["id"] == run_id  # the one that is there
    assert "active already" in await besitos("start")
    assert (await besitos_json("resume", str(run_id)))["status"] == "queued"
    assert (await until_stopped(run_id))["status"] == "succeeded"
    second = await paused_run(database)
    assert (await besitos_json("cancel"))["status"] == "cancelled"
    assert (await besitos_json("status"))["id"] == second
    assert (await besitos_json("status", str(run_id)))["status"] == "succeeded"


async def test_watch_shows_a_run_to_its_end(database: Database) -> None:
    runner = JobRunner(database, job_kinds())
    run_id = (await runner.queue("provision_profiles")).id
    with in_a_process("watch", "--json") as watching:
        assert watching.stdout is not None
        first = watching.stdout.readline()
        await runner.work_one(run_id)
        rest, _ = watching.communicate(timeout=20)
    lines = [json.loads(line) for line in [first, *rest.splitlines()]]
    assert {line["id"] for line in lines} == {run_id}
    assert [lines[0]["is_stopped"], lines[-1]["is_stopped"]] == [False, True]
    assert lines[-1]["status"] == "succeeded"
    assert "succeeded" in await besitos("watch", str(run_id))


async def test_watch_of_a_run_that_ended_badly_exits_with_1(database: Database) -> None:
    run_id = await paused_run(database)
    await besitos("cancel")
    assert "cancelled" in await besitos("watch", str(run_id), status=1)


async def test_ctrl_c_in_watch_leaves_the_run_going(database: Database) -> None:
    run_id = (await JobRunner(database, job_kinds()).queue("provision_profiles")).id
    with in_a_process("watch", "--json") as watching:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["status"] == "queued"
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=20)
    assert watching.returncode == 0
    assert f"run {run_id} goes on" in errors
    assert (await besitos_json("status"))["status"] == "queued"


async def test_a_run_whose_worker_was_killed_a_moment_ago_is_taken_up(
    address: str, database: Database
) -> None:
    run = await JobRunner(database, job_kinds()).queue("provision_profiles")
    assert await database.write(leases.claim, run, "killed", system_clock(), 4.0)
    assert "active already" in await besitos("start")
    assert (await until_stopped(run.id))["status"] == "succeeded"


@pytest.mark.parametrize(("ask", "status"), [("pause", "paused"), ("cancel", "cancelled")])
async def test_a_run_whose_worker_was_killed_a_moment_ago_does_what_it_is_asked(
    address: str, database: Database, ask: str, status: str
) -> None:
    run = await JobRunner(database, job_kinds()).queue("provision_profiles")
    assert await database.write(leases.claim, run, "killed", system_clock(), 4.0)
    await besitos(ask)
    assert (await until_stopped(run.id))["status"] == status


async def test_a_folder_with_a_bot_of_its_own_is_no_hindrance(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    started = await besitos_json("start")
    assert (await until_stopped(started["id"]))["status"] == "succeeded"


async def test_ctrl_c_in_the_foreground_leaves_the_run_to_the_background(address: str) -> None:
    with in_a_process("start", "--foreground", "--json", SWEEP_DUTY_CYCLE="0.01") as working:
        assert working.stdout is not None
        run_id = json.loads(working.stdout.readline())["id"]
        working.send_signal(signal.SIGINT)
        _, errors = working.communicate(timeout=20)
    assert working.returncode == 0
    assert f"run {run_id} goes on" in errors
    assert (await until_stopped(run_id))["status"] == "succeeded"


async def test_before_the_first_sweep_there_is_nothing_to_show(database: Database) -> None:
    assert "no sweep yet" in await besitos("status")
    assert await besitos_json("status") is None
    assert "no sweep yet" in str((await invoke("pause")).exception)
    assert "no run 404" in str((await invoke("status", "404")).exception)


async def test_wrong_usage_is_refused(database: Database) -> None:
    await besitos("start", "--limit", "0", status=2)
    await besitos("start", "--registered-before", "soon", status=2)
    assert await besitos_json("status") is None


async def test_an_old_database_is_refused_with_the_way_out(empty_url: str) -> None:
    await upgrade_database(empty_url, revision="0005")
    result = await invoke("start", "--database-url", empty_url)
    assert "revision 0005" in str(result.exception)
    assert "run: besitos upgrade" in str(result.exception)
