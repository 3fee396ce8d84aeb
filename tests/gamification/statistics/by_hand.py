"""The statistics worked out from the ledger's rows without a thought for speed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

OF_OTHERS = ("EARN_ADMIN", "SPEND_ADMIN", "EARN_SHOP_REFUND")
Row = tuple[int, int, str, str | None, datetime]


@dataclass
class ByHand:
    """What the ledger says."""

    amounts: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    entries: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    members: Counter[date] = field(default_factory=Counter)
    cohorts: Counter[tuple[date, date]] = field(default_factory=Counter)
    earned: Counter[tuple[int, int]] = field(default_factory=Counter)

    def earned_on(self, day: date) -> int:
        return sum(
            amount
            for (of, type_, _), amount in self.amounts.items()
            if of == day and type_.startswith("EARN_") and type_ != "EARN_SHOP_REFUND"
        )

    def changed_on(self, day: date) -> int:
        return sum(amount for (of, _, _), amount in self.amounts.items() if of == day)

    def entries_on(self, day: date, wanted: str) -> int:
        return sum(n for (of, type_, _), n in self.entries.items() if of == day and type_ == wanted)


def by_hand(rows: list[Row], zone: ZoneInfo) -> ByHand:
    result = ByHand()
    acted: defaultdict[int, set[date]] = defaultdict(set)
    for user_id, amount, type_, source, at in rows:
        day = at.astimezone(zone).date()
        result.amounts[day, type_, source or ""] += amount
        result.entries[day, type_, source or ""] += 1
        if source is not None or type_ not in OF_OTHERS:
            acted[user_id].add(day)
        if amount > 0 and type_ != "EARN_SHOP_REFUND":
            result.earned[user_id, 12 * day.year + day.month] += amount
    for days in acted.values():
        result.members.update(days)
        weeks = {day - timedelta(days=day.weekday()) for day in days}
        result.cohorts.update((min(weeks), week) for week in weeks)
    return result


def ledger_rows(session: Session) -> list[Row]:
    rows = session.execute(
        text("SELECT user_id, amount, CAST(type AS VARCHAR), source, created_at FROM transactions")
    )
    return [(*row[:4], _aware(row[4])) for row in rows]


def _aware(value: datetime | str) -> datetime:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=UTC)
