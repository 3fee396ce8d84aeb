"""The daily gift: once a calendar day, more for each day in a row."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification.daily_gift import DailyClaim
from bot.services.gamification.errors import AlreadyClaimed, UnknownMember
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.members.identity import Identity
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ANA = Identity(1001, "Ana")
ADMIN = 7


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.provision(ANA)
    return gamification


def daily_entries(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(text("SELECT idempotency_key, amount FROM transactions ORDER BY id"))
    return [(row[0], row[1]) for row in rows]


async def test_a_first_claim_pays_the_gift(gamification: Gamification, database: Database) -> None:
    tomorrow = datetime(2026, 11, 23, tzinfo=UTC)
    assert await gamification.daily_gift.claim(1001) == DailyClaim(50, 0, 1, 1, 50, tomorrow)
    assert await database.read(daily_entries) == [("daily:1001:2026-11-22", 50)]


async def test_a_second_claim_on_the_same_day_pays_nothing_and_says_when_to_come_back(
    gamification: Gamification, database: Database
) -> None:
    await gamification.daily_gift.claim(1001)
    with pytest.raises(AlreadyClaimed) as caught:
        await gamification.daily_gift.claim(1001)
    assert caught.value.next_at == datetime(2026, 11, 23, tzinfo=UTC)
    assert len(await database.read(daily_entries)) == 1


@pytest.mark.every_shape
async def test_days_in_a_row_pay_more_and_a_missed_day_starts_again(
    gamification: Gamification, clock: WallClock, database: Database
) -> None:
    paid = []
    for _ in range(4):
        claim = await gamification.daily_gift.claim(1001)
        paid.append(claim.gift + claim.streak_bonus)
        clock.passes(days=1)
    assert paid == [50, 60, 62, 64]
    clock.passes(days=1)
    claim = await gamification.daily_gift.claim(1001)
    assert (claim.gift, claim.streak_bonus, claim.day, claim.longest, claim.balance) == (50, 0, 1, 4, 286)
    assert await gamification.wallet.balance(1001) == 286
    assert ("streak:1001:2026-11-23", 10) in await database.read(daily_entries)


async def test_fifty_claims_at_once_pay_once(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    others = [Database(database.url, pool_size=3, retry_timeout_seconds=30) for _ in range(3)]
    services = [gamification, *(assemble(other, clock=clock) for other in others)]
    outcomes = await asyncio.gather(
        *(services[n % 4].daily_gift.claim(1001) for n in range(50)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(DailyClaim) == 1
    assert [type(outcome) for outcome in outcomes].count(AlreadyClaimed) == 49
    assert len(await database.read(daily_entries)) == 1
    for other in others:
        await other.close()


async def test_a_claim_costs_four_statements(
    gamification: Gamification, clock: WallClock, statements: Statements
) -> None:
    for _ in range(2):
        await gamification.daily_gift.claim(1001)
        clock.passes(days=1)
    await gamification.economy.settings()
    statements.sent()
    claim = await gamification.daily_gift.claim(1001)
    assert claim.streak_bonus == 12
    assert len(statements.sent()) == 4


async def test_the_status_before_and_after_a_claim(gamification: Gamification, clock: WallClock) -> None:
    before = await gamification.daily_gift.status(1001)
    assert (before.claimable, before.streak, before.next_gift, before.next_streak_bonus) == (True, 0, 50, 0)
    await gamification.daily_gift.claim(1001)
    after = await gamification.daily_gift.status(1001)
    assert (after.claimable, after.streak, after.next_gift, after.next_streak_bonus) == (False, 1, 50, 10)
    assert after.next_at == datetime(2026, 11, 23, tzinfo=UTC)
    clock.passes(days=2)
    missed = await gamification.daily_gift.status(1001)
    assert (missed.claimable, missed.streak, missed.longest, missed.next_streak_bonus) == (True, 0, 1, 0)


async def test_the_day_is_the_creators(gamification: Gamification, clock: WallClock) -> None:
    await gamification.economy.update(ADMIN, day_timezone="America/New_York")
    clock.now = datetime(2026, 11, 22, 4, 59, tzinfo=UTC)  # 23:59 of the 21st in New York
    await gamification.daily_gift.claim(1001)
    clock.now = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    claim = await gamification.daily_gift.claim(1001)
    assert claim.day == 2
    with pytest.raises(AlreadyClaimed) as caught:
        await gamification.daily_gift.claim(1001)
    assert caught.value.next_at == datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
async def test_a_new_time_zone_neither_breaks_a_streak_nor_pays_a_day_twice(
    gamification: Gamification, clock: WallClock, database: Database, zone: str
) -> None:
    for _ in range(2):
        await gamification.daily_gift.claim(1001)
        clock.passes(days=1)
    await gamification.daily_gift.claim(1001)
    await gamification.economy.update(ADMIN, day_timezone=zone)
    days = []
    for _ in range(96):
        try:
            days.append((await gamification.daily_gift.claim(1001)).day)
        except AlreadyClaimed:
            clock.passes(days=1 / 24)
    assert days == list(range(4, 4 + len(days)))
    keys = [key for key, _ in await database.read(daily_entries)]
    assert len(keys) == len(set(keys))


async def test_settings_changed_between_two_claims_of_a_day_open_no_second_one(
    gamification: Gamification, database: Database
) -> None:
    await gamification.daily_gift.claim(1001)
    await gamification.economy.update(ADMIN, besitos_daily_gift=99)
    await database.write(lambda session: session.execute(text("DELETE FROM user_streaks")))
    with pytest.raises(AlreadyClaimed):
        await gamification.daily_gift.claim(1001)
    assert await gamification.wallet.balance(1001) == 50


async def test_nobody_gets_no_gift(gamification: Gamification) -> None:
    with pytest.raises(UnknownMember):
        await gamification.daily_gift.claim(404)
    with pytest.raises(UnknownMember):
        await gamification.daily_gift.status(404)
