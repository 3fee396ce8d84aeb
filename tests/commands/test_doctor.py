"""besitos doctor: a line for each finding, the exit status, and not a byte written."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.__main__ import main


def besitos(arguments: list[str]) -> int:
    """Run the command line in a thread: its event loop shall not take the place of pytest's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(main, arguments).result()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "BOT_TOKEN", "ADMIN_IDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert besitos(["upgrade", "--database-url", f"sqlite:///{tmp_path / 'besitos.db'}"]) == 0
    return tmp_path / "besitos.db"


def besitos_doctor(path: Path) -> int:
    return besitos(["doctor", "--database-url", f"sqlite:///{path}"])


def test_a_well_database_is_status_0(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    with sqlite3.connect(path) as connection:
        connection.execute("""UPDATE content_sets SET file_ids = '["AgACAgQAAxkBAAEA"]'""")
    assert besitos_doctor(path) == 0
    assert capsys.readouterr() == ("all is well\n", "")


def test_each_finding_is_a_line_and_the_status_is_1(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE bot_config SET besitos_daily_gift = 0, day_timezone = 'Nowhere'")
        connection.execute(
            "UPDATE rewards SET name = 'two' || char(10) || 'lines', claim_window_hours = 0 WHERE id = 1"
        )
    assert besitos_doctor(path) == 1
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if not line.startswith("note: ")] == [
        "the setting besitos_daily_gift is ignored: must be a whole number from 1 to 1,000,000, not 0; "
        "set it to a legal value; until then the default holds, 50",
        "the setting day_timezone is ignored: 'Nowhere' is not an IANA time zone; an example is "
        "Europe/Madrid; set it to a legal value; until then the default holds, 'UTC'",
        r"reward 1 'two\nlines': claim_window_hours must be a whole number from 1 to 8,760, not 0; edit it "
        "in the catalog",
    ]
    assert err == ""


def test_the_file_stays_as_it_is_byte_for_byte(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE bot_config SET besitos_daily_gift = 0")
    connection.close()  # the last one out empties the log into the file
    before, files = hashlib.sha256(path.read_bytes()).digest(), sorted(path.parent.iterdir())
    assert besitos_doctor(path) == 1
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert sorted(path.parent.iterdir()) == files


def test_a_bot_may_hold_the_write_lock_meanwhile(path: Path) -> None:
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE bot_config SET besitos_daily_gift = 0")
        assert besitos_doctor(path) == 0
        connection.execute("ROLLBACK")
    connection.close()


def test_a_database_that_is_not_there_is_not_made(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert besitos_doctor(path.parent / "none.db") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("besitos: there is no database sqlite+aiosqlite:///")
    assert not (path.parent / "none.db").exists()
    (path.parent / "text.db").write_text("no database, but a text" * 100)
    assert besitos_doctor(path.parent / "text.db") == 1
    _, err = capsys.readouterr()
    assert "is not an SQLite database" in err
    assert err.count("\n") == 1


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert besitos(["doctor", "--cure"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
