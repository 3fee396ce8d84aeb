"""Who holds the write lock of an SQLite file: this process, another program, or nobody can tell."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database import Database, DatabaseFileLocked, file_locks
from tests.database.counters import increment, make_counter

HOLD = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
    "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
)
JOURNALS = pytest.mark.parametrize("journal", ["WAL", "DELETE"])


@pytest.fixture
def path(tmp_path: Path, journal: str) -> Path:
    path = tmp_path / "besitos.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("CREATE TABLE t (n)")
    connection.close()
    return path


@pytest.fixture
def held_here(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction of this process that has written."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


@JOURNALS
def test_this_process_holds_it(path: Path, held_here: sqlite3.Connection) -> None:
    assert file_locks.held_lock(str(path)).by_this_process is True
    held_here.rollback()
    held_here.execute("BEGIN")
    held_here.execute("SELECT * FROM t")  # a reader holds other locks
    assert file_locks.held_lock(str(path)).by_this_process is None


@JOURNALS
def test_another_program_holds_it(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        found = file_locks.held_lock(str(path))
        other.communicate()
    assert found.by_this_process is False
    assert str(found) == "database is locked: another program holds the file's write lock"


@JOURNALS
def test_looking_does_not_release_the_lock(path: Path, held_here: sqlite3.Connection) -> None:
    """A descriptor of the file that this process closes would drop it."""
    file_locks.held_lock(str(path))
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    other = subprocess.run([sys.executable, "-c", code, str(path)], check=False, capture_output=True)
    assert b"database is locked" in other.stderr
    held_here.rollback()


@pytest.mark.parametrize("journal", ["WAL"])
def test_where_the_system_lists_no_locks_both_are_named(
    path: Path, held_here: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file_locks, "LOCKS", tmp_path / "no such file")
    found = file_locks.held_lock(str(path))
    assert found.by_this_process is None
    assert "another connection (of this process or another program)" in str(found)


@pytest.mark.parametrize("journal", ["WAL"])
async def test_calls_that_wait_for_their_turn_name_the_cause_too(path: Path) -> None:
    database = Database(f"sqlite:///{path}", retry_timeout_seconds=1.2)
    await database.write(make_counter)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def in_turn() -> None:
        async with database.turn("a member"):
            await database.write(increment)

    async def fails() -> None:
        with pytest.raises(DatabaseFileLocked, match="another connection of this process") as raised:
            await in_turn()
        assert raised.value.by_this_process is True

    await asyncio.gather(*(fails() for _ in range(5)))
    other.close()
    assert await database.write(increment) == 1
    await database.close()
