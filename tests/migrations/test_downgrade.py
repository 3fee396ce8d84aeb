"""Down keeps all data and sets the economy settings to NULL; up again sets their defaults."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.gamification import (
    GamificationProfile,
    LedgerEntry,
    Reward,
    RewardCondition,
    ShopProduct,
    UserReaction,
)
from bot.database.tables.host import BotConfig
from bot.database.upgrade import UpgradeRefused, downgrade_database, upgrade_database
from bot.database.upgrade import chain as chain_runner
from bot.demo.production.copy import State, member_ids
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.members.profiles import GamificationProfileService
from tests.kit.databases import Kind
from tests.kit.production_copies import FEW, MakeCopy
from tests.migrations.conftest import Inspect
from tests.migrations.inspection import Inspection, Row

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SETTINGS = (
    "level_formula", "besitos_per_reaction", "max_reactions_per_day", "reaction_cooldown_seconds",
    "besitos_daily_gift", "besitos_daily_streak_bonus", "besitos_streak_bonus_per_day",
    "besitos_streak_bonus_max", "besitos_daily_base", "streak_display_format", "day_timezone",
)  # fmt: skip
DEFAULTS = (
    "floor(sqrt(total_earned / 100)) + 1",
    "5",
    "20",
    "30",
    "50",
    "10",
    "2",
    "50",
    "20",
    "🔥 {days} days",
    "UTC",
)


async def test_upgrade_play_downgrade_upgrade_keeps_every_besito_and_resets_the_settings(
    production_copy: MakeCopy, state: State, inspect: Inspect
) -> None:
    url = production_copy(state, FEW)
    await upgrade_database(url, backup=False)
    await play(url)
    found = inspect(url)
    played = found.data()
    assert settings(found)[1] == "11"  # what the admin chose

    report = await downgrade_database(url, backup=False)
    assert (report.before, report.after) == (chain_runner.head(), None)
    assert settings(found) == (None,) * len(SETTINGS)
    assert but_settings(found.data()) == but_settings(played)

    report = await upgrade_database(url, backup=False)
    assert (report.before, report.after) == (None, chain_runner.head())
    assert report.found == "a Besitos database that was downgraded"
    assert settings(found) == DEFAULTS
    assert but_settings(found.data()) == but_settings(played)


async def test_a_host_row_of_bot_config_keeps_everything_but_the_economy(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    found = inspect(url)
    of_the_host = [column for column in found.columns()["bot_config"] if column not in SETTINGS]
    before = found.rows("bot_config", of_the_host)
    await upgrade_database(url, backup=False)
    await downgrade_database(url, backup=False)
    assert found.rows("bot_config", of_the_host) == before


async def test_a_seeded_row_that_was_renamed_or_stripped_is_not_made_again(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("stamped", FEW)
    await upgrade_database(url, backup=False)
    found = inspect(url)
    found.sql("UPDATE rewards SET name = 'Mi racha' WHERE code = 'seven-day-streak'")
    found.sql("DELETE FROM reward_conditions")
    before = found.data()
    await downgrade_database(url, backup=False)
    await upgrade_database(url, backup=False)
    assert found.data() == before


async def test_a_downgrade_of_what_was_never_upgraded_does_nothing(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    before = inspect(url).everything()
    report = await downgrade_database(url)
    assert not report.changed
    assert report.backup is None
    assert inspect(url).everything() == before


async def test_a_downgrade_refuses_what_an_upgrade_refuses(
    production_copy: MakeCopy, inspect: Inspect
) -> None:
    url = production_copy("played", FEW)
    await upgrade_database(url, backup=False)
    inspect(url).sql("UPDATE gamification_version SET version_num = '0099'")
    with pytest.raises(UpgradeRefused, match="install the newer version"):
        await downgrade_database(url)


async def test_a_downgrade_copies_an_sqlite_file_first(
    production_copy: MakeCopy, inspect: Inspect, kind: Kind
) -> None:
    url = production_copy("played", FEW)
    await upgrade_database(url, backup=False)
    report = await downgrade_database(url)
    assert (report.backup is not None) == (kind == "sqlite")


async def play(url: str) -> None:
    """Members come, earn and react, and the admin changes things, through the models."""
    database = Database(url)
    profiles = GamificationProfileService(database)
    ids = member_ids(FEW, 26)[::7]
    await profiles.ensure([Identity(user_id, "Ana") for user_id in (*ids, 5, 6)])

    def earn(session: Session) -> None:
        for user_id in (*ids, 5, 6):
            session.execute(
                update(GamificationProfile)
                .where(GamificationProfile.user_id == user_id)
                .values(
                    balance=GamificationProfile.balance + 3_000_000_000,
                    total_earned=GamificationProfile.total_earned + 3_000_000_000,
                )
            )
            session.add(
                LedgerEntry(
                    user_id=user_id, amount=3_000_000_000, type="EARN_ADMIN", reason="A gift",
                    idempotency_key=f"admin:1:{user_id}", created_at=NOW,
                )
            )  # fmt: skip
            session.add(
                UserReaction(user_id=user_id, content_id=1, channel_id="-5", emoji="🔥", created_at=NOW)
            )

    def administer(session: Session) -> None:
        session.execute(update(BotConfig).where(BotConfig.id == 1).values(besitos_per_reaction=11))
        session.execute(update(ShopProduct).where(ShopProduct.code == "vip-special").values(besitos_price=9))
        reward = Reward(
            name="Del admin", reward_type="BESITOS", reward_value={"amount": 1}, is_repeatable=True,
            is_secret=False, claim_window_hours=1, is_active=True, sort_order=9, created_at=NOW,
            updated_at=NOW,
        )  # fmt: skip
        session.add(reward)
        session.flush()
        session.add(
            RewardCondition(
                reward_id=reward.id, condition_type="NOT_VIP", condition_group=0, sort_order=0, created_at=NOW
            )
        )

    try:
        await database.write(earn)
        await database.write(administer)
    finally:
        await database.close()


def settings(found: Inspection) -> Row:
    (row,) = found.sql(f"SELECT {', '.join(SETTINGS)} FROM bot_config WHERE id = 1")
    return row


def but_settings(data: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {
        table: rows for table, rows in data.items() if table not in ("bot_config", "gamification_version")
    }
