"""Clocks that are ahead, and a creator who moves the zone: nobody is locked out, nobody is paid twice, and no
streak breaks by it (decision 0016)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    Condition,
    ConditionType,
    Gamification,
    Identity,
    RewardStatus,
)
from bot.services.gamification.gamification import assemble
from bot.services.gamification.job_kinds.tidy_streaks import TidyStreaks
from bot.services.gamification.reactions.reactions import Refusal
from bot.services.jobs import Step
from tests.kit.clock import WallClock
from tests.kit.statements import Statements

ADMIN = 7
ANA = 1001
HOUR = timedelta(hours=1)
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"  # 26 hours apart


@pytest.fixture
async def gamification(database: Database, clock: WallClock) -> Gamification:
    gamification = assemble(database, clock=clock)
    await gamification.profiles.provision(Identity(ANA, "Ana"))
    return gamification


@pytest.fixture
def years_ahead(database: Database, clock: WallClock) -> Gamification:
    """A process whose clock is five years ahead."""
    return assemble(database, clock=lambda: clock() + timedelta(days=5 * 365))


def keys(session: Session) -> list[str]:
    return list(session.execute(text("SELECT idempotency_key FROM transactions ORDER BY id")).scalars())


def sql(session: Session, /, statement: str, **values: object) -> None:
    session.execute(text(statement), values)


async def wait_for_a_gift(gamification: Gamification, clock: WallClock, hours: int = 80) -> tuple[float, int]:
    """After how many hours the next claim pays, and which day of the streak it is. What is told of when it
    opens holds at every hour."""
    start, told = clock(), None
    for _ in range(hours * 4):
        status = await gamification.daily_gift.status(ANA)
        try:
            claim = await gamification.daily_gift.claim(ANA)
        except AlreadyClaimed as refusal:
            assert refusal.next_at is not None
            assert refusal.next_at > clock()
            assert told in (None, refusal.next_at)
            told = refusal.next_at
            assert (status.claimable, status.next_at, status.streak) == (False, told, status.streak)
            assert status.streak > 0
            clock.passes(minutes=30)
        else:
            assert status.claimable
            assert (status.next_gift, status.next_streak_bonus) == (claim.gift, claim.streak_bonus)
            assert told is None or told == clock() or told > clock() - timedelta(minutes=30)
            return (clock() - start) / HOUR, claim.day
    raise AssertionError("no gift")


async def test_a_claim_under_a_clock_years_ahead_does_not_lock_the_gift(
    gamification: Gamification, years_ahead: Gamification, clock: WallClock, database: Database
) -> None:
    assert (await years_ahead.daily_gift.claim(ANA)).day == 1
    status = await gamification.daily_gift.status(ANA)
    assert (status.claimable, status.streak, status.next_streak_bonus) == (True, 1, 10)
    assert (await gamification.profile_cards.of(ANA)).streak == 1
    for day in (2, 3, 4):
        assert (await gamification.daily_gift.claim(ANA)).day == day
        with pytest.raises(AlreadyClaimed) as caught:
            await gamification.daily_gift.claim(ANA)
        assert caught.value.next_at == (clock() + timedelta(days=1)).replace(hour=0)
        clock.passes(days=1)
    paid = [key for key in await database.read(keys) if key.startswith("daily")]
    assert len(paid) == len(set(paid)) == 4


async def test_a_day_that_was_paid_ahead_of_its_time_counts_when_it_comes(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    ahead = assemble(database, clock=lambda: clock() + timedelta(days=3))
    await ahead.daily_gift.claim(ANA)  # the 25th's
    for day in (2, 3, 4):
        assert (await gamification.daily_gift.claim(ANA)).day == day
        clock.passes(days=1)
    with pytest.raises(AlreadyClaimed):
        await gamification.daily_gift.claim(ANA)
    status = await gamification.daily_gift.status(ANA)
    assert (status.claimable, status.streak) == (False, 5)
    clock.passes(days=1)
    assert (await gamification.daily_gift.claim(ANA)).day == 6


async def test_a_day_that_is_tomorrow_waits_until_it_is_over(
    gamification: Gamification, database: Database, clock: WallClock
) -> None:
    clock.now = datetime(2026, 11, 22, 23, 58, tzinfo=UTC)
    fast = assemble(database, clock=lambda: clock() + timedelta(minutes=5))
    await fast.daily_gift.claim(ANA)
    with pytest.raises(AlreadyClaimed) as caught:
        await gamification.daily_gift.claim(ANA)
    assert caught.value.next_at == datetime(2026, 11, 24, tzinfo=UTC)
    clock.now = datetime(2026, 11, 24, tzinfo=UTC)
    assert (await gamification.daily_gift.claim(ANA)).day == 2


async def test_reactions_under_a_clock_years_ahead_count_for_no_limit_and_no_cooldown(
    gamification: Gamification, years_ahead: Gamification, clock: WallClock, database: Database
) -> None:
    await gamification.economy.update(ADMIN, max_reactions_per_day=2)
    for message in (1, 2):
        ahead = await years_ahead.reactions.react(ANA, -100, message, "🔥")
        assert ahead.paid == (5 if message == 1 else 0)
    assert (await gamification.reactions.react(ANA, -100, 3, "🔥")).paid == 5
    refused = await gamification.reactions.react(ANA, -100, 4, "🔥")
    assert (refused.refusal, refused.retry_at) == (Refusal.COOLDOWN, clock() + timedelta(seconds=30))
    clock.passes(minutes=1)
    assert (await gamification.reactions.react(ANA, -100, 5, "🔥")).paid == 5
    clock.passes(minutes=1)
    assert (await gamification.reactions.react(ANA, -100, 6, "🔥")).refusal is Refusal.DAILY_LIMIT
    assert (await gamification.reactions.react(ANA, -100, 1, "🔥")).refusal is Refusal.ALREADY_PAID
    streak = await database.read(
        lambda session: session.execute(
            text("SELECT current_streak FROM user_streaks WHERE streak_type = 'REACTION'")
        ).scalar_one()
    )
    assert streak == 2


async def test_payments_of_a_clock_minutes_ahead_count(gamification: Gamification, database: Database,
                                                       clock: WallClock) -> None:  # fmt: skip
    fast = assemble(database, clock=lambda: clock() + timedelta(seconds=20))
    assert (await fast.reactions.react(ANA, -100, 1, "🔥")).paid == 5
    refused = await gamification.reactions.react(ANA, -100, 2, "🔥")
    assert (refused.refusal, refused.retry_at) == (Refusal.COOLDOWN, clock() + timedelta(seconds=50))


async def test_a_repeatable_reward_claimed_under_a_clock_years_ahead_unlocks_again(
    gamification: Gamification, years_ahead: Gamification, clock: WallClock
) -> None:
    reward = await gamification.catalog.create_reward(
        ADMIN, name="Two in a row", reward_type="BESITOS", reward_value={"amount": 5}, is_repeatable=True,
        conditions=[Condition(ConditionType.STREAK_LENGTH, 2)],
    )  # fmt: skip
    for _ in range(2):
        await years_ahead.daily_gift.claim(ANA)
        clock.passes(days=1)
    await years_ahead.rewards.claim(ANA, reward.id)
    unlocked = []
    for _ in range(5):
        unlocked.append([one.id for one in (await gamification.daily_gift.claim(ANA)).unlocked])
        if reward.id in unlocked[-1]:
            await gamification.rewards.claim(ANA, reward.id)
        clock.passes(days=1)
    assert reward.id in [one for day in unlocked[:3] for one in day]
    assert [day.count(reward.id) for day in unlocked].count(1) == 2
    statuses = {view.id: view.status for view in await gamification.rewards.available(ANA)}
    assert statuses[reward.id] is RewardStatus.CLAIMED


@pytest.mark.parametrize("hour", [0, 10, 18])
@pytest.mark.parametrize(
    ("before", "after"),
    [(WEST, EAST), (EAST, WEST), ("UTC", "Europe/Madrid"), ("Europe/Madrid", "America/Mexico_City")],
)
async def test_a_change_of_zone_leaves_eighteen_hours_between_gifts_and_breaks_no_streak(
    database: Database, clock: WallClock, before: str, after: str, hour: int
) -> None:
    clock.now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    gamification = assemble(database, clock=clock)
    await gamification.profiles.provision(Identity(ANA, "Ana"))
    await gamification.economy.update(ADMIN, day_timezone=before)
    streak = 2
    for day in range(1, streak + 1):
        assert (await gamification.daily_gift.claim(ANA)).day == day
        clock.passes(days=1)
    clock.passes(days=-1, minutes=1)
    await gamification.economy.update(ADMIN, day_timezone=after)
    waited, day = await wait_for_a_gift(gamification, clock)
    assert day == streak + 1
    assert 18 <= waited + 1 / 60 <= 50
    waited, day = await wait_for_a_gift(gamification, clock)
    assert (day, waited <= 24) == (streak + 2, True)


async def test_east_over_the_date_line_the_gift_opens_after_eighteen_hours(
    gamification: Gamification, clock: WallClock
) -> None:
    """As it was found: two gifts at one instant, and the streak began again."""
    await gamification.economy.update(ADMIN, day_timezone=WEST)
    await gamification.daily_gift.claim(ANA)
    await gamification.economy.update(ADMIN, day_timezone=EAST)
    with pytest.raises(AlreadyClaimed) as caught:
        await gamification.daily_gift.claim(ANA)
    assert caught.value.next_at == clock() + 18 * HOUR
    status = await gamification.daily_gift.status(ANA)
    assert (status.claimable, status.streak, status.next_at) == (False, 1, clock() + 18 * HOUR)
    assert status.next_at.tzinfo is not UTC
    clock.passes(hours=18)
    assert (await gamification.daily_gift.claim(ANA)).day == 2


async def test_there_and_back_is_a_change_too(gamification: Gamification, clock: WallClock) -> None:
    clock.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    await gamification.daily_gift.claim(ANA)
    for zone in (EAST, "UTC"):
        clock.passes(minutes=1)
        await gamification.economy.update(ADMIN, day_timezone=zone)
    waited, day = await wait_for_a_gift(gamification, clock)
    assert (17.9 < waited < 18.6, day) == (True, 2)


async def test_setting_the_same_zone_again_changes_nothing(
    gamification: Gamification, clock: WallClock
) -> None:
    clock.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    await gamification.daily_gift.claim(ANA)
    await gamification.economy.update(ADMIN, day_timezone="UTC", besitos_daily_gift=51)
    assert await wait_for_a_gift(gamification, clock) == (0.5, 2)


async def test_without_a_change_midnight_is_enough(gamification: Gamification, clock: WallClock) -> None:
    await gamification.economy.update(ADMIN, day_timezone="Europe/Madrid")
    clock.now = datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
    await gamification.daily_gift.claim(ANA)
    clock.passes(minutes=1)
    assert (await gamification.daily_gift.claim(ANA)).day == 2


async def test_a_streak_that_nobody_kept_ends_after_a_change_of_zone_too(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.economy.update(ADMIN, day_timezone=WEST)
    await gamification.daily_gift.claim(ANA)
    await gamification.economy.update(ADMIN, day_timezone=EAST)
    clock.passes(hours=59)
    assert (await gamification.daily_gift.status(ANA)).streak == 1
    clock.passes(hours=30)
    assert (await gamification.daily_gift.status(ANA)).streak == 0
    assert (await gamification.daily_gift.claim(ANA)).day == 1


@pytest.mark.parametrize("changed_by_hand", [False, True])
async def test_rows_of_before_zones_were_noted_keep_the_rule(
    gamification: Gamification, clock: WallClock, database: Database, changed_by_hand: bool
) -> None:
    await gamification.economy.update(ADMIN, day_timezone=WEST)
    await gamification.daily_gift.claim(ANA)
    await database.write(sql, "UPDATE user_streaks SET counted_at = NULL, counted_in = NULL")
    await database.write(sql, "UPDATE bot_config SET day_timezone_since = NULL, day_timezone_before = NULL")
    if changed_by_hand:
        await database.write(sql, "UPDATE bot_config SET day_timezone = :zone", zone=EAST)
        gamification = assemble(database, clock=clock)
    else:
        await gamification.economy.update(ADMIN, day_timezone=EAST)
    assert await wait_for_a_gift(gamification, clock) == (18, 2)


async def test_a_row_that_an_older_bot_wrote_over_ours_is_the_older_bots(
    gamification: Gamification, clock: WallClock, database: Database
) -> None:
    """It writes the instant into the day, in UTC, and knows nothing of the other columns."""
    await gamification.daily_gift.claim(ANA)
    clock.passes(hours=20)
    await database.write(
        sql,
        "UPDATE user_streaks SET current_streak = 2, last_claim_date = :at",
        at=clock().replace(tzinfo=None) if "postgresql" in database.url else str(clock())[:19] + ".000000",
    )
    await gamification.economy.update(ADMIN, day_timezone=EAST)
    assert await wait_for_a_gift(gamification, clock) == (18, 3)


async def test_a_change_of_zone_does_not_double_the_daily_limit(
    gamification: Gamification, clock: WallClock
) -> None:
    await gamification.economy.update(
        ADMIN, day_timezone=WEST, max_reactions_per_day=2, reaction_cooldown_seconds=0
    )
    clock.now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    paid = 0
    for message, zone in enumerate([WEST, WEST, WEST, EAST, EAST, EAST, WEST, WEST, EAST], 1):
        await gamification.economy.update(ADMIN, day_timezone=zone)
        clock.passes(minutes=15)
        paid += (await gamification.reactions.react(ANA, -100, message, "🔥")).paid
    assert paid == 10
    clock.passes(days=1)
    assert (await gamification.reactions.react(ANA, -100, 99, "🔥")).paid == 5


@pytest.mark.parametrize(("before", "after"), [(WEST, EAST), (EAST, WEST)])
async def test_a_change_of_zone_breaks_no_streak_of_reactions(
    gamification: Gamification, clock: WallClock, database: Database, before: str, after: str
) -> None:
    await gamification.economy.update(ADMIN, day_timezone=before)
    await gamification.reactions.react(ANA, -100, 1, "🔥")
    await gamification.economy.update(ADMIN, day_timezone=after)
    streaks = []
    for message in range(2, 8):
        clock.passes(hours=24)
        await gamification.reactions.react(ANA, -100, message, "🔥")
        streaks.append(
            await database.read(
                lambda session: session.execute(
                    text("SELECT current_streak FROM user_streaks WHERE streak_type = 'REACTION'")
                ).scalar_one()
            )
        )
    assert streaks == sorted(streaks)
    assert streaks[-1] >= 5


async def test_tidying_ends_no_streak_that_a_change_of_zone_keeps(
    gamification: Gamification, clock: WallClock, database: Database
) -> None:
    await gamification.economy.update(ADMIN, day_timezone=WEST)
    await gamification.daily_gift.claim(ANA)
    await gamification.economy.update(ADMIN, day_timezone=EAST)
    clock.passes(hours=40)
    assert await tidied(database, clock()) == 0
    assert (await gamification.daily_gift.status(ANA)).streak == 1
    clock.passes(days=4)
    assert await tidied(database, clock()) == 1


async def tidied(database: Database, now: datetime) -> int:
    def work(session: Session) -> int:
        kind, step = TidyStreaks(), Step({}, 0, now)
        page = kind.page(session, step, 0, 100)
        assert page is not None
        return kind.change(session, step, page).changed

    return await database.write(work)


async def test_knowing_of_clocks_and_zones_costs_no_statement(
    gamification: Gamification, clock: WallClock, statements: Statements
) -> None:
    await gamification.economy.update(ADMIN, day_timezone=WEST)
    for _ in range(2):
        await gamification.daily_gift.claim(ANA)
        clock.passes(days=1)
    await gamification.economy.update(ADMIN, day_timezone=EAST)
    await gamification.economy.settings()
    statements.sent()
    await gamification.daily_gift.claim(ANA)
    assert len(statements.sent()) == 4
