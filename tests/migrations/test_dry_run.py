"""A dry run says what an upgrade would do, and writes nothing."""

import sqlite3
from pathlib import Path

from bot.database.upgrade import chain as chain_runner
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import State, build_sqlite
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect


async def test_it_names_the_same_steps_and_leaves_everything_as_it_was(
    production_copy: MakeCopy, state: State, inspect: Inspect
) -> None:
    url = production_copy(state, FEW)
    before = inspect(url).everything()
    planned = await upgrade_database(url, dry_run=True)
    assert inspect(url).everything() == before
    done = await upgrade_database(url)
    assert planned.dry_run
    assert planned.steps == done.steps
    assert planned.moved == done.moved
    assert (planned.before, planned.after) == (done.before, done.after) == (None, chain_runner.head())


async def test_not_a_byte_of_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    build_sqlite(path, "drifted", FEW)
    before = path.read_bytes()
    await upgrade_database(f"sqlite:///{path}", dry_run=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


async def test_it_makes_no_file(tmp_path: Path) -> None:
    report = await upgrade_database(f"sqlite:///{tmp_path / 'new.db'}", dry_run=True)
    assert report.changed
    assert list(tmp_path.iterdir()) == []


async def test_it_leaves_a_new_database_without_a_table(empty_url: str, inspect: Inspect) -> None:
    await upgrade_database(empty_url, dry_run=True)
    assert not Path(empty_url.partition("///")[2]).exists() or inspect(empty_url).columns() == {}


WARNED = {
    "unstamped": "is at no revision; its newest known revision is 20260320_000002: bring",
    "stamped": "is at 29019dace4c7; its newest known revision is 20260320_000002: bring",
    "halfway": "is at 43b8b4e4a504; its newest known revision is 20260320_000002: bring",
    "created": "is at 29019dace4c7; its newest known revision is 20260320_000002: bring",
}


async def test_it_warns_where_the_hosts_own_chain_is_not_at_its_newest_known_revision(
    production_copy: MakeCopy, state: State
) -> None:
    url = production_copy(state, FEW)
    planned = await upgrade_database(url, dry_run=True)
    assert (planned.warning is not None) == (state in WARNED)
    assert WARNED.get(state, "") in (planned.warning or "")
    assert (await upgrade_database(url)).warning == planned.warning
    assert (await upgrade_database(url)).warning is None


async def test_it_says_nothing_of_a_chain_that_it_does_not_know(tmp_path: Path) -> None:
    build_sqlite(tmp_path / "bot.db", "stamped", FEW)
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'abcdef012345'")
    connection.close()
    assert (await upgrade_database(f"sqlite:///{tmp_path / 'bot.db'}", dry_run=True)).warning is None
