"""The profile card's numbers, and what they cost."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification.errors import UnknownMember
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.statements import Statements

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = Identity(1001, "Ana")


@pytest.fixture
def gamification(database: Database) -> Gamification:
    return assemble(database, clock=lambda: NOW)


async def sql(database: Database, statement: str) -> None:
    await database.write(lambda session: session.execute(text(statement)))


async def test_a_new_member_has_an_empty_card(gamification: Gamification) -> None:
    await gamification.profiles.provision(ANA)
    card = await gamification.profile_cards.of(1001)
    assert (card.balance, card.level, card.level_starts_at, card.next_level_at) == (0, 1, 0, 100)
    assert (card.streak, card.longest_streak, card.streak_text) == (0, 0, "🔥 0 days")


@pytest.mark.parametrize(
    ("last_claim", "streak"),
    [("2026-11-22 00:00:00", 6), ("2026-11-21 00:00:00", 6), ("2026-11-20 23:59:59", 0)],
)
async def test_a_card_shows_level_progress_and_the_live_streak(
    gamification: Gamification, database: Database, last_claim: str, streak: int
) -> None:
    await gamification.profiles.provision(ANA)
    await sql(
        database,
        "UPDATE user_gamification_profiles SET balance = 1240, total_earned = 1360, total_spent = 120",
    )
    await sql(
        database,
        "INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, last_claim_date, "
        "created_at, updated_at) "
        f"VALUES (1001, 'DAILY_GIFT', 6, 9, '{last_claim}', '2026-01-01', '2026-01-01')",
    )
    card = await gamification.profile_cards.of(1001)
    assert (card.balance, card.total_earned, card.total_spent) == (1240, 1360, 120)
    assert (card.level, card.level_starts_at, card.next_level_at) == (4, 900, 1600)
    assert (card.streak, card.longest_streak, card.streak_text) == (streak, 9, f"🔥 {streak} days")


async def test_a_card_costs_two_statements_at_most(
    gamification: Gamification, statements: Statements
) -> None:
    await gamification.profiles.provision(ANA)
    statements.sent()
    await gamification.profile_cards.of(1001)
    assert len(statements.sent()) == 2
    await gamification.profile_cards.of(1001)
    assert len(statements.sent()) == 1


@pytest.mark.every_shape
async def test_a_member_of_users_without_a_profile_gets_one_on_the_way(
    gamification: Gamification, database: Database
) -> None:
    await gamification.profiles.provision(ANA)
    await sql(database, "DELETE FROM user_gamification_profiles")
    assert (await gamification.profile_cards.of(1001)).balance == 0


async def test_nobody_has_no_card(gamification: Gamification) -> None:
    with pytest.raises(UnknownMember):
        await gamification.profile_cards.of(404)
