"""What an upgrade refuses: with one line, and nothing changed."""

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Pool, event, text

from bot.database.engines import upgrade_engine
from bot.database.upgrade import UpgradeFailed, UpgradeRefused, upgrade_database
from bot.database.upgrade import (
    chain as chain_runner,
)
from bot.database.upgrade import (
    postgresql as upgrade_postgresql,
)
from bot.database.upgrade import (
    sqlite as upgrade_sqlite,
)
from bot.demo.production.copy import build_sqlite
from tests.kit.databases import Kind
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.upgrade_spawner import UpgradeSpawner


@pytest.fixture(scope="module")
def spawner() -> Iterator[UpgradeSpawner]:
    with UpgradeSpawner() as spawner:
        yield spawner


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can get to, as pytest's own is not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """The block is refused with one line that says `reason` and that nothing was changed."""
    with pytest.raises(UpgradeRefused, match=reason) as error:
        yield
    assert "\n" not in str(error.value)
    assert "nothing was changed" in str(error.value)


@pytest.mark.parametrize(
    ("table", "column"),
    [("users", "role"), ("users", "first_name"), ("vip_subscribers", "expiry_date"), ("bot_config", "id")],
)
async def test_a_host_table_that_lacks_a_column_we_need(
    production_copy: MakeCopy, inspect: Inspect, table: str, column: str
) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    for index in ("ix_vip_subscribers_user_id", "idx_status_expiry"):
        found.sql(f"DROP INDEX {index}")
    found.sql(f"ALTER TABLE {table} RENAME COLUMN {column} TO something_else")
    before = found.everything()
    with refused(f"the table {table} has no column {column}"):
        await upgrade_database(url)
    assert found.everything() == before


@pytest.mark.parametrize(
    ("stamp", "reason"),
    [
        (
            "9998",
            f"at revision 9998, this version of Besitos only knows up to {chain_runner.head()}: install",
        ),
        ("9999", "install the newer version"),
        ("29019dace4c7", "'29019dace4c7', a revision that this chain does not have"),
        ("0000", "'0000', a revision that this chain does not have"),
        ("", "'', a revision that this chain does not have"),
    ],
)
async def test_a_stamp_of_a_newer_version_or_of_nobody(
    production_copy: MakeCopy, inspect: Inspect, stamp: str, reason: str
) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    found.sql("CREATE TABLE gamification_version (version_num VARCHAR(32) NOT NULL)")
    found.sql(f"INSERT INTO gamification_version VALUES ('{stamp}')")
    before = found.everything()
    with refused(reason):
        await upgrade_database(url)
    assert found.everything() == before


async def test_a_version_table_with_two_stamps(production_copy: MakeCopy, inspect: Inspect) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    found.sql("CREATE TABLE gamification_version (version_num VARCHAR(32) NOT NULL)")
    found.sql("INSERT INTO gamification_version VALUES ('0001'), ('0002')")
    with refused("names 2 revisions at once"):
        await upgrade_database(url)


async def test_a_version_table_that_is_not_ours(production_copy: MakeCopy, inspect: Inspect) -> None:
    url = production_copy("stamped", FEW)
    inspect(url).sql("CREATE TABLE gamification_version (something INTEGER)")
    with refused("not one that Besitos made"):
        await upgrade_database(url)


async def test_a_member_with_two_wallets(production_copy: MakeCopy, inspect: Inspect) -> None:
    url = production_copy("halfway", FEW)
    found = inspect(url)
    found.sql("DROP INDEX ix_user_gamification_profiles_user_id")
    found.sql(
        "INSERT INTO user_gamification_profiles (id, user_id, balance, total_earned, total_spent, level, "
        "created_at, updated_at) SELECT 90000, user_id, 1, 1, 0, 1, created_at, updated_at "
        "FROM user_gamification_profiles WHERE id = 1"
    )
    before = found.everything()
    with refused("user_gamification_profiles holds two rows of member"):
        await upgrade_database(url)
    assert found.everything() == before


@pytest.mark.parametrize("content", [b"This is a shopping list, and it is quite long." * 50, b"\0" * 4096])
async def test_a_file_that_is_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with refused("is not an SQLite database: check DATABASE_URL"):
        await upgrade_database(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


async def test_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    build_sqlite(path, "stamped", FEW)
    content = bytearray(path.read_bytes())
    content[100:2000] = b"\xff" * 1900
    path.write_bytes(content)
    with refused("is damaged: restore a copy|is not an SQLite database"):
        await upgrade_database(f"sqlite:///{path}", backup=False)
    assert path.read_bytes() == content


async def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with refused("is a folder, not a database file"):
        await upgrade_database(f"sqlite:///{tmp_path}")


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with refused("there is no folder"):
        await upgrade_database(f"sqlite:///{tmp_path}/missing/bot.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("backup", [True, False])
async def test_a_database_that_is_opened_read_only(tmp_path: Path, backup: bool) -> None:
    path = tmp_path / "bot.db"
    build_sqlite(path, "stamped", FEW)
    before = path.read_bytes()
    with refused("is read-only: let this user write to the file"):
        await upgrade_database(f"sqlite:///file:{path}?mode=ro&uri=true", backup=backup)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*before*"))


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "reason"),
    [
        (0o000, 0o755, "cannot be opened: check that this user may read and write"),
        (0o444, 0o555, "is read-only: let this user write to the file and its folder"),
    ],
)
def test_a_file_that_this_user_may_not_read_or_write(
    open_folder: Path, spawner: UpgradeSpawner, file_mode: int, folder_mode: int, reason: str
) -> None:
    path = open_folder / "bot.db"
    build_sqlite(path, "stamped", FEW)
    with closing(sqlite3.connect(path)) as connection:  # as the oldest bots have it, and as can be read so
        connection.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)
    (said,) = spawner.run(f"sqlite:///{path}", unprivileged=True, backup=True)
    open_folder.chmod(0o755)
    path.chmod(0o644)
    assert reason in said
    assert said.endswith("nothing was changed")
    assert "\n" not in said
    assert path.read_bytes() == before
    assert list(open_folder.iterdir()) == [path]


@pytest.mark.parametrize("backup", [True, False])
def test_a_full_disk(tmp_path: Path, spawner: UpgradeSpawner, backup: bool) -> None:
    path = tmp_path / "bot.db"
    build_sqlite(path, "stamped", FEW)
    before = path.read_bytes()
    # Half of it would not hold the copy; the whole of it holds no page of a new table.
    limit = len(before) // 2 if backup else 4096
    (said,) = spawner.run(f"sqlite:///{path}", backup=backup, file_limit=limit)
    assert "the disk" in said
    assert "nothing was changed" in said
    assert "\n" not in said
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*before*"))


async def test_a_database_that_has_no_room_left(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    build_sqlite(path, "stamped", FEW)

    def no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite rounds it up to what is in use

    event.listen(Pool, "connect", no_room)
    try:
        with refused("the disk is full: make room"):
            await upgrade_database(f"sqlite:///{path}", backup=False)
    finally:
        event.remove(Pool, "connect", no_room)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_a_postgresql_that_only_reads(production_copy: MakeCopy, inspect: Inspect, kind: Kind) -> None:
    url = production_copy("stamped", FEW)
    database = url.rpartition("/")[2]
    inspect(url).sql(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    with refused("is read-only"):
        await upgrade_database(url)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_a_postgresql_database_that_is_not_there(production_copy: MakeCopy, kind: Kind) -> None:
    url = production_copy("stamped", FEW).rpartition("/")[0] + "/missing"
    with refused("does not exist: create it first"):
        await upgrade_database(url)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_a_postgresql_user_who_may_not_change_the_tables(
    production_copy: MakeCopy, inspect: Inspect, kind: Kind
) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    found.sql("DROP ROLE IF EXISTS reader")
    found.sql("CREATE ROLE reader LOGIN")
    before = found.everything()
    try:
        with refused("upgrade as their owner"):
            await upgrade_database(url.replace("postgres@", "reader@"))
    finally:
        found.sql("DROP ROLE reader")
    assert found.everything() == before


async def test_a_database_that_a_bot_holds_for_too_long_is_a_failure(
    production_copy: MakeCopy, inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade_sqlite, "BUSY_TIMEOUT_MS", 200)
    monkeypatch.setattr(upgrade_postgresql, "WAIT_FOR_A_TABLE", "200ms")
    url = production_copy("played", FEW)
    found = inspect(url)
    before = found.everything()
    async with holding_the_reactions(url):
        with pytest.raises(UpgradeFailed, match="is locked by another program: stop the bot, and try again"):
            await upgrade_database(url)
    assert found.everything() == before


@asynccontextmanager
async def holding_the_reactions(url: str) -> AsyncIterator[None]:
    """A bot in the middle of a transaction that has written to user_reactions."""
    engine = upgrade_engine(url)
    async with engine.connect() as connection:
        await connection.execute(text("UPDATE user_reactions SET emoji = '🔥' WHERE id = 1"))
        yield
        await connection.rollback()
    await engine.dispose()


async def test_a_server_that_does_not_answer_is_a_failure_that_names_no_password() -> None:
    with pytest.raises(UpgradeFailed, match="cannot be reached") as error:
        await upgrade_database("postgresql://ana:secret@127.0.0.1:1/besitos")
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)
