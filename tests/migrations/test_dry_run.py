"""A dry run says what an upgrade would do, and writes nothing."""

from pathlib import Path

from bot.database.upgrade import chain as chain_runner
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import State, build_sqlite
from tests.migrations.conftest import FEW, Inspect, MakeCopy


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
