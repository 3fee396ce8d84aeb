"""`besitos`: exit statuses, one line for an error, no secrets."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.command_line import main


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BOT_TOKEN", "DATABASE_URL", "WEBHOOK_URL", "ADMIN_IDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)  # no .env


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit status and the one line on stderr."""
    status = main(arguments)
    line = capsys.readouterr().err
    assert line.endswith("\n")
    assert line.count("\n") == 1, line
    return status, line


def test_run_without_a_token_says_in_one_line_how_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    status, line = refused(capsys, "run")
    assert status == 1
    for word in ("BOT_TOKEN", "@BotFather", "make demo"):
        assert word in line


def test_run_without_a_token_touches_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    refused(capsys, "run", "--database-url", "sqlite:///missing.db")
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_IDS", "1,me"),
        ("BOT_TOKEN", "nonsense"),
        ("WEBHOOK_URL", "ftp://x"),
        ("DEFAULT_LANGUAGE", "fr"),
    ],
)
def test_a_malformed_variable_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    status, line = refused(capsys, "run")
    assert status == 1
    assert line.startswith(f"besitos: {name}: ")


def test_a_database_url_of_another_kind_is_refused_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, line = refused(capsys, "run", "--database-url", "mysql://ana:s3cret@db/besitos")
    assert status == 1
    assert "DATABASE_URL" in line
    assert "s3cret" not in line


@pytest.mark.parametrize("arguments", [("frobnicate",), ("run", "--nope"), ("run", "too", "many")])
def test_wrong_usage_exits_with_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    status, line = refused(capsys, *arguments)
    assert status == 2
    assert "besitos --help" in line


def test_debug_shows_the_traceback_wherever_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("--debug", "run"), ("run", "--debug")):
        assert main(arguments) == 1
        shown = capsys.readouterr().err
        assert "Traceback" in shown
        assert shown.splitlines()[-1].startswith("besitos: BOT_TOKEN is missing")


def test_an_error_that_nobody_foresaw_is_one_line_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("first line\nwith postgresql://ana:s3cret@db/x")

    monkeypatch.setattr("bot.commands.options.load_settings", fail)
    status, line = refused(capsys, "run")
    assert status == 1
    assert line.startswith("besitos: unexpected RuntimeError: first line with postgresql://ana:***@db/x")


def test_aiogram_is_only_loaded_to_serve() -> None:
    """It takes two seconds to import; nobody should wait for it to see a version or a plan."""
    code = "import sys, bot.command_line; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"besitos {__version__}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "run" in capsys.readouterr().out
