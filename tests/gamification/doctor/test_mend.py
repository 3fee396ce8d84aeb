"""What the doctor mends by itself: levels and streaks, never money; each change is in gamification_audit."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.services.gamification import Identity, TransactionType
from bot.services.gamification.audit import latest_changes
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.doctor.mend import LENGTHS, LEVEL, OVER
from bot.services.gamification.gamification import assemble
from tests.kit.corruption import NOW, break_by, wrong_of

ANA, BEN = 1, 2
STREAK = "UPDATE user_streaks SET {} WHERE user_id = 1 AND streak_type = 'DAILY_GIFT'"


@pytest.fixture
async def lived(database: Database) -> Database:
    """Two members with a wallet, one of them with a streak."""
    gamification = assemble(database, clock=lambda: NOW)
    await gamification.profiles.ensure([Identity(ANA, "x"), Identity(BEN, "x")])
    for user_id in (ANA, BEN):
        await gamification.wallet.credit(
            user_id, 500, TransactionType.EARN_ADMIN, reason="x", key=f"k{user_id}"
        )
    await gamification.daily_gift.claim(ANA)
    return database


async def mend(database: Database) -> Counter[str]:
    return await Doctor(database, lambda: NOW).mend()


async def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.read(lambda s: s.execute(text(statement)).all())]


MENDED = [
    (["UPDATE user_gamification_profiles SET level = 9 WHERE user_id = 2"], {LEVEL: 1}),
    ([STREAK.format("longest_streak = 0")], {LENGTHS: 1}),
    ([STREAK.format("longest_streak = -2")], {LENGTHS: 1}),
    ([STREAK.format("current_streak = -2")], {LENGTHS: 1}),
    ([STREAK.format("last_claim_date = NULL")], {OVER: 1}),
    ([STREAK.format("current_streak = 8, longest_streak = 3, last_claim_date = NULL")], {LENGTHS: 1}),
    ([STREAK.format("last_claim_date = '2026-11-01 00:00:00'")], {OVER: 1}),
]


@pytest.mark.parametrize(("broken", "expected"), MENDED, ids=[broken[0][7:60] for broken, _ in MENDED])
async def test_it_is_mended_once_recorded_and_then_well(
    lived: Database, database_url: str, broken: list[str], expected: dict[str, int]
) -> None:
    await break_by(database_url, *broken)
    assert await mend(lived) == expected
    assert await wrong_of(lived) == []
    recorded = await lived.read(latest_changes, 100)
    assert Counter(entry.change.what for entry in recorded) == expected
    assert {(entry.who, entry.at) for entry in recorded} == {("besitos doctor --fix", NOW)}
    assert await mend(lived) == {}
    assert len(await lived.read(latest_changes, 100)) == len(recorded)


async def test_the_record_says_what_was_there_before(lived: Database, database_url: str) -> None:
    await break_by(database_url, "UPDATE user_gamification_profiles SET level = 9 WHERE user_id = 2",
                   STREAK.format("longest_streak = 0"))  # fmt: skip
    await mend(lived)
    streak, level = (entry.change for entry in await lived.read(latest_changes, 10))
    assert (level.subject, level.before, level.after) == ("member 2", {"level": 9}, {"level": 3})
    assert streak.subject == "member 1, streak DAILY_GIFT"
    assert streak.before == {"current_streak": 1, "longest_streak": 0}
    assert streak.after == {"current_streak": 1, "longest_streak": 1}


async def test_money_and_whatever_a_person_has_to_judge_stays_as_it_is(
    lived: Database, database_url: str
) -> None:
    await break_by(
        database_url,
        "UPDATE user_gamification_profiles SET balance = 7 WHERE user_id = 2",
        "UPDATE bot_config SET besitos_daily_gift = -3",
        "DELETE FROM reward_conditions WHERE reward_id = 3",
    )
    tables = ("user_gamification_profiles", "transactions", "user_streaks", "user_rewards", "bot_config")
    before = [await rows(lived, f"SELECT * FROM {table}") for table in tables]
    wrong = await wrong_of(lived)
    assert await mend(lived) == {}
    assert [await rows(lived, f"SELECT * FROM {table}") for table in tables] == before
    assert await wrong_of(lived) == wrong != []


async def test_every_page_is_mended(lived: Database, database_url: str) -> None:
    await assemble(lived, clock=lambda: NOW).profiles.ensure(Identity(n, "x") for n in range(10, 1_211))
    await break_by(database_url, "UPDATE user_gamification_profiles SET level = 4")
    assert await mend(lived) == {LEVEL: 1_203}
    assert await wrong_of(lived) == []


async def test_a_database_of_another_version_is_left_alone(lived: Database, database_url: str) -> None:
    await break_by(database_url, "UPDATE user_gamification_profiles SET level = 9",
                   "UPDATE gamification_version SET version_num = '9999'")  # fmt: skip
    assert await mend(lived) == {}
    assert await rows(lived, "SELECT DISTINCT level FROM user_gamification_profiles") == [(9,)]
