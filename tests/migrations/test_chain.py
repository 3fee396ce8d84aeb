"""The chain itself: one head, the models' schema, up and down by single revisions, plain alembic, wheel."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from bot.database.engines import upgrade_engine
from bot.database.tables import conversations as conversation_tables
from bot.database.tables import gamification as gamification_tables
from bot.database.tables import host as host_tables
from bot.database.tables import jobs as job_tables
from bot.database.tables import outbox as outbox_tables
from bot.database.tables import publishing as publishing_tables
from bot.database.tables import totals as totals_tables
from bot.database.tables.metadata import Table
from bot.database.upgrade import chain as chain_runner
from bot.database.upgrade import downgrade_database, upgrade_database
from bot.database.upgrade.postgresql import _locks
from bot.database.urls import synchronous_sqlite_url
from tests.kit.databases import Kind
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.instants import without_times

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
assert {
    gamification_tables.LedgerEntry.__tablename__,
    host_tables.User.__tablename__,
    job_tables.JobRun.__tablename__,
    outbox_tables.OutboxRow.__tablename__,
    conversation_tables.ConversationRow.__tablename__,
    totals_tables.DailyTotals.__tablename__,
    publishing_tables.Post.__tablename__,
} <= set(Table.metadata.tables)
REVISIONS = chain_runner.revisions()


def test_the_chain_has_one_head_and_one_base_and_its_files_are_named_by_their_revisions() -> None:
    script = ScriptDirectory(str(chain_runner.chain_folder()))
    assert [one.revision for one in script.walk_revisions()][::-1] == list(REVISIONS)
    assert script.get_heads() == [chain_runner.head()] == [REVISIONS[-1]]
    assert script.get_bases() == [REVISIONS[0]]


def test_revisions_are_numbers_in_order_so_that_newer_can_be_told_from_unknown() -> None:
    assert all(chain_runner.OUR_REVISION.fullmatch(revision) for revision in REVISIONS)
    assert list(REVISIONS) == sorted(REVISIONS)


@pytest.mark.parametrize("path", sorted((ROOT / "alembic").rglob("*.py")), ids=lambda path: str(path.name))
def test_nothing_in_the_chain_imports_the_bot(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not [name for name in names if name.split(".")[0] == "bot"]


def test_an_upgrade_of_postgresql_locks_every_table_of_ours_before_it_begins() -> None:
    """A live bot that waits in the other order for one that is not locked would be a deadlock."""
    of_the_host = {
        mapper.class_.__tablename__
        for mapper in Table.registry.mappers
        if mapper.class_.__module__ == host_tables.__name__
    }
    ours = set(Table.metadata.tables) - of_the_host
    locked = {table for table, mode in _locks().items() if mode == "ACCESS EXCLUSIVE"}
    assert locked == ours | {host_tables.BotConfig.__tablename__}
    assert {"gamification_outbox", "gamification_posts", "job_runs", "transactions"} <= locked


def test_the_chain_folder_never_shadows_the_library() -> None:
    assert not list((ROOT / "alembic").rglob("__init__.py"))


async def test_a_new_database_has_exactly_the_schema_of_the_models(database_url: str) -> None:
    differences = await on_connection(database_url, difference_to_the_models)
    assert differences == []


async def test_a_new_database_has_exactly_the_checks_of_the_models(database_url: str) -> None:
    def checks(connection: sa.Connection) -> dict[str, set[str]]:
        inspector = sa.inspect(connection)
        return {
            table: {str(check["name"]) for check in inspector.get_check_constraints(table)}
            for table in Table.metadata.tables
        }

    assert await on_connection(database_url, checks) == {
        name: {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        for name, table in Table.metadata.tables.items()
    }


async def test_the_tables_of_a_new_database_read_as_the_models_would_make_them(
    database_url: str, kind: Kind, empty_url: str, inspect: Inspect
) -> None:
    """Stricter than a comparison of metadata: the very text of every definition."""
    await on_connection(empty_url, Table.metadata.create_all)
    ours = [line for line in inspect(database_url).schema() if "gamification_version" not in line]
    models = inspect(empty_url).schema()
    assert [in_one_order(line) for line in ours] == [in_one_order(line) for line in models]


async def test_a_new_profile_table_has_the_telegram_id_as_its_key(
    database_url: str, inspect: Inspect, kind: Kind
) -> None:
    found = inspect(database_url)
    assert "id" not in found.columns()["user_gamification_profiles"]
    if kind == "sqlite":  # an alias of the rowid: no second index to keep
        plan = found.sql("EXPLAIN QUERY PLAN SELECT * FROM user_gamification_profiles WHERE user_id = 5")
        assert "INTEGER PRIMARY KEY" in str(plan[0][3])


@pytest.mark.parametrize("revision", REVISIONS)
async def test_up_down_up_ends_where_up_ended(empty_url: str, inspect: Inspect, revision: str) -> None:
    await upgrade_database(empty_url, revision=revision)
    up = without_times(inspect(empty_url).data())
    before = REVISIONS[REVISIONS.index(revision) - 1] if revision != REVISIONS[0] else "base"
    report = await downgrade_database(empty_url, revision=before, backup=False)
    assert (report.before, report.after) == (revision, None if before == "base" else before)
    await upgrade_database(empty_url, revision=revision)
    assert without_times(inspect(empty_url).data()) == up
    await upgrade_database(empty_url)
    assert await on_connection(empty_url, difference_to_the_models) == []


async def test_a_database_in_the_middle_of_the_chain_goes_on_from_there(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    at_once, by_steps = production_copy("drifted", FEW), production_copy("drifted", FEW)
    await upgrade_database(at_once)
    for revision in REVISIONS:
        report = await upgrade_database(by_steps, revision=revision, backup=False)
        assert report.after == revision
    assert without_times(inspect(by_steps).data()) == without_times(inspect(at_once).data())


async def test_plain_alembic_does_the_same(production_copy: MakeCopy, inspect: Inspect, state: str) -> None:
    if state in ("unstamped", "created"):
        state = "drifted"  # a plain run takes a second: the oldest and the crookedest will do
    ours, plain = production_copy(state, FEW), production_copy(state, FEW)  # type: ignore[arg-type]
    await upgrade_database(ours)
    said = alembic("upgrade", "head", url=plain)
    assert f"Running upgrade {REVISIONS[-2]} -> {REVISIONS[-1]}" in said
    assert without_times(inspect(plain).data()) == without_times(inspect(ours).data())
    assert inspect(plain).schema() == inspect(ours).schema()
    assert not (await upgrade_database(plain)).changed


def test_plain_alembic_makes_a_new_database_and_takes_it_down_and_up(
    empty_url: str, inspect: Inspect
) -> None:
    alembic("upgrade", "head", url=empty_url)
    alembic("downgrade", "base", url=empty_url)
    assert inspect(empty_url).sql("SELECT level_formula, day_timezone FROM bot_config") == [(None, None)]
    alembic("upgrade", "head", url=empty_url)
    assert inspect(empty_url).sql("SELECT day_timezone FROM bot_config") == [("UTC",)]
    assert f"{chain_runner.head()} (head)" in alembic("current", url=empty_url)


def alembic(*arguments: str, url: str) -> str:
    """Run plain alembic as a process from the checkout; what it said."""
    ran = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def difference_to_the_models(connection: sa.Connection) -> list[object]:
    def ours(_object: object, name: str | None, type_: str, *_rest: object) -> bool:
        return not (type_ == "table" and name == chain_runner.VERSION_TABLE)

    context = MigrationContext.configure(connection, opts={"include_object": ours})
    return list(compare_metadata(context, Table.metadata))


async def on_connection(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Run `work` on a plain connection to the database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with sa.create_engine(synchronous_sqlite_url(parsed), poolclass=sa.NullPool).begin() as connection:
            return work(connection)
    engine = upgrade_engine(url)
    try:
        async with engine.begin() as asynchronous:
            return await asynchronous.run_sync(work)
    finally:
        await engine.dispose()


def in_one_order(definition: str) -> str:
    """A definition without its line breaks, and with the parts of a table's text sorted."""
    return " ".join(sorted(re.split(r",\s*(?![^(]*\))|\s+", " ".join(definition.split()))))
