"""Two processes at once: one upgrades, the other waits and finds it done."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from bot.database.engines import upgrade_engine
from bot.database.upgrade import upgrade_database
from bot.database.upgrade.postgresql import ADVISORY_LOCK
from bot.demo.production.copy import State
from tests.kit.databases import Kind
from tests.kit.holding_rows import WAITING
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.inspection import SqliteInspection
from tests.migrations.upgrade_spawner import UpgradeSpawner


@pytest.fixture(scope="module")
def spawner() -> Iterator[UpgradeSpawner]:
    with UpgradeSpawner() as spawner:
        yield spawner


@pytest.mark.parametrize("state", ["drifted", "stamped"])
def test_of_four_processes_one_upgrades_and_the_others_find_it_done(
    state: State, production_copy: MakeCopy, inspect: Inspect, spawner: UpgradeSpawner
) -> None:
    for _ in range(3):
        url = production_copy(state, FEW)
        outcomes = spawner.run(url, at_once=4, backup=True)
        assert sorted(outcomes) == ["found it done", "found it done", "found it done", "upgraded"]
        counts = "SELECT (SELECT count(*) FROM rewards), (SELECT count(*) FROM shop_products)"
        assert inspect(url).sql(counts) == [("3", "2")]


def test_a_new_database_is_made_once(empty_url: str, inspect: Inspect, spawner: UpgradeSpawner) -> None:
    outcomes = spawner.run(empty_url, at_once=4)
    assert sorted(outcomes) == ["found it done", "found it done", "found it done", "upgraded"]
    assert inspect(empty_url).sql("SELECT count(*) FROM rewards") == [("3",)]


async def test_an_upgrade_waits_for_the_lock_of_another(
    kind: Kind, production_copy: MakeCopy, inspect: Inspect, spawner: UpgradeSpawner
) -> None:
    url = production_copy("stamped", FEW)
    found = inspect(url)
    if isinstance(found, SqliteInspection):
        with closing(sqlite3.connect(found.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            spawner.start(url)
            await asyncio.sleep(1)
            assert "rewards" not in found.columns()
            other.execute("COMMIT")
    else:
        engine = upgrade_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            spawner.start(url)
            async with asyncio.timeout(30):
                while not (await connection.execute(WAITING)).scalar_one():
                    await asyncio.sleep(0.02)
                    await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
            assert "rewards" not in found.columns()
        await engine.dispose()
    assert await asyncio.to_thread(spawner.outcomes) == ["upgraded"]


async def test_upgrades_of_one_process_take_turns(production_copy: MakeCopy) -> None:
    url, other = production_copy("drifted", FEW), production_copy("played", FEW)
    reports = await asyncio.gather(*(upgrade_database(u, backup=False) for u in (url, other, url, other)))
    assert sorted(report.changed for report in reports) == [False, False, True, True]


async def test_the_bot_reads_while_the_upgrade_waits_to_write(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    """An upgrade with nothing to do takes no lock: a bot starts while another one is writing."""
    url = production_copy("stamped", FEW)
    await upgrade_database(url, backup=False)
    found = inspect(url)
    if isinstance(found, SqliteInspection):
        with closing(sqlite3.connect(found.path, isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("BEGIN IMMEDIATE")
            async with asyncio.timeout(20):
                report = await upgrade_database(url)
    else:
        engine = upgrade_engine(url)
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            async with asyncio.timeout(20):
                report = await upgrade_database(url)
        await engine.dispose()
    assert not report.changed
