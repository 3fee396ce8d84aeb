"""Four weeks in which some strangers have played, so that the creator's numbers and charts show something."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from math import isqrt
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ..database.tables.gamification import GamificationProfile, LedgerEntry, UserStreak

PLAYERS = 60
DAYS = 28
GIFT, REACTION, PACK = 50, 5, 50
HOURS = (9, 13, 18, 20)
"""Of their acts, in UTC."""


def add_history(session: Session, user_ids: Sequence[int], now: datetime) -> int:
    """Write it for these members where nobody has played yet; returns how many entries. The same every day
    that it is asked for, but for the dates."""
    if session.execute(select(LedgerEntry.id).limit(1)).first() is not None:
        return 0
    chance = random.Random(28)  # noqa: S311 - for a demo
    today = datetime.combine(now.date(), time(), UTC)
    entries: list[dict[str, Any]] = []
    profiles: list[dict[str, Any]] = []
    streaks: list[dict[str, Any]] = []
    for place, user_id in enumerate(user_ids):
        first = DAYS - (place * DAYS // max(len(user_ids), 1))
        zeal = chance.uniform(0.25, 0.95)
        earned = spent = streak = longest = 0
        last: datetime | None = None
        for back in range(first, 0, -1):
            if chance.random() > zeal:
                continue
            day = today - timedelta(days=back)
            moments = iter([day + timedelta(hours=hour, minutes=chance.randrange(60)) for hour in HOURS])
            streak = streak + 1 if last == day - timedelta(days=1) else 1
            longest, last = max(longest, streak), day
            entries.append(_entry(user_id, GIFT, "EARN_DAILY", next(moments)))
            earned += GIFT
            for _ in range(chance.randrange(3)):
                entries.append(_entry(user_id, REACTION, "EARN_REACTION", next(moments)))
                earned += REACTION
            if earned - spent >= PACK and chance.random() < 0.25:
                entries.append(_entry(user_id, -PACK, "SPEND_ADMIN", next(moments)))
                spent += PACK
        joined = today - timedelta(days=first) + timedelta(hours=8)
        profiles.append(
            {
                "user_id": user_id, "balance": earned - spent, "total_earned": earned, "total_spent": spent,
                "level": isqrt(earned // 100) + 1, "created_at": joined, "updated_at": last or joined,
            }
        )  # fmt: skip
        if last is not None:
            streaks.append(
                {
                    "user_id": user_id, "streak_type": "DAILY_GIFT", "current_streak": streak,
                    "longest_streak": longest, "last_claim_date": last, "created_at": joined,
                    "updated_at": last, "counted_at": last + timedelta(hours=9), "counted_in": "UTC",
                }
            )  # fmt: skip
    if profiles:
        session.execute(insert(GamificationProfile), profiles)
    entries.sort(key=lambda entry: entry["created_at"])
    for number, entry in enumerate(entries, 1):
        entry["idempotency_key"] = f"demo:{number}"
    if entries:
        session.execute(insert(LedgerEntry), entries)
        session.execute(insert(UserStreak), streaks)
    return len(entries)


def _entry(user_id: int, amount: int, type_: str, at: datetime) -> dict[str, Any]:
    return {"user_id": user_id, "amount": amount, "type": type_, "reason": "demo", "created_at": at}
