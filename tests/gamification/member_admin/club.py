"""A member who has something of everything, and what the database then holds."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.tables.totals import MemberActivity
from bot.services.gamification import Gamification
from bot.services.gamification.doctor.doctor import Doctor
from tests.kit.catalog_rows import add_product, add_reward
from tests.kit.clock import WallClock

CHANNEL = -555


async def live(
    gamification: Gamification, database: Database, clock: WallClock, admin: int, who: int
) -> None:
    """Let a member do everything: react, claim, buy, get a refund, earn a badge, content and VIP."""
    product = await add_product(database, f"fotos {who % 1000}", 30)
    other = await add_product(database, f"videos {who % 1000}", 40)
    badge = await add_reward(
        database,
        f"badge {who % 1000}",
        ("TOTAL_POINTS", 5),
        type_="BADGE",
        value={"badge_name": "Estrella", "emoji": "⭐"},
    )
    content = await add_reward(
        database, f"content {who % 1000}", ("TOTAL_POINTS", 5), type_="CONTENT", value={"content_set_id": 1}
    )
    await gamification.member_admin.credit(admin, who, 500, reason=f"a prize for {who}", once=f"a{who}")
    await gamification.reactions.react(who, CHANNEL, 5, "🔥")
    await gamification.daily_gift.claim(who)
    clock.now += timedelta(days=1)
    await gamification.daily_gift.claim(who)
    await gamification.rewards.claim(who, badge)
    await gamification.rewards.claim(who, content)
    await gamification.shop.buy(who, product, price=30)
    refunded = await gamification.shop.buy(who, other, price=40)
    await gamification.shop.refund(admin, refunded.id)
    await gamification.member_admin.grant_content(admin, who, 2)
    await gamification.member_admin.debit(admin, who, 7, reason="oops", once=f"b{who}")
    await gamification.member_admin.repair_streak(admin, who, 4)
    run = await gamification.jobs.queue("reconcile_ledger")
    await database.write(_more, who, run.id)
    await gamification.jobs.cancel(run.id)


def _more(session: Session, who: int, run_id: int) -> None:
    """What other parts of the bot note of a member."""
    session.execute(
        text(
            "INSERT INTO gamification_sent_messages (run_id, user_id, state, at) "
            "VALUES (:run, :who, 'SENT', '2026-01-01 00:00:00')"
        ),
        {"who": who, "run": run_id},
    )
    session.execute(
        insert(MemberActivity).values(
            user_id=who, count_number=1, first_day=1, days=b"1", month=24_311, earned=5 + who
        )
    )
    session.execute(
        text(
            "INSERT INTO gamification_conversations (bot_id, chat_id, user_id, thread_id, destiny, data, "
            "updated_at) VALUES (1, :who, :who, 0, 'x', '{}', '2026-01-01 00:00:00')"
        ),
        {"who": who},
    )


def money(session: Session) -> tuple[int, ...]:
    """Over all members: balances, earned, spent, the ledger's sum, entries and different keys."""
    wallets = session.execute(
        text("SELECT sum(balance), sum(total_earned), sum(total_spent) FROM user_gamification_profiles")
    ).one()
    ledger = session.execute(
        text("SELECT sum(amount), count(*), count(DISTINCT idempotency_key) FROM transactions")
    ).one()
    return tuple(int(number or 0) for number in (*wallets, *ledger))


def by_type(session: Session) -> list[tuple[Any, ...]]:
    """Numbers and sums of entries by type and day."""
    rows = session.execute(
        text("SELECT type, created_at, sum(amount), count(*) FROM transactions GROUP BY 1, 2 ORDER BY 1, 2")
    )
    return [tuple(row) for row in rows]


async def wrong(database: Database, clock: WallClock) -> list[str]:
    """What the doctor finds wrong."""
    return [str(one) async for one in Doctor(database, clock).examine() if one.wrong]
