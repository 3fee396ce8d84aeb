"""An SQLite file that is deleted or replaced under a live process: nothing is acknowledged after it."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.database import Database, DatabaseFileReplaced, DatabaseUnavailable
from tests.database.counters import increment, make_counter, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{path}")
    await database.write(make_counter)
    assert await database.read(value) == 0
    yield database
    await database.close()


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def move_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def restore_a_copy(path: Path) -> None:
    copy = path.with_name("copy.db")
    with sqlite3.connect(path) as live, sqlite3.connect(copy) as target:
        live.backup(target)
    live.close()
    target.close()
    copy.replace(path)


def delete_the_wal(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def replace_the_wal(path: Path) -> None:
    wal = Path(f"{path}-wal")
    shutil.copy(wal, path.with_name("w"))
    path.with_name("w").replace(wal)


def delete_the_shm(path: Path) -> None:
    Path(f"{path}-shm").unlink()


WAYS = [
    delete, delete_all, move_away, restore_a_copy, delete_the_wal, replace_the_wal, delete_the_shm,
]  # fmt: skip


@pytest.mark.parametrize("happens", WAYS, ids=lambda way: way.__name__)
async def test_nothing_is_acknowledged_after_it(
    database: Database, path: Path, happens: Callable[[Path], None]
) -> None:
    assert await database.write(increment) == 1
    happens(path)
    ends = await asyncio.gather(
        *(database.write(increment) for _ in range(5)),
        *(database.read(value) for _ in range(10)),
        return_exceptions=True,
    )
    assert {type(end) for end in ends} == {DatabaseFileReplaced}
    assert isinstance(ends[0], DatabaseUnavailable)  # who knows only that one is served as well
    assert str(ends[0]) == (
        f"the database file {path} was deleted or replaced while it was in use: nothing is read or written "
        "any more; stop this process, see to the file and its -wal, and start again"
    )
    # No connection of ours makes an empty file where the old one was.
    assert path.exists() is (happens not in (delete, delete_all, move_away))


async def test_what_is_replaced_in_the_middle_of_a_write_is_not_acknowledged(
    database: Database, path: Path
) -> None:
    def meanwhile(session: object) -> None:
        move_away(path)

    with pytest.raises(DatabaseFileReplaced):
        await database.write(meanwhile)


async def test_a_restart_goes_on_with_the_file_that_is_there(database: Database, path: Path) -> None:
    await database.write(increment)
    restore_a_copy(path)
    with pytest.raises(DatabaseFileReplaced):
        await database.write(increment)
    await database.close()
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    again = Database(database.url)
    assert await again.write(increment) == 2
    await again.close()


async def test_the_file_that_comes_back_is_the_same_one(database: Database, path: Path) -> None:
    move_away(path)
    with pytest.raises(DatabaseFileReplaced):
        await database.write(increment)
    path.with_name("elsewhere.db").rename(path)
    assert await database.write(increment) == 1


async def test_a_link_that_names_another_file_then(tmp_path: Path) -> None:
    link, real = tmp_path / "link.db", tmp_path / "deep"
    real.mkdir()
    link.symlink_to(real / "one.db")
    database = Database(f"sqlite:///{link}")
    await database.write(make_counter)
    assert await database.write(increment) == 1
    assert (real / "one.db-wal").exists()
    shutil.copy(real / "one.db", real / "two.db")
    link.unlink()
    link.symlink_to(real / "two.db")
    with pytest.raises(DatabaseFileReplaced):
        await database.write(increment)
    await database.close()


async def test_what_other_programs_may_do_raises_no_alarm(database: Database, path: Path) -> None:
    """VACUUM, checkpoints, backups and closing connections leave the files that we opened."""
    for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "ANALYZE", "PRAGMA optimize"):
        other = sqlite3.connect(path, isolation_level=None)
        other.execute(statement).fetchall()
        other.close()
        await database.write(increment)
        assert await database.read(value) > 0
    os.utime(path)
    other_database = Database(database.url)
    await other_database.write(increment)
    await other_database.close()
    assert await database.write(increment) == 6


async def test_a_file_of_another_journal_mode_is_taken_as_it_is(tmp_path: Path) -> None:
    """Readers first, while there is no -wal yet; then the writer makes one."""
    old = sqlite3.connect(tmp_path / "old.db")
    old.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
    old.execute("INSERT INTO counter VALUES (1, 0)")
    old.commit()
    old.close()
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    assert await database.read(value) == 0
    for n in range(3):
        assert await database.write(increment) == n + 1
        assert set(await asyncio.gather(*(database.read(value) for _ in range(10)))) == {n + 1}
    await database.close()


@pytest.mark.parametrize("url", ["sqlite:///here.db", "sqlite:///file:here.db?uri=true"])
async def test_a_path_that_is_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database(url)
    await database.write(make_counter)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert await database.write(increment) == 1
    (tmp_path / "here.db").unlink()
    with pytest.raises(DatabaseFileReplaced):
        await database.write(increment)
    await database.close()
