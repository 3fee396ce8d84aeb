"""What the creator's numbers cost at a million members and five million ledger entries, and what members'
taps pay for them.

    .venv/bin/python -m benchmarks club_numbers

On an SQLite file, in work of the process, which other work of the machine does not lengthen:

1. The first count of the whole ledger by the job `daily_totals`, without rests: for orientation.
2. Each call of `gamification.statistics`, the holders of a reward that everybody has, and a poll of the
   outbox while 100,000 rows of a run wait there for later; the median of several. Limit: 1 second.
3. A chart of 90 days, with the numbers, and for how long the event loop stood still meanwhile: for
   orientation.
4. Credits of members one after the other, in rounds that take turns with a count of their entries by the
   job. Limit: 5 % more work for the counting.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.logs import configure_logging
from bot.services.gamification import TransactionType
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.gamification.outbox.notices import FOR_MEMBERS
from bot.services.jobs import JobRunner, PaceSettings, RunStatus
from bot.ui.charts import by_day
from bot.ui.charts.rendering import png
from bot.ui.voice import Voice

from .figures import Figure

MEMBERS, ENTRIES, WAITING = 1_000_000, 5_000_000, 100_000
MAX_CALL_SECONDS = 1.0
MAX_TAP_RATIO = 1.05
ROUNDS = 5
CREDITS = 2_000
DAYS = 90
END = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADMIN = 1
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
keys = count()


def fill(session: Session, members: int, entries: int) -> None:
    """A club of 90 days, whose entries are in the order of time."""
    run = session.connection().exec_driver_sql
    indexes = session.execute(
        text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            "('transactions', 'user_gamification_profiles', 'user_streaks', 'content_rights', "
            "'user_rewards', 'gamification_outbox')"
        )
    ).all()
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    start = END.timestamp() - DAYS * 86_400
    moment = "strftime('%Y-%m-%d %H:%M:%f', {}, 'unixepoch') || '000'"
    then = moment.format(f"{start} + i * {DAYS * 86_400 / members}")
    many, more = NUMBERS.format(members), NUMBERS.format(entries)
    now = moment.format(f"{END.timestamp()} - (i % 20) * 86400")
    for statement in (
        "INSERT INTO users (user_id, first_name, role, created_at, updated_at) "
        f"{many} SELECT i, 'x', 'FREE', {then}, {then} FROM n",
        "INSERT INTO user_gamification_profiles (user_id, balance, total_earned, total_spent, level, "
        f"created_at, updated_at) {many} SELECT i, i % 977, i % 977 + i % 31, i % 31, 1 + (i * 7919) % 40, "
        f"{then}, {then} FROM n",
        "INSERT INTO user_streaks (user_id, streak_type, current_streak, longest_streak, last_claim_date, "
        f"created_at, updated_at) {many} SELECT i, 'DAILY_GIFT', i % 60, i % 90, "
        f"substr({now}, 1, 10) || ' 00:00:00.000000', {then}, {then} FROM n",
        "INSERT INTO content_rights (user_id, content_set_id, source, shop_product_id, price, charge_id, "
        f"granted_at) {NUMBERS.format(members // 10)} "
        "SELECT i, 1 + i % 2, 'shop_purchase', 1 + i % 2, 50, i, "
        f"{moment.format(f'{start} + i * {10 * DAYS * 86_400 / members}')} FROM n",
        "INSERT INTO transactions (user_id, amount, type, reason, idempotency_key, created_at) "
        f"{more} SELECT 1 + (i * 7919) % {members}, CASE WHEN i % 10 = 9 THEN -20 ELSE 5 END, "
        "CASE i % 10 WHEN 9 THEN 'SPEND_SHOP' WHEN 8 THEN 'EARN_DAILY' WHEN 7 THEN 'EARN_STREAK' "
        f"ELSE 'EARN_REACTION' END, 'x', 'k:' || i, "
        f"{moment.format(f'{start} + i * {DAYS * 86_400 / entries}')} FROM n",
        "INSERT INTO user_rewards (user_id, reward_id, status, claim_count, created_at, updated_at) "
        f"{many} SELECT i, 1, CASE WHEN i % 3 THEN 'CLAIMED' ELSE 'UNLOCKED' END, i % 3, {then}, {then} "
        "FROM n",
        "INSERT INTO gamification_outbox (user_id, kind, payload, once_key, created_at, due_at, tries, "
        f"lease_owner) {NUMBERS.format(WAITING)} SELECT i, 'gift', '{{}}', 'k' || i, {then}, "
        "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+1 day'), 0, 'spread' FROM n",
    ):
        run(statement)
    for _, definition in indexes:
        run(definition)


async def counted(database: Database, runner: JobRunner) -> tuple[float, float, int]:
    """Seconds of a run of the job, seconds of work of the process, and how many entries it counted."""
    started, worked = time.perf_counter(), time.process_time()
    run = await runner.work_one((await runner.queue("daily_totals")).id)
    assert run.status is RunStatus.SUCCEEDED, run.error
    return time.perf_counter() - started, time.process_time() - worked, run.changed


async def median(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds of work of the process; the median of some calls."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        await work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


async def calls(gamification: Gamification) -> list[Figure]:
    """A figure for each call."""
    asked, found = gamification.statistics, []
    for name, call in (
        ("overview, 7 days", partial(asked.overview, ADMIN, 7)),
        ("overview, 90 days", partial(asked.overview, ADMIN, 90)),
        ("by source, 90 days", partial(asked.by_source, ADMIN, 90)),
        ("retention, 13 weeks", partial(asked.retention, ADMIN, 13)),
        ("levels", partial(asked.levels, ADMIN)),
        ("streaks", partial(asked.streaks, ADMIN)),
        ("best sellers, 90 days", partial(asked.best_sellers, ADMIN, 90)),
        ("top members, ever", partial(asked.top_members, ADMIN)),
        ("top members, this month", partial(asked.top_members, ADMIN, this_month=True)),
        ("CSV, 90 days", partial(asked.csv_rows, ADMIN, 90)),
        ("holders of a reward", partial(gamification.reward_reviews.holders, ADMIN, 1)),
        ("a poll of the outbox", partial(gamification.outbox.claim, FOR_MEMBERS, 20, in_order=True)),
    ):
        seconds = await median(call)
        found.append(
            Figure(
                name, "the limit", MAX_CALL_SECONDS, seconds, "s",
                seconds / MAX_CALL_SECONDS, 1.0, at_most=True,
            )
        )  # fmt: skip
    return found


async def charts(gamification: Gamification) -> list[Figure]:
    """How long the first chart takes, which loads matplotlib, and the next one, beside the time for which the
    event loop stood still meanwhile."""
    texts, found = Voice().texts("es"), []

    async def draw(drawn: asyncio.Event) -> float:
        started = time.perf_counter()
        await png(by_day.flow(await gamification.statistics.overview(ADMIN, 90), texts))
        drawn.set()
        return time.perf_counter() - started

    for name in ("the first chart, which loads matplotlib", "the next chart"):
        drawn = asyncio.Event()
        seconds, stood = await asyncio.gather(draw(drawn), longest_wait(drawn))
        found.append(Figure(name, "the event loop stood still", stood, seconds, "s", seconds / stood))
    return found


async def longest_wait(until: asyncio.Event) -> float:
    """For how long at most the event loop did nothing else, in seconds."""
    longest = 0.0
    while not until.is_set():
        started = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - started)
    return longest


async def taps(database: Database, gamification: Gamification, runner: JobRunner) -> Figure:
    """What counting adds to credits."""
    credit_work, count_work = [], []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(CREDITS):
            number = next(keys)
            await gamification.wallet.credit(
                1 + number * 7919 % 1_000, 5, TransactionType.EARN_REACTION, reason="x", key=f"b:{number}"
            )
        credit_work.append((time.process_time() - started) / CREDITS)
        _, worked, entries = await counted(database, runner)
        assert entries == CREDITS
        count_work.append(worked / CREDITS)
    credit, counting = min(credit_work), min(count_work)
    both = credit + counting
    return Figure(
        "a credit, with counting its entry", "the credit alone", credit * 1e6, both * 1e6, "µs",
        both / credit, MAX_TAP_RATIO, at_most=True, slack=0.025,
    )  # fmt: skip


async def figures() -> list[Figure]:
    """Measure everything."""
    configure_logging(level="WARNING")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'besitos.db'}"
        await upgrade_database(url, backup=False)
        database = Database(url, retry_timeout_seconds=3_600)
        await database.write(fill, MEMBERS, ENTRIES)
        now = END - timedelta(minutes=5)
        gamification = assemble(database, clock=lambda: now)
        quick = PaceSettings(target_seconds=1.0, duty=1.0, first=20_000)
        runner = JobRunner(database, job_kinds(), pace=quick, lease_seconds=20)
        seconds, worked, entries = await counted(database, runner)
        assert entries == ENTRIES
        first = f"the first count of {entries:,} entries"
        found = [Figure(first, "its work of the process", worked, seconds, "s", seconds / worked)]
        found += await calls(gamification)
        found += await charts(gamification)
        found.append(await taps(database, gamification, runner))
        await database.close()
    return found
