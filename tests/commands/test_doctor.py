"""besitos doctor: a line for each finding, the exit status, and not a byte written."""

import hashlib
import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.command_line import main


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


def break_levels(path: Path, members: int) -> None:
    with sqlite3.connect(path) as connection:
        for number in range(1, members + 1):
            connection.execute(
                "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
                "VALUES (?, 'x', 'FREE', '2026-01-01', '2026-01-01')",
                (number,),
            )
            connection.execute(
                "INSERT INTO user_gamification_profiles (user_id, balance, total_earned, total_spent, level, "
                "created_at, updated_at) VALUES (?, 0, 0, 0, 9, '2026-01-01', '2026-01-01')",
                (number,),
            )
        connection.execute("UPDATE bot_config SET besitos_daily_gift = 0")
    connection.close()


def wrong_lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if not line.startswith("note: ")]


def test_of_one_kind_the_first_five_are_shown_and_how_many_there_are(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_levels(path, 1_207)
    capsys.readouterr()
    assert besitos_doctor(path) == 1
    setting, *levels, more = wrong_lines(capsys)
    assert setting.startswith("the setting besitos_daily_gift is ignored")
    assert [line.partition(":")[0] for line in levels] == [f"member {number}" for number in range(1, 6)]
    assert more == (
        "and 1,202 more of this kind, 1,207 in all (stored_level); besitos doctor --all shows each"
    )


def test_all_shows_each(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_levels(path, 7)
    capsys.readouterr()
    assert besitos(["doctor", "--all", "--database-url", f"sqlite:///{path}"]) == 1
    assert len(wrong_lines(capsys)) == 8


def test_json_is_one_document_with_everything(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_levels(path, 7)
    capsys.readouterr()
    assert besitos(["doctor", "--json", "--database-url", f"sqlite:///{path}"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["complete"], document["wrong"], document["notes"]) == (True, 8, 2)
    assert document["kinds"] == {"setting_value": 1, "product_not_sold": 2, "stored_level": 7}
    last = document["findings"][-1]
    assert last["kind"] == "stored_level"
    assert last["what"].startswith("member 7: the stored level is 9, and 0 besitos earned give 1")
    assert last["wrong"] is True


def test_fix_says_what_it_did_and_audit_shows_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_levels(path, 7)
    address = ["--database-url", f"sqlite:///{path}"]
    capsys.readouterr()
    assert besitos(["audit", *address]) == 0
    assert capsys.readouterr().out == "no change was recorded\n"
    assert besitos(["doctor", "--fix", *address]) == 1
    mended, setting = wrong_lines(capsys)
    assert mended == "mended 7 rows, stored level: set to what the level formula gives"
    assert setting.startswith("the setting besitos_daily_gift is ignored")
    assert besitos(["doctor", "--fix", *address]) == 1
    assert wrong_lines(capsys)[0] == "nothing to mend"
    assert besitos(["audit", "--limit", "2", *address]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith('UTC besitos doctor --fix stored level member 7: {"level": 9} -> {"level": 1}')
    assert second.endswith('stored level member 6: {"level": 9} -> {"level": 1}')


def test_audit_in_words_with_names(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = ["--database-url", f"sqlite:///{path}"]
    break_levels(path, 7)
    assert besitos(["doctor", "--fix", *address]) == 1
    capsys.readouterr()
    assert besitos(["audit", "--limit", "1", "--language", "es", *address]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert re.search(r" · el doctor: corrigió el nivel de .*7\)?$", first)
    assert second == "   Nivel: 9 → 1"
    assert besitos(["audit", "--language", "xx", *address]) == 2
