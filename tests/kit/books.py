"""Reads the money of each member; the tests check whether it adds up."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def books(session: Session, first: int) -> dict[int, tuple[int, ...]]:
    """Return, for the hundred members from `first` on: balance, earned, spent, level, the sum and number of
    ledger entries, and the number of different keys."""
    rows = session.execute(
        text(
            "SELECT p.user_id, p.balance, p.total_earned, p.total_spent, p.level, "
            "COALESCE(SUM(t.amount), 0), COUNT(t.id), COUNT(DISTINCT t.idempotency_key) "
            "FROM user_gamification_profiles p LEFT JOIN transactions t ON t.user_id = p.user_id "
            "WHERE p.user_id >= :first AND p.user_id < :first + 100 "
            "GROUP BY p.user_id, p.balance, p.total_earned, p.total_spent, p.level"
        ),
        {"first": first},
    )
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}
