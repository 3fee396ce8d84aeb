"""Statistics are what the ledger says, counted by the job or not yet."""

import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.services.gamification import (
    AlreadyClaimed,
    AlreadyOwned,
    Gamification,
    Identity,
    InsufficientFunds,
    NotAllowed,
    TransactionType,
)
from bot.services.gamification.doctor.doctor import Doctor
from bot.services.gamification.gamification import assemble
from bot.services.gamification.job_kinds.daily_totals import is_due, uncounted
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.statistics.counting import forget_totals
from bot.services.gamification.statistics.stored import MAX_LIVE_ENTRIES
from bot.services.jobs import JobRunner, PaceSettings, Run, RunStatus
from tests.gamification.statistics.by_hand import ByHand, by_hand, ledger_rows
from tests.kit.clock import WallClock
from tests.kit.databases import Kind
from tests.kit.postgres_connection import connect

ADMIN = 1
MEMBERS = range(1, 8)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> WallClock:
    return WallClock(datetime(2026, 3, 28, 20, tzinfo=UTC))  # the end of a month, before clocks are shifted


@pytest.fixture
async def club(database: Database, clock: WallClock) -> Gamification:
    club = assemble(database, clock=clock)
    await club.profiles.ensure(Identity(user_id, f"M{user_id}") for user_id in MEMBERS)
    await database.write(sql, "UPDATE content_sets SET file_ids = '[\"a\"]'")
    return club


@pytest.fixture
async def runner(database: Database, clock: WallClock) -> AsyncIterator[JobRunner]:
    pace = PaceSettings(target_seconds=1.0, duty=1.0, first=7, max_rows=7)
    runner = JobRunner(database, job_kinds(), clock=clock, pace=pace)
    yield runner
    await runner.close()


async def counted(runner: JobRunner) -> Run:
    run = await runner.work_one((await runner.queue("daily_totals")).id)
    assert (run.status, run.bad_rows) == (RunStatus.SUCCEEDED, 0), run.error
    return run


def sql(session: Session, /, statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


async def lived(club: Gamification, clock: WallClock, chance: random.Random, steps: int) -> None:
    """Members do this and that, and time passes."""
    for step in range(steps):
        user_id = chance.choice(MEMBERS)
        key = f"k{clock.now.isoformat()}:{step}"
        match chance.randrange(7):
            case 0 | 1:
                await club.reactions.react(user_id, -100, chance.randrange(50), "🔥")
            case 2:
                with suppress(AlreadyClaimed):
                    await club.daily_gift.claim(user_id)
            case 3:
                with suppress(AlreadyOwned, InsufficientFunds):
                    await club.shop.buy(user_id, 1, price=50)
            case 4:
                await club.wallet.credit(user_id, 40, TransactionType.EARN_ADMIN, reason="x", key=key)
            case 5:
                await club.wallet.credit(
                    user_id, 3, TransactionType.EARN_OTHER, reason="x", key=key, source="quiz"
                )
            case 6:
                with suppress(InsufficientFunds):
                    await club.wallet.debit(user_id, 9, TransactionType.SPEND_ADMIN, reason="x", key=key)
        clock.now += timedelta(hours=chance.randrange(14), minutes=chance.randrange(60))


async def agree(club: Gamification, database: Database, today: date, zone: ZoneInfo) -> None:
    """Every number is what the ledger's rows come to."""
    expected = by_hand(await database.read(ledger_rows), zone)
    for days in (1, 30):
        overview = await club.statistics.overview(ADMIN, days)
        assert [day.day for day in overview.days] == [today - back * DAY for back in reversed(range(days))]
        assert overview.counted_share == 1
        for day in overview.days:
            assert day.earned == expected.earned_on(day.day)
            assert day.spent == day.earned - expected.changed_on(day.day)
            assert day.active_members == expected.members[day.day]
            assert day.claims == expected.entries_on(day.day, "EARN_DAILY")
            assert day.purchases == expected.entries_on(day.day, "SPEND_SHOP")
            assert day.circulating == sum(
                amount for (of, *_), amount in expected.amounts.items() if of <= day.day
            )
        assert overview.circulating == sum(expected.amounts.values())
        await by_source_agrees(club, expected, days, today)
    for cohort in await club.statistics.retention(ADMIN, 20):
        assert cohort.active == tuple(
            expected.cohorts[cohort.first_week, cohort.first_week + timedelta(weeks=later)]
            for later in range(len(cohort.active))
        )
    month = 12 * today.year + today.month
    best = {of: amount for (of, when), amount in expected.earned.items() if when == month}
    top = await club.statistics.top_members(ADMIN, this_month=True)
    assert [(one.user_id, one.earned) for one in top] == sorted(best.items(), key=lambda it: (-it[1], it[0]))


async def by_source_agrees(club: Gamification, expected: ByHand, days: int, today: date) -> None:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for (day, type_, source), amount in expected.amounts.items():
        if today - days * DAY < day <= today:
            before = sums.get((type_, source), (0, 0))
            entries = expected.entries[day, type_, source]
            sums[type_, source] = (before[0] + amount, before[1] + entries)
    found = await club.statistics.by_source(ADMIN, days)
    assert {(one.type.stored.value, one.source or ""): (one.besitos, one.entries) for one in found} == {
        key: (abs(amount), entries) for key, (amount, entries) in sums.items()
    }


@pytest.mark.every_shape
async def test_whatever_is_counted_the_numbers_are_those_of_the_ledger(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock
) -> None:
    seed = 20261126
    chance = random.Random(seed)
    zone = "UTC"
    for turn in range(5):
        if turn == 3:
            zone = "America/Santiago"
            await club.economy.update(ADMIN, day_timezone=zone)
            await counted(runner)
        await lived(club, clock, chance, 18)
        if turn % 2:
            run = await counted(runner)
            assert run.changed > 7
            assert await database.read(uncounted) == 0
        await agree(club, database, clock.now.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone))
    assert (await counted(runner)).changed > 0
    assert (await counted(runner)).changed == 0
    await agree(club, database, clock.now.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone))


async def test_the_law_holds_after_counting_anew(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock
) -> None:
    await lived(club, clock, random.Random(7), 30)
    first = await counted(runner)
    await database.write(forget_totals)
    await agree(club, database, clock.now.date(), ZoneInfo("UTC"))
    assert (await counted(runner)).changed == first.changed
    await agree(club, database, clock.now.date(), ZoneInfo("UTC"))


async def test_an_id_that_is_committed_after_a_higher_one_is_counted(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock, kind: Kind,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if kind == "sqlite":
        return  # one transaction writes at a time: ids are committed in their order
    monkeypatch.setattr("bot.services.gamification.statistics.counting.SETTLE_TRIES", 2)
    await club.daily_gift.claim(1)
    assert (await counted(runner)).changed == 1
    slow = await connect(database.url)
    await slow.execute("BEGIN")
    await slow.execute(
        "INSERT INTO transactions (user_id, amount, type, reason, created_at) "
        "VALUES (2, 7, 'EARN_REWARD', 'x', '2026-03-28 20:00')"
    )
    await club.daily_gift.claim(3)
    assert (await counted(runner)).changed == 0
    overview = await club.statistics.overview(ADMIN, 1)
    assert (overview.earned, overview.counted_share) == (100, 1)
    await slow.execute("COMMIT")
    await slow.close()
    assert (await counted(runner)).changed == 2
    assert (await club.statistics.overview(ADMIN, 1)).earned == 107


async def test_the_doctor_finds_totals_that_are_not_those_of_the_ledger_and_has_them_counted_anew(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock
) -> None:
    await lived(club, clock, random.Random(5), 12)
    await counted(runner)
    doctor = Doctor(database, clock)

    async def wrong() -> list[str]:
        return [found.what async for found in doctor.examine() if found.kind == "daily_totals"]

    assert await wrong() == []
    await club.wallet.credit(1, 40, TransactionType.EARN_ADMIN, reason="x", key="not counted yet")
    assert await wrong() == []
    assert "daily totals" not in await doctor.mend()
    await database.write(
        sql, "UPDATE gamification_daily_totals SET amount = amount + 3 WHERE type = 'EARN_ADMIN'"
    )
    (found,) = await wrong()
    assert "EARN_ADMIN is off by +3 besitos and +0 entries" in found
    assert (await doctor.mend())["daily totals"] == 1
    assert await wrong() == []
    assert not (await doctor.mend())["daily totals"]
    await agree(club, database, clock.now.date(), ZoneInfo("UTC"))
    await counted(runner)
    assert await wrong() == []
    await agree(club, database, clock.now.date(), ZoneInfo("UTC"))


async def test_a_dry_run_counts_and_writes_nothing(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock
) -> None:
    await lived(club, clock, random.Random(3), 30)
    dry = await runner.work_one((await runner.queue("daily_totals", dry_run=True)).id)
    assert await database.read(uncounted) == dry.changed > 7
    assert (await counted(runner)).changed == dry.changed


async def test_a_run_is_due_where_it_is_worth_its_row(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock
) -> None:
    assert not await database.read(is_due, clock.now)
    await club.daily_gift.claim(1)
    assert await database.read(is_due, clock.now)
    await counted(runner)
    await club.daily_gift.claim(2)
    assert not await database.read(is_due, clock.now + timedelta(hours=23))
    assert await database.read(is_due, clock.now + timedelta(hours=25))
    await club.economy.update(ADMIN, day_timezone="Asia/Tokyo")
    assert await database.read(is_due, clock.now)
    await counted(runner)
    assert not await database.read(is_due, clock.now)
    await database.write(
        sql,
        "INSERT INTO transactions (user_id, amount, type, reason, created_at) WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "SELECT 3, 1, 'EARN_REWARD', 'x', CAST('2026-03-28' AS timestamp) FROM n"
        if database.dialect == "postgresql"
        else "INSERT INTO transactions (user_id, amount, type, reason, created_at) WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "SELECT 3, 1, 'EARN_REWARD', 'x', '2026-03-28 00:00:00' FROM n",
    )
    assert await database.read(is_due, clock.now)


async def test_where_too_much_waits_the_numbers_are_those_of_the_last_count(
    club: Gamification, database: Database, runner: JobRunner, clock: WallClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert MAX_LIVE_ENTRIES >= 10_000
    monkeypatch.setattr("bot.services.gamification.statistics.stored.MAX_LIVE_ENTRIES", 2)
    await club.daily_gift.claim(1)
    await counted(runner)
    for user_id in (2, 3, 4):
        await club.daily_gift.claim(user_id)
    overview = await club.statistics.overview(ADMIN, 7)
    assert (overview.claims, overview.counted_share, overview.days[-1].circulating) == (1, 0.25, None)
    assert overview.circulating == 200
    await counted(runner)
    overview = await club.statistics.overview(ADMIN, 7)
    assert (overview.claims, overview.counted_share, overview.days[-1].circulating) == (4, 1, 200)


async def test_new_profiles_levels_streaks_and_best_sellers(
    club: Gamification, database: Database, clock: WallClock
) -> None:
    for _ in range(3):
        clock.now += DAY
        await club.daily_gift.claim(1)
    await club.daily_gift.claim(2)
    await club.daily_gift.claim(3)
    await club.shop.buy(2, 1, price=50)
    clock.now += DAY
    await club.profiles.ensure([Identity(99, "New")])
    overview = await club.statistics.overview(ADMIN, 7)
    assert [day.new_profiles for day in overview.days] == [0, 0, len(MEMBERS), 0, 0, 0, 1]
    assert (overview.new_profiles, overview.members) == (8, 8)
    assert overview.spent_of_100 == round(100 * 50 / (50 + 60 + 62 + 50 + 50))
    await database.write(sql, "UPDATE user_gamification_profiles SET level = 9")  # not what is stored
    assert [(one.level, one.members) for one in await club.statistics.levels(ADMIN)] == [(1, 7), (2, 1)]
    streaks = await club.statistics.streaks(ADMIN)
    assert [(one.least, one.most, one.members) for one in streaks.counts[:3]] == [
        (1, 1, 2),
        (2, 3, 1),
        (4, 6, 0),
    ]
    assert (streaks.longest_now, streaks.longest_ever) == (3, 3)
    (sold,) = await club.statistics.best_sellers(ADMIN, 7)
    assert (sold.product_id, sold.purchases, sold.besitos) == (1, 1, 50)
    assert sold.name
    assert not await club.statistics.best_sellers(ADMIN, 1)
    clock.now += 2 * DAY
    assert sum(one.members for one in (await club.statistics.streaks(ADMIN)).counts) == 0
    top = await club.statistics.top_members(ADMIN)
    assert [(one.user_id, one.name, one.earned) for one in top] == [
        (1, "M1", 172),
        (2, "M2", 50),
        (3, "M3", 50),
    ]


async def test_the_table_for_spreadsheets_has_a_row_a_day(club: Gamification, clock: WallClock) -> None:
    await club.daily_gift.claim(1)
    await club.wallet.credit(1, 3, TransactionType.EARN_OTHER, reason="x", key="k", source="quiz")
    await club.wallet.debit(1, 2, TransactionType.SPEND_ADMIN, reason="x", key="l")
    names, yesterday, today = await club.statistics.csv_rows(ADMIN, 2)
    assert names == (
        "day", "earned", "spent", "circulating", "active_members", "new_profiles", "claims", "purchases",
        "EARN_DAILY", "EARN_OTHER:quiz", "SPEND_ADMIN",
    )  # fmt: skip
    assert yesterday == ("2026-03-27", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert today == ("2026-03-28", 53, 2, 51, 1, len(MEMBERS), 1, 0, 50, 3, -2)


async def test_an_empty_club_has_numbers_too(club: Gamification) -> None:
    overview = await club.statistics.overview(ADMIN, 7)
    assert (overview.earned, overview.spent, overview.circulating, overview.spent_of_100) == (0, 0, 0, None)
    assert overview.counted_at is None
    assert await club.statistics.by_source(ADMIN) == ()
    assert await club.statistics.best_sellers(ADMIN) == ()
    assert await club.statistics.top_members(ADMIN, this_month=True) == ()
    assert [cohort.members for cohort in await club.statistics.retention(ADMIN, 3)] == [0, 0, 0]


async def test_statistics_are_for_admins(database: Database, clock: WallClock) -> None:
    club = assemble(database, clock=clock, admin_ids=[5])
    statistics = club.statistics
    for asked in (
        statistics.overview(6), statistics.by_source(6), statistics.retention(6), statistics.levels(6),
        statistics.streaks(6), statistics.best_sellers(6), statistics.top_members(6), statistics.csv_rows(6),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await asked
    assert (await statistics.overview(5)).earned == 0
