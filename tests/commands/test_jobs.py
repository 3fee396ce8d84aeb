"""besitos jobs: the kinds of long work, their runs and what these found."""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.command_line import main
from bot.database import Database
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner
from tests.kit.working_process import profiles, seed_users

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
async def _database_of_the_commands(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 users, of whom 455 have no profile."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    await database.write(seed_users, 500)


def sql(session: Session, statement: str) -> None:
    session.execute(text(statement))


@dataclass
class Terminal:
    """Commands in a thread, for they bring their own event loop."""

    capture: pytest.CaptureFixture[str]

    async def says(self, *arguments: str, status: int = 0) -> str:
        """What a command prints; nothing is on stderr where it succeeds."""
        out, err, ended = await self.ended(*arguments)
        assert (ended, err) == (status, ""), (out, err)
        return out

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self.says(*arguments, "--json"))

    async def refuses(self, *arguments: str, status: int = 1) -> str:
        """The one line on stderr."""
        out, err, ended = await self.ended(*arguments)
        assert (ended, out, err.count("\n")) == (status, "", 1), err
        return err

    async def ended(self, *arguments: str) -> tuple[str, str, int]:
        self.capture.readouterr()
        status = await asyncio.to_thread(main, arguments)
        out, err = self.capture.readouterr()
        return out, err, status


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def in_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


async def test_every_kind_can_be_started_and_says_what_it_is_for(
    database: Database, terminal: Terminal
) -> None:
    shown = await terminal.says("jobs")
    kinds = (await terminal.json("jobs"))["kinds"]
    assert [kind["name"] for kind in kinds] == [kind.name for kind in job_kinds()]
    for kind in kinds:
        assert kind["purpose"].endswith(".")
        assert f"{kind['name']} " in shown
        assert kind["purpose"] in shown
        assert "succeeded" in await terminal.says("jobs", "start", kind["name"], "--foreground")
    runs = (await terminal.json("jobs"))["runs"]
    assert [run["kind"] for run in runs] == [kind["name"] for kind in reversed(kinds)]
    assert len(await database.read(profiles)) == 500


async def test_the_list_says_of_a_run_how_far_it_is_who_started_it_and_when(
    database: Database, terminal: Terminal
) -> None:
    run_id = (await terminal.json("jobs", "start", "tidy_streaks", "--admin", "99", "--dry-run"))["id"]
    await terminal.says("jobs", "watch", str(run_id))
    (line,) = (line for line in (await terminal.says("jobs")).splitlines() if line.split()[0] == str(run_id))
    run = await JobRunner(database, job_kinds()).get(run_id)
    for said in ("tidy_streaks", "succeeded (dry run)", "0 of 0", "terminal, admin 99", "UTC"):
        assert said in line, line
    assert f"{run.created_at:%Y-%m-%d %H:%M}" in line
    assert (await terminal.json("jobs", "--limit", "1"))["runs"][0]["started_by"] == 99


async def test_findings_are_shown_with_their_reasons(database: Database, terminal: Terminal) -> None:
    await database.write(sql, "DELETE FROM user_gamification_profiles")
    await terminal.says("jobs", "start", "provision_profiles", "--foreground")
    await database.write(sql, "UPDATE user_gamification_profiles SET balance = 701 WHERE user_id = 2100")
    lines = await terminal.says("jobs", "start", "reconcile_ledger", "--foreground", "--json")
    run = json.loads(lines.splitlines()[-1])
    assert (run["status"], run["changed"]) == ("succeeded", 1)
    said = (await terminal.says("jobs", "findings", str(run["id"]))).splitlines()
    assert said[0] == f"run {run['id']}, reconcile_ledger: 1 finding"
    assert said[1].startswith("2100: the profile says balance 701")
    (finding,) = await terminal.json("jobs", "findings")
    assert (finding["key"], finding["state"]) == (2100, "REPORTED")
    assert "no findings" in await terminal.says("jobs", "findings", "1")
    assert f"besitos jobs findings {run['id']}" in await terminal.says("jobs", "status", str(run["id"]))


async def test_runs_of_any_kind_are_paused_resumed_and_cancelled(
    database: Database, terminal: Terminal
) -> None:
    runner = JobRunner(database, job_kinds())
    run_id = (await runner.queue("expire_rewards")).id
    assert (await terminal.json("jobs", "pause", str(run_id)))["status"] == "paused"
    assert "active already" in await terminal.says("jobs", "start", "expire_rewards")
    assert (await terminal.json("jobs", "resume"))["status"] == "queued"
    assert "succeeded" in await terminal.says("jobs", "watch")
    second = await runner.pause((await runner.queue("expire_rewards")).id)
    assert (await terminal.json("jobs", "cancel", str(second.id)))["status"] == "cancelled"
    assert "cancelled" in await terminal.says("jobs", "watch", str(second.id), status=1)


@pytest.mark.parametrize("command", ["status", "pause", "resume", "cancel", "watch"])
async def test_besitos_sweep_refuses_runs_of_other_kinds_and_says_what_to_use(
    database: Database, terminal: Terminal, command: str
) -> None:
    runner = JobRunner(database, job_kinds())
    run = await runner.queue("tidy_streaks")
    said = await terminal.refuses("sweep", command, str(run.id))
    assert said == f"besitos: run 1 is of another kind (tidy_streaks); use: besitos jobs {command} 1\n"
    assert await runner.get(run.id) == run


async def test_wrong_usage_and_what_is_not_there_are_one_line(database: Database, terminal: Terminal) -> None:
    assert "no kind of job 'nonsense'; there are: provision_profiles, " in await terminal.refuses(
        "jobs", "start", "nonsense", status=2
    )
    assert "besitos jobs start --database-url" in await terminal.refuses(
        "jobs", "--database-url", database.url, "start", "tidy_streaks", status=2
    )
    assert "there is no run 404" in await terminal.refuses("jobs", "findings", "404")
    assert "there was no run yet" in await terminal.refuses("jobs", "pause")
    assert await terminal.json("jobs", "status") is None
    assert "no run yet" in await terminal.says("jobs")


async def test_the_old_name_of_the_duty_cycle_is_warned_of_once(
    database: Database, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SWEEP_DUTY", "0.25")
    with pytest.warns(DeprecationWarning, match="SWEEP_DUTY is deprecated"):
        out, err, status = await terminal.ended("jobs", "--json")
    assert (json.loads(out)["runs"], status) == ([], 0)
    assert err.count("variable_renamed") == 1
    assert "SWEEP_DUTY_CYCLE" in err


async def test_a_process_of_its_own_ends_with_the_status_of_the_command(database: Database) -> None:
    ended = in_a_process("jobs", "start", "expire_rewards", "--foreground", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout.splitlines()[-1])["status"] == "succeeded"
    refused = in_a_process("sweep", "status", "1")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "besitos: run 1 is of another kind (expire_rewards); use: besitos jobs status 1\n"
    )
