"""The write-ahead log is copied into the file by a thread of its own, and the writer waits for no disk."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database, DatabaseFileReplaced, checkpoints, engines, sqlite_runner
from tests.kit.eventually import eventually

ROWS = checkpoints.ROWS
LOG_HEADER = 32
"""https://sqlite.org/fileformat2.html#walformat"""
NEVER = 10**6
"""As the writer's own limit, so that only the thread can have copied what is in the file."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
async def database(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(sqlite_runner, "LOG_PAGES", NEVER)
    database = Database(f"sqlite:///{path}")
    await database.write(make)
    yield database
    await database.close()


def make(session: Session) -> None:
    session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)"))


def add(session: Session, rows: int) -> None:
    session.execute(text("INSERT INTO notes (note) VALUES (:note)"), [{"note": "x" * 400}] * rows)


def count(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM notes")).scalar_one())


def copied(path: Path) -> int:
    """How many rows somebody finds who has the file without its log."""
    alone = path.with_name("alone.db")
    alone.write_bytes(path.read_bytes())
    connection = sqlite3.connect(f"file:{alone}?immutable=1", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM notes").fetchone()[0])
    except sqlite3.DatabaseError:  # no table yet, or a copy that is being made
        return 0
    finally:
        connection.close()


async def test_what_is_written_is_copied_by_the_thread(database: Database, path: Path) -> None:
    await database.write(add, ROWS - 10)
    assert copied(path) == 0
    await database.write(add, 10)
    await eventually(lambda: copied(path) == ROWS)
    await database.write(add, 2 * ROWS)  # once more, for a thread that copied once could have ended
    await eventually(lambda: copied(path) == 3 * ROWS)
    assert await database.read(count) == 3 * ROWS


async def test_the_thread_begins_the_next_log(database: Database, path: Path) -> None:
    """Its first transaction waits for the disk: no member's does."""
    log = path.with_name("test.db-wal")
    await database.write(lambda session: session.execute(text("PRAGMA user_version = 7")))
    first = log.read_bytes()[:LOG_HEADER]
    await database.write(add, ROWS)
    await eventually(lambda: log.read_bytes()[:LOG_HEADER] != first)  # though nobody else writes
    assert await database.read(count) == ROWS
    assert await database.read(lambda session: session.execute(text("PRAGMA user_version")).scalar()) == 7
    await database.write_briefly(add, 1)
    assert await database.read(count) == ROWS + 1


@pytest.mark.parametrize("long", [True, False])
async def test_a_long_log_is_copied_to_its_end_while_nobody_writes(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    """A log to which members write all the time is never copied to its end by itself."""
    copy, log, copies = checkpoints._copy, path.with_name("test.db-wal"), list[int]()

    def behind_the_first_time(driver: sqlite3.Connection) -> tuple[int, int]:
        pages, copied = copy(driver)
        copies.append(pages)
        return pages, copied - (len(copies) == 1)

    monkeypatch.setattr(checkpoints, "_copy", behind_the_first_time)
    monkeypatch.setattr(checkpoints, "LONG_LOG_PAGES", 10 if long else NEVER)
    first = log.read_bytes()[:LOG_HEADER]
    await database.write(add, ROWS)
    await eventually(lambda: len(copies) == (2 if long else 1))
    if long:
        await eventually(lambda: log.read_bytes()[:LOG_HEADER] != first)
    else:
        assert log.read_bytes()[:LOG_HEADER] == first


async def test_a_log_that_somebody_reads_is_copied_later(database: Database, path: Path) -> None:
    """PASSIVE waits for no reader and makes nobody wait."""
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM notes").fetchone() == (0,)
    for _ in range(3):
        await database.write(add, ROWS)
    assert reader.execute("SELECT count(*) FROM notes").fetchone() == (0,)
    reader.execute("COMMIT")
    reader.close()
    await database.write(add, ROWS)
    await eventually(lambda: copied(path) == 4 * ROWS)


async def test_a_checkpoint_that_fails_is_tried_again_and_harms_no_write(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[None] = []

    def fail() -> None:
        failures.append(None)
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr("bot.database.opened_file.OpenedFile.opened", lambda _file: fail())
        await database.write(add, ROWS)
        await eventually(lambda: failures)
        assert await database.write(count) == ROWS
    await database.write(add, ROWS)
    await eventually(lambda: copied(path) == 2 * ROWS)


async def test_a_file_that_is_gone_is_not_made_again(database: Database, path: Path) -> None:
    await database.write(add, ROWS)
    await eventually(lambda: copied(path) == ROWS)
    for file in path.parent.glob("test.db*"):
        file.unlink()
    with pytest.raises(DatabaseFileReplaced):
        await database.write(add, ROWS)
    await database.close()
    assert [file.name for file in path.parent.iterdir()] == ["alone.db"]


async def test_the_writer_copies_a_log_that_the_thread_left_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log begins anew only when all of it is copied: the thread may always be behind."""
    monkeypatch.setattr(sqlite_runner, "LOG_PAGES", 20)
    monkeypatch.setattr(checkpoints.Checkpoints, "run", lambda _self, _turn: None)
    path = tmp_path / "test.db"
    database = Database(f"sqlite:///{path}")
    await database.write(make)
    await database.write(add, 20)  # two pages
    assert copied(path) == 0
    await database.write(add, ROWS)
    assert copied(path) == ROWS + 20
    await database.close()


async def test_the_thread_ends_with_the_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    await database.write(make)
    await database.write(add, ROWS)
    mine = {thread for thread in threading.enumerate() if thread.name == "besitos-checkpoints"}
    assert any(thread.is_alive() for thread in mine)
    await database.close()
    assert not any(thread.name == "besitos-checkpoints" for thread in threading.enumerate())
    assert [file.name for file in tmp_path.iterdir()] == ["test.db"]  # nobody has the log open
    assert copied(tmp_path / "test.db") == ROWS


async def test_a_log_that_grew_under_a_long_reader_is_cut(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    megabyte = 2**20
    monkeypatch.setattr(engines, "SQLITE_LOG_BYTES", megabyte)
    database = Database(f"sqlite:///{path}")
    await database.write(make)
    log = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM notes").fetchone()
        for _ in range(4):
            await database.write(add, ROWS)
        assert log.stat().st_size > 4 * megabyte
        reader.execute("COMMIT")

    async def is_cut() -> bool:
        await database.write(add, ROWS // 20)
        return log.stat().st_size <= megabyte

    async with asyncio.timeout(20):
        while not await is_cut():
            await asyncio.sleep(0.02)
    await database.close()
