"""Databases that no list foresees: indexes renamed or lost, columns missing or added, duplicates anywhere."""

import random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables import gamification as gamification_tables
from bot.database.upgrade import upgrade_database
from tests.kit.databases import Kind
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.inspection import Inspection
from tests.migrations.upgrade_log import logged

SINGLE_ROWS = {
    "user_reactions": ("user_id", "channel_id", "content_id"),
    "user_rewards": ("user_id", "reward_id"),
    "user_content_access": ("user_id", "content_set_id"),
    "user_streaks": ("user_id", "streak_type"),
}
UNIQUE_INDEXES = {
    "user_reactions": "idx_user_content", "user_rewards": "idx_user_reward_user_reward",
    "user_content_access": "idx_user_content_access_user_content", "user_streaks": "idx_user_streak_type",
}  # fmt: skip
PLAIN_INDEXES = (
    "idx_transaction_user_created",
    "idx_condition_reward",
    "uq_rewards_name",
    "idx_shop_product_sort",
)
OPTIONAL_COLUMNS = (
    ("content_sets", "category"), ("user_content_access", "access_metadata"), ("user_rewards", "expires_at"),
    ("user_streaks", "last_claim_date"), ("transactions", "transaction_metadata"),
    ("shop_products", "vip_besitos_price"), ("bot_config", "besitos_daily_base"),
)  # fmt: skip


@pytest.mark.parametrize("round_", range(4))
async def test_whatever_was_lost_is_made_again_and_no_row_is(
    production_copy: MakeCopy, inspect: Inspect, round_: int
) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    url = production_copy("played", FEW)
    found = inspect(url)
    for table, index in UNIQUE_INDEXES.items():
        if chance.random() < 0.7:
            found.sql(f"DROP INDEX {index}")
            double(found, table, chance.choice((1, 2, 5)))
    for index in PLAIN_INDEXES:
        if chance.random() < 0.5:
            found.sql(f"DROP INDEX {index}")
    for table, column in OPTIONAL_COLUMNS:
        if chance.random() < 0.5:
            found.sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in UNIQUE_INDEXES:
        if chance.random() < 0.5:
            found.sql(f"ALTER TABLE {table} ADD COLUMN of_the_host VARCHAR(10) DEFAULT 'it''s'")
    before = {table: ids(found, table) for table in SINGLE_ROWS}

    report = await upgrade_database(url, backup=False)

    log = logged(found)
    assert report.duplicates == len(log)
    for table, columns in SINGLE_ROWS.items():
        assert columns in found.unique_indexes(table), f"seed {seed}"
        moved = [int(str(row["id"])) for name, row in log if name == table]
        assert sorted(ids(found, table) + moved) == sorted(before[table]), f"seed {seed}"
        assert all(list(row) == found.columns()[table][: len(row)] for name, row in log if name == table)
    await every_model_can_be_read(url)
    assert not (await upgrade_database(url)).changed


async def test_an_older_unique_index_of_reactions_goes_whatever_its_name(
    production_copy: MakeCopy, inspect: Inspect, kind: Kind
) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    found.sql("DROP INDEX idx_user_content")
    found.sql("CREATE UNIQUE INDEX somebody_elses_name ON user_reactions (content_id, user_id)")
    if kind == "postgresql":  # SQLite has no way of adding a constraint to a table
        found.sql("ALTER TABLE user_reactions ADD CONSTRAINT older UNIQUE (user_id, content_id, emoji)")
    await upgrade_database(url)
    assert found.unique_indexes("user_reactions") == {SINGLE_ROWS["user_reactions"]}


async def test_a_name_that_is_taken_by_another_index_is_not_used_twice(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("drifted", FEW)
    found = inspect(url)
    found.sql("CREATE INDEX idx_user_reward_user_reward ON user_rewards (status)")
    await upgrade_database(url)
    assert SINGLE_ROWS["user_rewards"] in found.unique_indexes("user_rewards")
    assert (("status",), False) in found.indexes("user_rewards")


async def test_an_index_over_some_of_the_rows_does_not_count(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("drifted", FEW)
    found = inspect(url)
    found.sql("CREATE UNIQUE INDEX part ON user_rewards (user_id, reward_id) WHERE claim_count = 0")
    report = await upgrade_database(url)
    assert dict(report.moved)["user_rewards"] == 1
    assert SINGLE_ROWS["user_rewards"] in found.unique_indexes("user_rewards")


@pytest.mark.parametrize("kept", [1, 3, 6])
async def test_tables_that_are_there_only_in_part_are_completed(
    production_copy: MakeCopy, inspect: Inspect, kept: int
) -> None:
    url = production_copy("created", FEW)
    found = inspect(url)
    last_first = (
        "user_rewards", "reward_conditions", "rewards", "user_content_access", "shop_products",
        "content_sets", "user_streaks", "user_reactions", "transactions",
    )  # fmt: skip
    for table in last_first[: 9 - kept]:
        found.sql(f"DROP TABLE {table}")
    await upgrade_database(url)
    await every_model_can_be_read(url)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("status = 'LOCKED'", "status = 'UNLOCKED'"),
        ("status = 'UNLOCKED', unlocked_at = '2026-01-01 00:00:00'", "status = 'CLAIMED'"),
        ("status = 'EXPIRED'", "status = 'LOCKED'"),
        ("status = 'CLAIMED', claim_count = 1", "status = 'CLAIMED', claim_count = 4"),
    ],
)
@pytest.mark.parametrize("better_is_first", [True, False])
async def test_the_reward_that_serves_the_member_best_stays(
    production_copy: MakeCopy, inspect: Inspect, worse: str, better: str, better_is_first: bool
) -> None:
    kept = await kept_of_two(production_copy, inspect, "user_rewards", worse, better, better_is_first)
    assert kept == "better"


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("is_active = false, accessed_at = '2020-01-01 00:00:00'", "is_active = true"),
        ("accessed_at = '2026-02-02 00:00:00'", "accessed_at = '2026-02-01 00:00:00'"),
        ("expires_at = '2020-02-02 00:00:00', accessed_at = '2020-01-01 00:00:00'", "expires_at = NULL"),
        ("expires_at = '2090-02-02 00:00:00'", "expires_at = '2091-02-02 00:00:00'"),
    ],
)
@pytest.mark.parametrize("better_is_first", [True, False])
async def test_the_access_that_serves_the_member_best_stays(
    production_copy: MakeCopy, inspect: Inspect, worse: str, better: str, better_is_first: bool
) -> None:
    kept = await kept_of_two(production_copy, inspect, "user_content_access", worse, better, better_is_first)
    assert kept == "better"


async def kept_of_two(
    production_copy: MakeCopy, inspect: Inspect, table: str, worse: str, better: str, better_is_first: bool
) -> str:
    """Make a row a duplicate of another, one of them worse; which of the two was kept."""
    url = production_copy("played", FEW)
    found = inspect(url)
    found.sql(f"DROP INDEX {UNIQUE_INDEXES[table]}")
    double(found, table, 1)
    first, second = min(ids(found, table)), max(ids(found, table))
    better_id, worse_id = (first, second) if better_is_first else (second, first)
    found.sql(f"UPDATE {table} SET {better} WHERE id = {better_id}")
    found.sql(f"UPDATE {table} SET {worse} WHERE id = {worse_id}")
    await upgrade_database(url, backup=False)
    left = ids(found, table)
    assert (better_id in left) != (worse_id in left)
    return "better" if better_id in left else "worse"


def double(found: Inspection, table: str, times: int) -> None:
    """Insert the table's first row again so many times."""
    columns = [column for column in found.columns()[table] if column != "id"]
    for number in range(times):
        found.sql(
            f"INSERT INTO {table} (id, {', '.join(columns)}) "
            f"SELECT {900_000 + number}, {', '.join(columns)} FROM {table} ORDER BY id LIMIT 1"
        )


def ids(found: Inspection, table: str) -> list[int]:
    return [int(str(row[0])) for row in found.sql(f"SELECT id FROM {table}")]


async def every_model_can_be_read(url: str) -> None:
    database = Database(url)
    try:
        assert await database.read(tables_with_rows) >= 6
    finally:
        await database.close()


def tables_with_rows(session: Session) -> int:
    """Select every column of every model; how many of the tables have a row."""
    models = [mapper.class_ for mapper in gamification_tables.LedgerEntry.registry.mappers]
    return sum(session.scalars(select(model).limit(3)).first() is not None for model in models)
