"""The copy of an SQLite file that is made before any change, and `besitos backup`."""

import os
import re
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.database.upgrade import UpgradeFailed, UpgradeRefused, downgrade_database, upgrade_database
from bot.database.upgrade import backup as backup_module
from bot.database.upgrade import chain as chain_runner
from bot.database.upgrade import sqlite as upgrade_sqlite
from bot.database.upgrade.backup import BackupRefused, copies_beside, copy_database
from bot.demo.production.copy import build_sqlite
from tests.kit.production_copies import FEW
from tests.migrations.inspection import SqliteInspection

NAME = re.compile(r"bot\.db\.before-" + chain_runner.head() + r"-\d{8}T\d{6}\.\d{6}Z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A production copy in the state `drifted`."""
    path = tmp_path / "bot.db"
    build_sqlite(path, "drifted", FEW)
    return path


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def look(path: Path) -> SqliteInspection:
    return SqliteInspection(url(path))


async def test_the_copy_is_the_database_as_it_was_and_its_name_says_revision_and_time(path: Path) -> None:
    before = look(path).everything()
    report = await upgrade_database(url(path))
    assert report.backup is not None
    assert report.backup.parent == path.parent
    assert NAME.fullmatch(report.backup.name)
    assert look(report.backup).everything() == before
    assert copies_beside(path) == [report.backup]


async def test_the_copy_holds_what_was_still_in_the_write_ahead_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as live:
        live.execute("PRAGMA wal_autocheckpoint = 0")
        live.execute("UPDATE users SET username = 'just now'")
        live.commit()
        report = await upgrade_database(url(path))
    assert report.backup is not None
    assert look(report.backup).sql("SELECT DISTINCT username FROM users") == [("just now",)]


async def test_the_copy_is_one_file_that_only_its_owner_may_read_if_the_database_is(path: Path) -> None:
    path.chmod(0o600)
    report = await upgrade_database(url(path))
    assert report.backup is not None
    assert report.backup.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob("*.before-*-wal"))
    assert not list(path.parent.glob("*.partial"))


class Watched(sqlite3.Connection):
    """A connection that looks at the files beside its database, before and after all that it does."""

    seen: ClassVar[dict[str, int]] = {}
    folder: ClassVar[Path]

    def backup(self, *arguments: Any, **more: Any) -> None:
        self.look()
        super().backup(*arguments, progress=lambda *_: self.look(), **more)
        self.look()

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self.look()
        self.set_trace_callback(lambda _statement: self.look())
        done = super().execute(*arguments)
        self.look()
        return done

    def close(self) -> None:
        self.look()
        super().close()

    @classmethod
    def look(cls) -> None:
        for path in cls.folder.glob("*.partial*"):
            with suppress(FileNotFoundError):
                cls.seen[path.name] = cls.seen.get(path.name, 0) | (path.stat().st_mode & 0o777)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o644])
def test_while_it_is_made_a_copy_is_never_more_open_than_the_database(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    big = tmp_path / "big.db"
    with closing(
        sqlite3.connect(big)
    ) as live:  # larger than SQLite's cache, so that it is written on the way
        live.execute("PRAGMA journal_mode = WAL")
        live.execute("CREATE TABLE rows (value BLOB)")
        live.executemany("INSERT INTO rows VALUES (randomblob(1000))", [()] * 10_000)
        live.commit()
    big.chmod(mode)
    out = tmp_path / "made"
    out.mkdir()
    monkeypatch.setattr(Watched, "seen", {})
    monkeypatch.setattr(Watched, "folder", out, raising=False)
    connect = sqlite3.connect
    monkeypatch.setattr(
        "bot.database.upgrade.backup.sqlite3.connect", lambda *a, **more: connect(*a, factory=Watched, **more)
    )
    done = threading.Event()

    def look_all_the_time() -> None:
        while not done.is_set():
            Watched.look()

    umask = os.umask(0)
    watcher = threading.Thread(target=look_all_the_time)
    watcher.start()
    try:
        copy_database(big, out / "copy.db")
    finally:
        done.set()
        watcher.join()
        os.umask(umask)
    assert "copy.db.partial" in Watched.seen
    assert [name for name, seen in Watched.seen.items() if seen & ~(mode | 0o600)] == []
    assert (out / "copy.db").stat().st_mode & 0o777 == mode
    assert [file.name for file in out.iterdir()] == ["copy.db"]


def test_what_a_killed_copy_left_is_not_played_into_the_next_one(path: Path, tmp_path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        (tmp_path / f"out.db.partial{ending}").write_bytes(b"of a copy that was killed" * 400)
    copy_database(path, tmp_path / "out.db")
    assert look(tmp_path / "out.db").everything() == look(path).everything()
    assert not list(tmp_path.glob("*.partial*"))


async def test_the_last_three_copies_are_kept(path: Path) -> None:
    made = []
    for _ in range(3):
        up = await upgrade_database(url(path))
        down = await downgrade_database(url(path))
        made += [up.backup, down.backup]
    assert copies_beside(path) == made[-3:]


async def test_no_copy_is_made_where_it_is_turned_off_or_nothing_is_to_do_or_nothing_is_there(
    path: Path, tmp_path: Path
) -> None:
    assert (await upgrade_database(url(path), dry_run=True)).backup is None
    assert (await upgrade_database(url(path), backup=False)).backup is None
    assert (await upgrade_database(url(path))).backup is None
    assert (await upgrade_database(url(tmp_path / "new.db"))).backup is None
    (tmp_path / "empty.db").touch()
    assert (await upgrade_database(url(tmp_path / "empty.db"))).backup is None
    assert not list(tmp_path.glob("*.before-*"))


async def test_after_a_failure_the_message_names_the_copy_and_the_database_is_as_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path)) as connection:  # nobody's index stands where ours would
        connection.execute("CREATE VIEW gamification_upgrade_log AS SELECT 1")
        connection.commit()
    before = look(path).everything()
    with pytest.raises(UpgradeFailed) as failed:
        await upgrade_database(url(path))
    (copy,) = copies_beside(path)
    assert str(copy) in str(failed.value)
    assert "\n" not in str(failed.value)
    assert look(path).everything() == before == look(copy).everything()


async def test_a_disk_that_is_full_while_copying_refuses_the_upgrade_and_leaves_no_half_of_a_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.database.upgrade.backup.shutil.copymode", full)
    before = look(path).everything()
    with pytest.raises(UpgradeRefused, match=r"the disk is full: make room .*; nothing was changed$"):
        await upgrade_database(url(path))
    assert look(path).everything() == before
    assert [file.name for file in path.parent.iterdir() if "before" in file.name] == []


async def test_a_refusal_leaves_no_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE users DROP COLUMN last_name")
        connection.commit()
    with pytest.raises(UpgradeRefused, match="users has no column last_name"):
        await upgrade_database(url(path))
    assert copies_beside(path) == []


async def test_the_copy_is_made_while_nobody_else_can_write(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a row that comes in after the copy would be lost by going back to it."""
    tried = []

    def copy_and_try_to_write(source: Path, revision: str) -> Path:
        with (
            closing(sqlite3.connect(path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("DELETE FROM user_interests")
        tried.append(revision)
        return backup_module.copy_beside(source, revision)

    monkeypatch.setattr(upgrade_sqlite, "copy_beside", copy_and_try_to_write)
    await upgrade_database(url(path))
    assert tried == [chain_runner.head()]


def test_a_copy_never_overwrites(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.db"
    target.write_text("precious")
    with pytest.raises(BackupRefused, match="exists already"):
        copy_database(path, target)
    assert target.read_text() == "precious"


def test_a_copy_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="no database file"):
        copy_database(tmp_path / "missing.db", tmp_path / "out.db")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_made_while_the_bot_writes(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as bot:
        bot.execute("UPDATE users SET username = 'not committed'")
        copy_database(path, tmp_path / "out.db")
        bot.rollback()
    assert look(tmp_path / "out.db").everything() == look(path).everything()
