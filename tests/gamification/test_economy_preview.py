"""What a preview promises is what the real services then pay."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification.economy import Economy
from bot.services.gamification.errors import InvalidSetting
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from bot.services.gamification.rules.preview import LevelChanges
from bot.services.gamification.rules.settings import NAMES, EconomySettings
from bot.services.gamification.rules.transaction_types import TransactionType
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ADMIN = 7
FORMULAS = ["1", "1 + min(total_earned // 70, 99)", "floor(log(total_earned + 1)) + 1"]
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "besitos_per_reaction": st.integers(1, 1_000_000),
        "max_reactions_per_day": st.integers(0, 4),
        "reaction_cooldown_seconds": st.integers(0, 86_400),
        "besitos_daily_gift": st.integers(1, 1_000) | st.integers(1, 1_000_000),
        "besitos_daily_streak_bonus": st.integers(0, 100) | st.integers(0, 1_000_000),
        "besitos_streak_bonus_per_day": st.integers(0, 100) | st.integers(0, 1_000_000),
        "besitos_streak_bonus_max": st.integers(0, 1_000) | st.integers(0, 1_000_000),
        "besitos_daily_base": st.integers(0, 1_000) | st.integers(0, 1_000_000),
        "level_formula": st.sampled_from(FORMULAS),
        "day_timezone": st.sampled_from(["Europe/Madrid", "America/Santiago", "UTC"]),
    },
)


async def put_streak(database: Database, user_id: int, days: int, clock: WallClock, zone: str) -> None:
    """Let yesterday, in that zone, be day `days` of a member's streak."""
    yesterday = clock.now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    await database.write(
        lambda session: session.execute(
            text(
                "INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, "
                "last_claim_date, created_at, updated_at) VALUES (:user_id, 'DAILY_GIFT', :days, :days, "
                f"'{yesterday}', '{yesterday}', '{yesterday}')"
            ),
            {"user_id": user_id, "days": days},
        )
    )


async def paid_by_reactions(gamification: Gamification, user_id: int, clock: WallClock) -> list[int]:
    """React as soon as it is paid again, for a day of 24 hours that begins now."""
    start, paid = clock.now, []
    for message in count(1):
        outcome = await gamification.reactions.react(user_id, -100, message, "❤")
        if not outcome.paid:
            break
        paid.append(outcome.paid)
        clock.now += timedelta(seconds=(await gamification.economy.settings()).reaction_cooldown_seconds)
        if clock.now >= start + timedelta(days=1):
            break
    clock.now = start
    return paid


async def check_a_preview(database: Database, changes: dict[str, Any], first: int) -> None:
    clock = WallClock()
    gamification = assemble(database, clock=clock)
    await gamification.economy.reset(ADMIN, *changes)
    preview = await gamification.economy.preview(**changes)
    after = await gamification.economy.update(ADMIN, **changes)
    assert {name: getattr(preview.after, name) for name in NAMES} == {
        name: getattr(after, name) for name in NAMES
    }
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(first, first + 8))
    for at, effect in enumerate(preview.claims):
        if effect.day > 1:
            await put_streak(database, first + at, effect.day - 1, clock, after.day_timezone)
        claim = await gamification.daily_gift.claim(first + at)
        assert (claim.day, claim.gift + claim.streak_bonus) == (effect.day, effect.after)
    for at, level in enumerate(preview.levels):
        receipt = await gamification.wallet.credit(
            first + 3 + at, level.total_earned, TransactionType.EARN_ADMIN, reason="x", key=f"x{first + at}"
        )
        assert receipt.level == level.after
    # From the beginning of a day that has 24 hours.
    clock.now = clock.now.replace(hour=3 if after.day_timezone == "America/Santiago" else 23, minute=0)
    if after.day_timezone == "UTC":
        clock.now += timedelta(hours=1)
    clock.now += timedelta(days=1)
    paid = await paid_by_reactions(gamification, first + 7, clock)
    assert sum(paid) == preview.reactions.most_a_day_after
    assert set(paid) <= {preview.reactions.after}


async def test_claims_reactions_and_levels_are_as_the_preview_said(database: Database) -> None:
    changes = {
        "besitos_daily_gift": 70, "besitos_daily_streak_bonus": 5, "besitos_daily_base": 72,
        "reaction_cooldown_seconds": 30_000, "besitos_per_reaction": 9, "level_formula": FORMULAS[1],
    }  # fmt: skip
    await check_a_preview(database, changes, 100)


class TestAnyChange:
    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    def test_the_real_services_pay_what_the_preview_said(self, database_url: str) -> None:
        numbers = count(1_000, 10)
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            database = Database(database_url)

            @settings(max_examples=15, suppress_health_check=list(HealthCheck))
            @given(CHANGES)
            def check(changes: dict[str, Any]) -> None:
                runner.run(check_a_preview(database, changes, next(numbers)))

            check()
            runner.run(database.close())


async def earned(database: Database, sums: list[int]) -> None:
    gamification = assemble(database)
    await gamification.profiles.ensure(Identity(n, f"M{n}") for n in range(1, len(sums) + 1))
    rows = [{"user_id": user_id, "total": total} for user_id, total in enumerate(sums, 1)]
    statement = text("UPDATE user_gamification_profiles SET total_earned = :total WHERE user_id = :user_id")
    await database.write(lambda session: session.execute(statement, rows))


@pytest.mark.every_shape
async def test_it_says_how_many_members_would_change_level(database: Database) -> None:
    await earned(database, [0, 69, 70, 99, 100, 139, 140, 400, 10_000])
    # before: 1 1 1 1 2 2 2 3 11; after: 1 1 2 2 2 2 3 6 100
    preview = await Economy(database).preview(level_formula="1 + min(total_earned // 70, 99)")
    assert preview.level_changes == LevelChanges(higher=5, lower=0)
    preview = await Economy(database).preview(level_formula="2 + min(total_earned // 10**9, 1)")
    assert preview.level_changes == LevelChanges(higher=4, lower=2)


async def test_without_members_nobody_changes_level(database: Database) -> None:
    preview = await Economy(database).preview(level_formula="7")
    assert preview.level_changes == LevelChanges(0, 0)


async def test_of_formulas_with_too_many_steps_the_rest_is_unknown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await earned(database, [5, 5_000, 50_000, 89_000, 95_000])
    economy = Economy(database)
    await economy.update(ADMIN, level_formula="1 + min(total_earned // 10, 9000)")
    preview = await economy.preview(level_formula="1 + min(total_earned // 10, 9001)")
    assert preview.level_changes == LevelChanges(higher=0, lower=0, unknown=3)


async def test_a_preview_changes_nothing(economy: Economy, statements: Statements) -> None:
    await economy.preview(level_formula="7", besitos_daily_gift=70)
    assert [line for line in statements.sent() if not line.startswith("SELECT")] == []
    assert await economy.settings() == EconomySettings()


async def test_a_preview_refuses_what_an_edit_refuses(economy: Economy) -> None:
    for changes in ({"besitos_daily_gift": 0}, {"level_formula": "rm -rf"}, {"price_of_love": 1}):
        with pytest.raises(InvalidSetting):
            await economy.preview(**changes)


async def test_a_preview_starts_from_what_another_process_saved(economy: Economy, database: Database) -> None:
    await economy.settings()
    await Economy(database).update(ADMIN, besitos_per_reaction=8)
    assert (await economy.preview(besitos_per_reaction=9)).before.besitos_per_reaction == 8


@pytest.fixture
def economy(database: Database) -> Economy:
    return Economy(database)
