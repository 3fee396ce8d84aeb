"""besitos upgrade, downgrade and backup, as an operator types them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.command_line import main
from bot.database.upgrade import chain as chain_runner
from bot.demo.production.copy import build_sqlite
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.inspection import SqliteInspection


def besitos(arguments: list[str]) -> int:
    """Run the command line in a thread: its event loop shall not take the place of pytest's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(main, arguments).result()


Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "bot.db"
    build_sqlite(path, "drifted", FEW)
    return path


def test_upgrade_says_what_it_found_and_did(path: Path, capsys: Output) -> None:
    assert besitos(["upgrade", "--database-url", f"sqlite:///{path}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = {line[:12].strip(): line[12:] for line in lines if line[:12].strip()}
    assert said["found"] == "a host bot's database with gamification tables of an earlier attempt"
    assert said["duplicates"].startswith("6 rows kept in gamification_upgrade_log (4 of user_reactions, ")
    assert said["copy"].startswith(f"{path}.before-{chain_runner.head()}-")
    assert said["revision"].startswith(f"none -> {chain_runner.head()} (")
    assert "            adopted 'Primeros Pasos' of rewards as first-steps" in lines


def test_upgrade_a_second_time_says_that_there_is_nothing_to_do(path: Path, capsys: Output) -> None:
    besitos(["upgrade", "--no-backup", "--database-url", f"sqlite:///{path}"])
    capsys.readouterr()
    assert besitos(["upgrade", "--database-url", f"sqlite:///{path}"]) == 0
    said = capsys.readouterr().out
    assert "nothing: the database is at the newest revision already" in said
    assert list(path.parent.glob("*.before-*")) == []


def test_a_dry_run_prints_the_plan_and_writes_nothing(path: Path, capsys: Output) -> None:
    before = path.read_bytes()
    assert besitos(["upgrade", "--dry-run", "--database-url", f"sqlite:///{path}"]) == 0
    said = capsys.readouterr().out
    assert "would do    added bot_config.reaction_cooldown_seconds" in said
    assert said.endswith("nothing was written\n")
    assert path.read_bytes() == before


def test_the_address_comes_from_the_environment_too(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    assert besitos(["upgrade", "--no-backup"]) == 0
    assert str(path) in capsys.readouterr().out


def test_a_refusal_is_one_line_on_stderr_and_status_1(tmp_path: Path, capsys: Output) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("not a database " * 100)
    assert besitos(["upgrade", "--database-url", f"sqlite:///{wrong}"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "is not an SQLite database: check DATABASE_URL; nothing was changed" in output.err


def test_downgrade_says_what_it_did(path: Path, capsys: Output) -> None:
    besitos(["upgrade", "--no-backup", "--database-url", f"sqlite:///{path}"])
    capsys.readouterr()
    assert besitos(["downgrade", "--no-backup", "--database-url", f"sqlite:///{path}"]) == 0
    said = capsys.readouterr().out
    assert "set the economy settings to NULL" in said
    assert f"{chain_runner.head()} -> none" in said
    assert besitos(["downgrade", "--no-backup", "--database-url", f"sqlite:///{path}"]) == 0
    assert "nothing: the database is not on our chain" in capsys.readouterr().out


def test_backup_copies_and_never_overwrites(path: Path, tmp_path: Path, capsys: Output) -> None:
    out = tmp_path / "copy.db"
    command = ["backup", str(out), "--database-url", f"sqlite:///{path}"]
    assert besitos(command) == 0
    assert str(out) in capsys.readouterr().out
    copy, original = SqliteInspection(f"sqlite:///{out}"), SqliteInspection(f"sqlite:///{path}")
    assert copy.everything() == original.everything()
    assert besitos(command) == 1
    assert "exists already: name another file" in capsys.readouterr().err


def test_backup_of_what_is_not_there_and_into_nowhere(tmp_path: Path, path: Path, capsys: Output) -> None:
    assert besitos(["backup", str(tmp_path / "a.db"), "--database-url", f"sqlite:///{tmp_path}/no.db"]) == 1
    assert "there is no database file" in capsys.readouterr().err
    assert besitos(["backup", f"{tmp_path}/no/a.db", "--database-url", f"sqlite:///{path}"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_backup_of_postgresql_names_its_own_tool(
    production_copy: MakeCopy, tmp_path: Path, capsys: Output
) -> None:
    url = production_copy("stamped", FEW)
    assert besitos(["backup", str(tmp_path / "a.db"), "--database-url", url]) == 1
    assert "pg_dump" in capsys.readouterr().err
