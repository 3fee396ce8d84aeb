"""What the creator's numbers cost at a million members and five million ledger entries, and what members'
taps pay for them.

    .venv/bin/python benchmarks/club_numbers.py [--members N] [--entries N]

On an SQLite file:

1. The first count of the whole ledger by the job `daily_totals`, without rests. No limit: it is printed.
2. Each call of `gamification.statistics`, the median of several. Limit: 1 second.
3. A chart of 90 days, with the numbers; and the longest time for which the event loop stood still meanwhile.
4. Credits of members one after the other, in rounds that take turns: as they are, and with a count of
   their entries by the job after each round. Limit: 5 % more work of the process for the counting, and no
   more for a credit than for one without the tables.

Exit status 1 where a limit is missed by more than a shared machine's noise explains (NOISE).
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.upgrade import upgrade_database
from bot.logs import configure_logging
from bot.services.gamification import TransactionType
from bot.services.gamification.gamification import Gamification, assemble
from bot.services.gamification.job_kinds.kinds import job_kinds
from bot.services.jobs import JobRunner, PaceSettings, RunStatus
from bot.ui.charts import by_day
from bot.ui.charts.rendering import png
from bot.ui.voice import Voice

CALL_LIMIT = 1.0
TAP_LIMIT = 1.05
NOISE = 1.5
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
            "('transactions', 'user_gamification_profiles', 'user_streaks', 'content_rights')"
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
    """Seconds; the median of some calls."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


async def calls(gamification: Gamification, table: Table) -> bool:
    """Rows for each call; True where every limit holds."""
    asked, good = gamification.statistics, True
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
    ):
        seconds = await median(call)
        table.add_row(name, f"{seconds * 1e3:,.0f} ms", f"<= {CALL_LIMIT * 1e3:,.0f} ms")
        good &= seconds < CALL_LIMIT * NOISE
    return good


async def chart(gamification: Gamification, table: Table) -> None:
    """Rows for the first chart and the next ones, and for how long the loop stood still."""
    texts, longest, drawn = Voice().texts("es"), 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not drawn:
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - started)

    async def draw() -> None:
        nonlocal drawn
        drawn, started = False, time.perf_counter()
        await png(by_day.flow(await gamification.statistics.overview(ADMIN, 90), texts))
        seconds.append(time.perf_counter() - started)
        drawn = True

    seconds: list[float] = []
    await asyncio.gather(draw(), watch())
    first, longest = longest, 0.0
    await asyncio.gather(draw(), watch())
    table.add_row("first chart, which loads matplotlib", f"{seconds[0]:.2f} s", "")
    table.add_row("    the event loop stood still for at most", f"{first * 1e3:,.0f} ms", "")
    table.add_row("the next chart", f"{seconds[1]:.2f} s", "")
    table.add_row("    the event loop stood still for at most", f"{longest * 1e3:,.0f} ms", "")


async def taps(database: Database, gamification: Gamification, runner: JobRunner, table: Table) -> bool:
    """Rows for what counting adds to credits; True where the limit holds."""
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
    ratio = 1 + counting / credit
    table.add_row("work of a member's credit", f"{credit * 1e6:,.0f} us", "")
    table.add_row("work of counting its entry, by the job", f"{counting * 1e6:,.1f} us", "")
    table.add_row("    both, beside the credit alone", f"{ratio:.3f}", f"<= {TAP_LIMIT}")
    return ratio < 1 + (TAP_LIMIT - 1) * NOISE


async def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=5_000_000)
    given = parser.parse_args()
    configure_logging(level="WARNING")
    table = Table("what", "measured", "limit", title=f"{given.members:,} members, {given.entries:,} entries")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'besitos.db'}"
        await upgrade_database(url, backup=False)
        database = Database(url, retry_timeout_seconds=3_600)
        await database.write(fill, given.members, given.entries)
        now = END - timedelta(minutes=5)
        gamification = assemble(database, clock=lambda: now)
        quick = PaceSettings(target_seconds=1.0, duty=1.0, first=20_000)
        runner = JobRunner(database, job_kinds(), pace=quick, lease_seconds=20)
        seconds, worked, entries = await counted(database, runner)
        assert entries == given.entries
        table.add_row(f"the first count of {entries:,} entries", f"{seconds:,.0f} s", "")
        table.add_row("    work of the process", f"{worked:,.0f} s", "")
        good = await calls(gamification, table)
        await chart(gamification, table)
        good &= await taps(database, gamification, runner, table)
        await database.close()
    Console(width=100).print(table)
    return int(not good)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
