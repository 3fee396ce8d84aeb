"""Databases of every age, 5,000 members, both kinds: adopted in place, and every row stays."""

from subprocess import CalledProcessError

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.metadata import Table
from bot.database.upgrade import upgrade_database
from bot.demo.production.copy import State
from bot.demo.production.schema import GAMIFICATION_ENUMS, HOST_ENUMS
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Adopted, Inspect
from tests.migrations.every_table import MEMBER, MORE_THAN_32_BITS, insert_everywhere
from tests.migrations.upgrade_log import logged

SINGLE_ROWS = {
    "user_reactions": ("user_id", "channel_id", "content_id"),
    "user_rewards": ("user_id", "reward_id"),
    "user_content_access": ("user_id", "content_set_id"),
}
DEFAULTS = {
    "level_formula": "floor(sqrt(total_earned / 100)) + 1", "besitos_per_reaction": "5",
    "max_reactions_per_day": "20", "reaction_cooldown_seconds": "30", "besitos_daily_gift": "50",
    "besitos_daily_streak_bonus": "10", "besitos_streak_bonus_per_day": "2", "besitos_streak_bonus_max": "50",
    "besitos_daily_base": "20", "streak_display_format": "🔥 {days} days", "day_timezone": "UTC",
}  # fmt: skip
SEEDED = {"content_sets": 2, "shop_products": 2, "rewards": 3, "reward_conditions": 3}
ADMINS_CHOICE = {"besitos_per_reaction": "7", "max_reactions_per_day": "33"}


def test_every_row_that_was_there_stays_the_same_to_the_byte(adopted: Adopted) -> None:
    moved = {(table, str(row["id"])) for table, row in logged(adopted.now)}
    for table, rows in adopted.data_before.items():
        if table == "bot_config":
            continue  # its NULLs are filled: see below
        columns = adopted.columns_before[table]
        after = set(adopted.now.rows(table, columns))
        gone = [row for row in rows if row not in after]
        assert {(table, row[columns.index("id")]) for row in gone} <= moved, f"{table} lost {gone[:3]}"
        assert len(after) - len(rows) + len(gone) <= SEEDED.get(table, 0), f"{table} has rows of nobody"


def test_settings_that_were_set_stay_and_the_others_get_their_default(adopted: Adopted, state: State) -> None:
    (values,) = adopted.now.sql(f"SELECT {', '.join(DEFAULTS)} FROM bot_config WHERE id = 1")
    chosen = ADMINS_CHOICE if state in ("played", "drifted") else {}
    assert dict(zip(DEFAULTS, values, strict=True)) == DEFAULTS | chosen
    of_the_host = [c for c in adopted.columns_before["bot_config"] if c not in DEFAULTS]
    places = [adopted.columns_before["bot_config"].index(column) for column in of_the_host]
    (before,) = adopted.data_before["bot_config"]
    assert adopted.now.rows("bot_config", of_the_host) == [tuple(before[place] for place in places)]


def test_the_catalog_is_seeded_and_edited_rows_are_adopted_as_they_are(
    adopted: Adopted, state: State
) -> None:
    found = adopted.now
    edited = state in ("played", "drifted")
    assert [row[:2] for row in found.sql("SELECT code, name FROM rewards ORDER BY sort_order, id")] == (
        [
            ("beginner-saver", "Ahorrador Principiante"),
            ("seven-day-streak", "Racha de 7 Días"),
            ("first-steps", "Primeros Pasos"),  # the admin moved it to place 9
        ]
        if edited
        else [
            ("first-steps", "Primeros Pasos"),
            ("beginner-saver", "Ahorrador Principiante"),
            ("seven-day-streak", "Racha de 7 Días"),
        ]
    )
    assert found.sql(
        "SELECT r.code, c.condition_type, c.condition_value, c.condition_group "
        "FROM reward_conditions c JOIN rewards r ON r.id = c.reward_id ORDER BY r.code"
    ) == [
        ("beginner-saver", "TOTAL_POINTS", "100", "0"),
        ("first-steps", "FIRST_REACTION", None, "0"),
        ("seven-day-streak", "STREAK_LENGTH", "7", "0"),
    ]
    assert found.sql(
        "SELECT p.code, p.besitos_price, p.vip_discount_percentage, p.tier, s.code, s.tier "
        "FROM shop_products p JOIN content_sets s ON s.id = p.content_set_id ORDER BY p.code"
    ) == [
        ("vip-special", "200", "50", "VIP", "vip-special", "VIP"),
        ("welcome-pack", "45" if edited else "50", "20", "FREE", "welcome-pack", "FREE"),
    ]


def test_our_unique_indexes_are_there_and_the_older_ones_are_not(adopted: Adopted) -> None:
    found = adopted.now
    for table, columns in SINGLE_ROWS.items():
        assert columns in found.unique_indexes(table)
    assert found.unique_indexes("user_reactions") == {SINGLE_ROWS["user_reactions"]}
    assert ("idempotency_key",) in found.unique_indexes("transactions")


async def test_a_second_run_changes_nothing(
    production_copy: MakeCopy, state: State, inspect: Inspect
) -> None:
    url = production_copy(state, FEW)
    first = await upgrade_database(url)
    after = inspect(url).everything()
    second = await upgrade_database(url)
    assert first.changed
    assert not second.changed
    assert second.steps == ()
    assert second.backup is None
    assert inspect(url).everything() == after


def test_no_profile_is_made(adopted: Adopted) -> None:
    before = adopted.data_before.get("user_gamification_profiles", [])
    assert len(adopted.now.rows("user_gamification_profiles", ["user_id"])) == len(before)


async def test_inserting_into_every_table_works(legacy_url: str, state: State, inspect: Inspect) -> None:
    await upgrade_database(legacy_url)
    database = Database(legacy_url)
    try:
        inserted = await database.write(insert_everywhere, state)
    finally:
        await database.close()
    assert inserted == set(Table.metadata.tables)
    balance = f"SELECT balance FROM user_gamification_profiles WHERE user_id = {MEMBER}"
    assert inspect(legacy_url).sql(balance) == [(str(MORE_THAN_32_BITS),)]


async def test_every_mapped_column_can_be_read(adopted: Adopted) -> None:
    database = Database(adopted.url)

    def read_all(session: Session) -> int:
        return sum(
            session.scalars(select(mapper.class_).limit(3)).first() is not None
            for mapper in Table.registry.mappers
        )

    try:
        assert await database.read(read_all) >= 7
    finally:
        await database.close()


@pytest.mark.parametrize("state", ["drifted"])
def test_a_duplicate_goes_to_the_log_and_the_best_row_stays(adopted: Adopted) -> None:
    found, columns, before, report = (
        adopted.now, adopted.columns_before, adopted.data_before, adopted.report
    )  # fmt: skip
    log = logged(found)
    assert dict(report.moved) == {"user_reactions": 168, "user_rewards": 44, "user_content_access": 44}
    assert report.duplicates == len(log) == 256
    # Nothing is lost: what stayed and what was logged are together what was there.
    for table in SINGLE_ROWS:
        ids = [int(str(row[0])) for row in found.rows(table, ["id"])]
        ids += [int(str(row["id"])) for name, row in log if name == table]
        assert sorted(ids) == sorted(int(str(row[columns[table].index("id")])) for row in before[table])
        assert all(list(row) == columns[table] for name, row in log if name == table)
    # Newest emoji; claimed or unlocked, not locked; the earliest access.
    assert {row["emoji"] for name, row in log if name == "user_reactions"} == {"❤️", "🔥"}
    assert {row["status"] for name, row in log if name == "user_rewards"} == {"LOCKED"}
    assert min(int(str(row["id"])) for name, row in log if name == "user_content_access") > 100_000


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["halfway", "played", "drifted"])
def test_columns_of_native_enums_become_varchar_and_the_types_stay(adopted: Adopted) -> None:
    found = adopted.now
    enums = [row[0] for row in found.sql("SELECT typname FROM pg_type WHERE typtype = 'e' ORDER BY 1")]
    assert enums == sorted(HOST_ENUMS | GAMIFICATION_ENUMS)
    assert found.sql(
        "SELECT data_type, character_maximum_length FROM information_schema.columns "
        "WHERE table_name = 'transactions' AND column_name = 'type'"
    ) == [("character varying", "32")]
    with pytest.raises(CalledProcessError) as refused:
        found.sql("UPDATE transactions SET type = 'EARN_NOTHING'")
    assert "ck_transactions_type_known" in refused.value.stderr


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["played"])
async def test_a_sequence_that_lags_behind_is_moved_past_the_rows(legacy_url: str, inspect: Inspect) -> None:
    found = inspect(legacy_url)
    found.sql("ALTER SEQUENCE transactions_id_seq RESTART WITH 1")
    found.sql("ALTER SEQUENCE invitation_tokens_id_seq RESTART WITH 5")
    await upgrade_database(legacy_url)
    for table in ("transactions", "invitation_tokens"):
        (highest,) = found.sql(f"SELECT max(id) FROM {table}")
        (following,) = found.sql(f"SELECT nextval('{table}_id_seq')")
        assert int(str(following[0])) > int(str(highest[0]))


@pytest.mark.parametrize("stamp", ["deadbeef0000", "head", "20991231_000009"])
@pytest.mark.parametrize("state", ["stamped"])
async def test_a_host_stamp_that_nobody_knows_does_not_matter(
    production_copy: MakeCopy, state: State, inspect: Inspect, stamp: str
) -> None:
    url = production_copy(state, FEW)
    found = inspect(url)
    found.sql(f"UPDATE alembic_version SET version_num = '{stamp}'")
    assert (await upgrade_database(url)).changed
    assert found.sql("SELECT version_num FROM alembic_version") == [(stamp,)]
